import {type ContainerInspect, type EngineWriter, groupBy, type SafeText, safeLines, sanitise, trusted} from '../base/index.js';
import {type AssessedContainer, type Fleet, flagsOf} from '../judge/index.js';
import {consentText} from './consent.js';
import {openDecisions, outcomeWords} from './decisions/index.js';
import type {Fix, FixChange, FixView, Hardener, RungView} from './fix.js';
import {type CaseSources, type HardenedView, type HardeningCase, openCase, viewCase} from './hardening-case.js';
import {observationConsent} from './observation/consent.js';
import {observe} from './observation/observe.js';
import type {ObserveOptions} from './observation/observe-options.js';
import {observationQuestion, observationSeconds} from './observation/question.js';
import type {Recordings} from './observation/recorded.js';
import {observationSummary} from './observation/summary.js';
import {durationWords, recordedWords} from './observation/watched-words.js';
import {enabledBy, hardened, type Plan} from './plan/index.js';
import {openMarked} from './project/marked-project.js';
import {type Copies, hasData, noCopies, readCopies} from './rehearsal/copies.js';
import {refusal} from './rehearsal/guards.js';
import {type RehearsalOptions, rehearse} from './rehearsal/rehearse.js';
import {diffCommands} from './render/diff.js';
import {multiLine} from './render/docker-run.js';
import {hardeningOutput, wayBack} from './render/fix-output.js';

/** Default limit, in bytes, for data copied for the twins. */
const copyLimit = 256 * 2 ** 20;

export type HardenerOptions = CaseSources & {
	readonly fleet: Pick<Fleet, 'model' | 'ask' | 'assessHypothetical' | 'subscribe'>;
	/** `null` for a snapshot: nothing can be rehearsed. */
	readonly openWriter: (() => EngineWriter) | null;
	/** What was recorded before. */
	readonly recordings: Recordings;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
};

/** Plans, shows and rehearses the hardening of a fleet's containers. */
export function createHardener(options: HardenerOptions): Hardener {
	return {
		async open(containerId) {
			const assessed = await whenAssessed(options.fleet, containerId);
			const opened = await openCase(options, assessed, {recordings: options.recordings});
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
	const judge = (inspect: ContainerInspect) => options.fleet.assessHypothetical(facts.id, inspect);
	const open = new Set(openDecisions(plan, opened.assessed, judge).map(({cause}) => cause));
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
				decides: change.decides,
				section: open.has(change.decides?.cause ?? '') ? 'decide' : housekeeping.has(change.slug) ? 'keep house' : 'tighten',
				effect: effectOf(new Set([change.slug])),
			})),
		),
		safe: rungView('safe'),
		least: rungView('least'),
		blindSpots: plan.blindSpots,
		recorded: recordedWords(opened.evidence.observation),
		view: enabled => fixView(viewCase(opened, plan, enabled, options.fleet), opened),
		consent: openWriter === null ? null : copies => consentOrRefusal(copies),
		hasData: hasData(facts),
		readCopies: async withData =>
			openWriter === null || refusal(facts) !== null
				? {ok: true, copies: noCopies}
				: readCopies(options.reader.consented ?? options.reader, facts, {dataLimit: withData ? copyLimit : null}),
		rehearse: async (enabled, copies, signal, onTrial) => {
			if (openWriter === null) throw new Error('a recorded fleet cannot be rehearsed');
			return rehearsedFix(opened, openWriter(), options, {enabled, copies, signal, onProgress: onTrial});
		},
		observer:
			openWriter === null
				? null
				: {
						question: () => observationQuestion(options.reader, facts),
						observe: (signal, onProgress) => observedFix(opened, openWriter(), options, {signal, onProgress}),
					},
	};

	function judged(enabled: ReadonlySet<string>): AssessedContainer | null {
		return judge(hardened(plan, enabled));
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

type Rehearsed = Pick<RehearsalOptions, 'enabled' | 'copies' | 'signal' | 'onProgress'>;

/** Rehearses it, and fixes it by what that showed. */
async function rehearsedFix(opened: HardeningCase, writer: EngineWriter, options: HardenerOptions, asked: Rehearsed) {
	const {assessed, evidence, cpus} = opened;
	const {reader, now} = options;
	try {
		const result = await rehearse({...asked, reader, writer, assessed, evidence, check: null, cpus, now});
		return {...result, fix: fixOf(opened, result.plan, options)};
	} finally {
		writer.close();
	}
}

type Observed = Pick<ObserveOptions, 'signal' | 'onProgress'>;

/** Observes it, and fixes it by what that showed. */
async function observedFix(opened: HardeningCase, writer: EngineWriter, options: HardenerOptions, asked: Observed) {
	const {facts} = opened.assessed;
	const {reader, recordings} = options;
	try {
		const {creates} = observationConsent(facts, durationWords(0), await reader.isLocal());
		const journal = creates ? writer.journal : null;
		const observation = await observe({...asked, reader, facts, journal, seconds: observationSeconds});
		const again = await openCase(options, opened.assessed, {observation, recordings});
		return {fix: fixOf(again, again.plan, options), summary: observationSummary(observation)};
	} finally {
		writer.close();
	}
}

/** What serves the host, and takes nothing from an attacker. */
const housekeeping: ReadonlySet<string> = new Set(['log-size', 'restart', 'image-digest']);
const sections = ['decide', 'tighten', 'keep house'] as const;

/**
 * Decisions first; of each section, what cuts attack paths, then what takes most from the score. The alternatives of a decision stay together, best
 * first.
 */
function byEffect(changes: readonly FixChange[]): readonly FixChange[] {
	const groups = groupBy(changes, ({decides, slug}) => decides?.cause ?? `:${slug}`);
	const best = (group: readonly FixChange[], what: 'paths' | 'score'): number =>
		Math.max(...group.map(({effect}) => effect?.[what] ?? 0));
	const rank = ([one]: readonly FixChange[]): number => sections.indexOf(one?.section ?? 'tighten');
	return [...groups.values()]
		.sort((a, b) => rank(a) - rank(b) || best(b, 'paths') - best(a, 'paths') || best(b, 'score') - best(a, 'score'))
		.flat();
}

function fixView(view: HardenedView, {image, assessed}: HardeningCase): FixView {
	return {
		command: copied(multiLine(view.after)),
		diff: diffCommands(view.before, view.after).flatMap(({mark, text}) => safeLines(text).map(line => ({mark, text: line}))),
		replace: copied(view.replacement.replace),
		rollBack: copied(wayBack(view, image)),
		warnings: view.warnings,
		risk: view.supposed?.risk ?? null,
		outcome: outcomeWords(assessed, view.supposed),
		paths: (view.supposed?.attackPaths ?? []).map(path => sanitise(path.hops.map(hop => hop.label).join(' → '))),
		output(format) {
			const {text, warnings} = hardeningOutput(format, view, image);
			return {text: copied(text), warnings};
		},
	};
}

/** Multi-line commands and files: each line is safe, and the separators are ours. */
const copied = (text: string): SafeText => trusted(safeLines(text).join('\n'));
