import type {BlindSpot} from '../answers/index.js';
import {flagsOf} from '../changes/change.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {EngineWriter} from '../engine/writer.js';
import type {Fleet} from '../fleet/fleet-model.js';
import type {AssessedContainer, Risk} from '../risk/assessment.js';
import {type SafeText, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {safeLines} from '../terminal/shell-quote.js';
import {consentText} from './consent.js';
import {type HardenedView, type HardeningCase, openCase, viewCase} from './hardening-case.js';
import {observationConsent} from './observation/consent.js';
import {observe} from './observation/observe.js';
import type {ObservationProgress} from './observation/options.js';
import {type ObservationQuestion, observationQuestion, observationSeconds} from './observation/question.js';
import {observationSummary} from './observation/summary.js';
import {durationWords} from './observation/watched-words.js';
import type {Exercise} from './plan/change.js';
import {enabledBy, hardened, type Plan, type Rung} from './plan/index.js';
import {openMarked, type ProjectPage} from './project/marked-project.js';
import {type Copies, type CopyReading, hasData, noCopies, readCopies} from './rehearsal/copies.js';
import {refusal} from './rehearsal/guards.js';
import {rehearse} from './rehearsal/rehearse.js';
import type {RehearsalResult} from './rehearsal/result.js';
import type {TrialReport} from './rehearsal/session.js';
import {diffCommands} from './render/diff.js';
import {multiLine} from './render/docker-run.js';
import {hardeningOutput, wayBack} from './render/output.js';
import type {OutputFormat} from './render/output-format.js';

/** The result of a set of changes, ready to paint and copy. */
export type FixView = {
	/** For the clipboard; several lines, without a trailing newline. */
	readonly command: SafeText;
	readonly diff: readonly {readonly mark: ' ' | '+' | '-'; readonly text: SafeText}[];
	/** Keeps the old container under another name, so that it can be rolled back. */
	readonly replace: SafeText;
	/** Of its Compose project, or after `replace`. */
	readonly rollBack: SafeText;
	readonly warnings: readonly SafeText[];
	/** `null` when the container is gone. */
	readonly risk: Pick<Risk, 'score' | 'grade' | 'isLowerBound'> | null;
	/** Titles of the remaining attack paths. */
	readonly paths: readonly SafeText[];
	readonly output: (format: OutputFormat) => {readonly text: SafeText; readonly warnings: readonly SafeText[]};
};

export type FixChange = {
	readonly slug: string;
	readonly remove: readonly SafeText[];
	readonly add: readonly SafeText[];
	readonly why: SafeText;
	readonly rung: Rung;
	readonly exercised: Exercise | null;
	/** Shown as a warning. */
	readonly danger: SafeText | null;
	readonly mayBreak: SafeText | null;
	/** What failed without a capability that it keeps. */
	readonly without: readonly SafeText[];
	/** What this change does alone; `null` when the container is gone. */
	readonly effect: {readonly score: number; readonly paths: number} | null;
};

/** All changes of a rung together. */
export type RungView = {
	readonly enabled: ReadonlySet<string>;
	readonly risk: FixView['risk'];
	/** Attack paths that are left. */
	readonly paths: number;
};

/** Default limit, in bytes, for data copied for the twins. */
const copyLimit = 256 * 2 ** 20;

/** The plan for one container, as used by the Fix page. */
export type Fix = {
	readonly changes: readonly FixChange[];
	readonly blindSpots: readonly BlindSpot[];
	readonly safe: RungView;
	readonly least: RungView;
	readonly view: (enabled: ReadonlySet<string>) => FixView;
	/** What a rehearsal would create, for the question; `null` when rehearsals are not possible. */
	readonly consent: ((copies: Copies) => readonly SafeText[]) | null;
	/** Whether it has data in volumes or binds that can be copied for twins. */
	readonly hasData: boolean;
	/** Reads the replacements for the twins' mounts, with data or without; writes nothing. */
	readonly readCopies: (withData: boolean) => Promise<CopyReading>;
	/** Called only after consent. Twins are also removed when the signal is aborted. */
	readonly rehearse: (
		enabled: ReadonlySet<string>,
		copies: Copies,
		signal: AbortSignal,
		onTrial: (trial: TrialReport) => void,
	) => Promise<FixRehearsal>;
	/** `null` for a recorded fleet. */
	readonly observer: {
		readonly question: () => Promise<ObservationQuestion>;
		/** Called only after consent, if something is created. What was seen until the signal is aborted counts. */
		readonly observe: (signal: AbortSignal, onProgress: (progress: ObservationProgress) => void) => Promise<ObservedFix>;
	} | null;
};

export type ObservedFix = {
	/** Planned again, with the observation. */
	readonly fix: Fix;
	readonly summary: readonly SafeText[];
};

export type FixRehearsal = {
	readonly state: RehearsalResult['state'];
	readonly summary: SafeText;
	/** Including the results of the rehearsal. */
	readonly fix: Fix;
	readonly enabled: ReadonlySet<string>;
};

export type Hardener = {
	readonly open: (containerId: string) => Promise<Fix>;
	/** One override for the services of these containers; `null` when they are not all of one Compose project. */
	readonly openMarked: (ids: ReadonlySet<string>) => Promise<ProjectPage | null>;
};

export type HardenerOptions = {
	readonly reader: EngineReader;
	readonly fleet: Pick<Fleet, 'model' | 'assessHypothetical' | 'subscribe'>;
	/** `null` for a snapshot: nothing can be rehearsed. */
	readonly openWriter: (() => EngineWriter) | null;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
};

/** Plans, shows and rehearses the hardening of a fleet's containers. */
export function createHardener(options: HardenerOptions): Hardener {
	return {
		async open(containerId) {
			const assessed = await whenAssessed(options.fleet, containerId);
			const opened = await openCase(options.reader, options.fleet, assessed);
			return fixOf(opened, opened.plan, options);
		},
		openMarked: ids => openMarked(options, ids),
	};
}

/** A container can be selected in the first rows, before its inspect has arrived. @throws Error when none arrives */
function whenAssessed(fleet: HardenerOptions['fleet'], id: string): Promise<AssessedContainer> {
	return new Promise((resolve, reject) => {
		const look = (): boolean => {
			const entry = fleet.model().entries.find(one => one.id === id);
			if (entry?.assessed) resolve(entry.assessed);
			else if (entry === undefined) reject(new Error('the container is gone'));
			else if (entry.failed) reject(new Error(`the container could not be inspected: ${entry.failed.reason}`));
			else return false;
			return true;
		};
		if (look()) return;
		const stop = fleet.subscribe(() => {
			if (look()) stop();
		});
	});
}

function fixOf(opened: HardeningCase, plan: Plan, options: HardenerOptions): Fix {
	const {facts} = opened.assessed;
	const {openWriter} = options;
	return {
		changes: byEffect(
			plan.changes.map(change => ({
				slug: change.slug,
				...flagsOf(change),
				why: change.why,
				rung: change.rung,
				exercised: change.exercised,
				without: change.evidence.flatMap(({source, path, value}) =>
					source === 'rehearsal' && path.startsWith('without ') ? [sanitise(`${path}: ${value}`)] : [],
				),
				danger: change.danger,
				mayBreak: change.mayBreak === null ? null : sanitise(change.mayBreak),
				effect: effectOf(new Set([change.slug])),
			})),
		),
		safe: rungView('safe'),
		least: rungView('least'),
		blindSpots: plan.blindSpots,
		view: enabled => fixView(viewCase(opened, plan, enabled, options.fleet), opened),
		consent: openWriter === null ? null : copies => consentOrRefusal(copies),
		hasData: hasData(facts),
		readCopies: async withData =>
			openWriter === null || refusal(facts) !== null
				? {ok: true, copies: noCopies}
				: readCopies(options.reader, facts, {dataLimit: withData ? copyLimit : null}),
		async rehearse(enabled, copies, signal, onTrial) {
			if (openWriter === null) throw new Error('a recorded fleet cannot be rehearsed');
			const writer = openWriter();
			try {
				const result = await rehearse({
					reader: options.reader,
					writer,
					assessed: opened.assessed,
					evidence: opened.evidence,
					enabled,
					check: null,
					copies,
					cpus: opened.cpus,
					signal,
					now: options.now,
					onProgress: onTrial,
				});
				return {...result, fix: fixOf(opened, result.plan, options)};
			} finally {
				writer.close();
			}
		},
		observer:
			openWriter === null
				? null
				: {
						question: () => observationQuestion(options.reader, facts),
						async observe(signal, onProgress) {
							const writer = openWriter();
							try {
								const {creates} = observationConsent(facts, durationWords(0), await options.reader.isLocal());
								const journal = creates ? writer.journal : null;
								const seconds = observationSeconds;
								const observation = await observe({reader: options.reader, facts, journal, seconds, signal, onProgress});
								const again = await openCase(options.reader, options.fleet, opened.assessed, undefined, observation);
								return {fix: fixOf(again, again.plan, options), summary: observationSummary(observation)};
							} finally {
								writer.close();
							}
						},
					},
	};

	function judged(enabled: ReadonlySet<string>): AssessedContainer | null {
		return options.fleet.assessHypothetical(facts.id, hardened(plan, enabled));
	}

	function effectOf(enabled: ReadonlySet<string>): FixChange['effect'] {
		const {risk, attackPaths} = opened.assessed;
		const after = judged(enabled);
		return after && {score: risk.sum - after.risk.sum, paths: attackPaths.length - after.attackPaths.length};
	}

	function rungView(rung: 'safe' | 'least'): RungView {
		const enabled = enabledBy(plan, rung);
		const after = judged(enabled);
		return {enabled, risk: after?.risk ?? null, paths: after?.attackPaths.length ?? 0};
	}

	function consentOrRefusal(copies: Copies): readonly SafeText[] {
		const reason = refusal(facts);
		return reason === null
			? consentText(facts, opened.evidence, {check: null, copies})
			: [sanitise(`This container is never rehearsed: ${reason}.`)];
	}
}

/** What matters most first: what cuts attack paths, then what takes most from the score. */
const byEffect = (changes: readonly FixChange[]): readonly FixChange[] =>
	[...changes].sort((a, b) => (b.effect?.paths ?? 0) - (a.effect?.paths ?? 0) || (b.effect?.score ?? 0) - (a.effect?.score ?? 0));

function fixView(view: HardenedView, {image}: HardeningCase): FixView {
	return {
		command: copied(multiLine(view.after)),
		diff: diffCommands(view.before, view.after).flatMap(({mark, text}) => safeLines(text).map(line => ({mark, text: line}))),
		replace: copied(view.replacement.replace),
		rollBack: copied(wayBack(view, image)),
		warnings: view.warnings,
		risk: view.supposed?.risk ?? null,
		paths: (view.supposed?.attackPaths ?? []).map(path => sanitise(path.hops.map(hop => hop.label).join(' → '))),
		output(format) {
			const {text, warnings} = hardeningOutput(format, view, image);
			return {text: copied(text), warnings};
		},
	};
}

/** Multi-line commands and files: each line is safe, and the separators are ours. */
const copied = (text: string): SafeText => trusted(safeLines(text).join('\n'));
