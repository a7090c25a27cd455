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
import type {Confidence, Plan} from './plan/index.js';
import {type Copies, type CopyReading, hasData, noCopies, readCopies} from './rehearsal/copies.js';
import {refusal} from './rehearsal/guards.js';
import {rehearse} from './rehearsal/rehearse.js';
import type {TrialReport} from './rehearsal/session.js';
import {diffCommands} from './render/diff.js';
import {multiLine} from './render/docker-run.js';
import {hardeningOutput} from './render/output.js';
import type {OutputFormat} from './render/output-format.js';

/** The result of a set of changes, ready to paint and copy. */
export type FixView = {
	/** For the clipboard; several lines, without a trailing newline. */
	readonly command: SafeText;
	readonly diff: readonly {readonly mark: ' ' | '+' | '-'; readonly text: SafeText}[];
	/** Keeps the old container under another name, so that it can be rolled back. */
	readonly replace: SafeText;
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
	readonly confidence: Confidence;
	readonly mayBreak: SafeText | null;
	readonly enabled: boolean;
};

/** Default limit, in bytes, for data copied for the twins. */
const copyLimit = 256 * 2 ** 20;

/** The plan for one container, as used by the Fix page. */
export type Fix = {
	readonly changes: readonly FixChange[];
	readonly blindSpots: readonly BlindSpot[];
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
};

export type FixRehearsal = {
	readonly state: SafeText;
	readonly reason: SafeText | null;
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
	/** Including the results of the rehearsal. */
	readonly fix: Fix;
	readonly enabled: ReadonlySet<string>;
};

export type Hardener = {readonly open: (containerId: string) => Promise<Fix>};

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
		changes: plan.changes.map(change => ({
			slug: change.slug,
			...flagsOf(change),
			why: change.why,
			confidence: change.confidence,
			mayBreak: change.mayBreak === null ? null : sanitise(change.mayBreak),
			enabled: change.enabled,
		})),
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
				const state = sanitise(result.state.replaceAll('-', ' '));
				return {...result, state, fix: fixOf(opened, result.plan, options)};
			} finally {
				writer.close();
			}
		},
	};

	function consentOrRefusal(copies: Copies): readonly SafeText[] {
		const reason = refusal(facts);
		return reason === null
			? consentText(facts, opened.evidence, {check: null, copies})
			: [sanitise(`This container is never rehearsed: ${reason}.`)];
	}
}

function fixView(view: HardenedView, {image}: HardeningCase): FixView {
	return {
		command: copied(multiLine(view.after)),
		diff: diffCommands(view.before, view.after).flatMap(({mark, text}) => safeLines(text).map(line => ({mark, text: line}))),
		replace: copied(view.replacement.replace),
		rollBack: copied(view.replacement.rollBack),
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
