import {flagChanges} from '../../changes/change.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {EngineWriter} from '../../engine/writer.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {consentText} from '../../hardening/consent.js';
import type {Observation} from '../../hardening/evidence/evidence.js';
import {hardenJson} from '../../hardening/harden-json.js';
import {type HardeningCase, openCase, viewCase} from '../../hardening/hardening-case.js';
import type {Recordings} from '../../hardening/observation/recorded.js';
import {recordedWords} from '../../hardening/observation/watched-words.js';
import {enabledBy} from '../../hardening/plan/index.js';
import {leavesCompose} from '../../hardening/reconstruct/process.js';
import {type CopyReading, noCopies, readCopies} from '../../hardening/rehearsal/copies.js';
import {refusal} from '../../hardening/rehearsal/guards.js';
import {rehearse} from '../../hardening/rehearsal/rehearse.js';
import type {Recording} from '../../hardening/rehearsal/replay/har.js';
import type {RehearsalResult} from '../../hardening/rehearsal/result.js';
import {RehearsalCancelled, type TrialReport} from '../../hardening/rehearsal/session.js';
import {hardeningOutput} from '../../hardening/render/output.js';
import type {OutputFormat} from '../../hardening/render/output-format.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import {gradeNotice} from '../../risk/grade-notice.js';
import {sanitise} from '../../terminal/safe-text.js';
import {exitStatus} from '../exit-status.js';
import type {TextOutput} from './command.js';
import {consentAndObserve} from './observe.js';

export type HardenFormat = OutputFormat | 'json';

export type HardenOptions = {
	readonly reader: EngineReader;
	/** A started fleet: each container was judged once. */
	readonly fleet: Pick<Fleet, 'model' | 'ask' | 'assessHypothetical'>;
	readonly assessed: AssessedContainer;
	readonly format: HardenFormat;
	/** Which set of changes the command has. */
	readonly rung: 'safe' | 'least';
	/** Seconds for which the running container is watched first; `null`: it is not. */
	readonly observe: number | null;
	/** stderr is a terminal. */
	readonly isTerminal: boolean;
	readonly rehearse: boolean;
	/** Consent to what the observation and the rehearsal create; otherwise `confirm` is called. */
	readonly yes: boolean;
	/** A command line for `sh`, run next to each twin; its exit status decides. */
	readonly check: string | null;
	/** Recorded requests that each twin gets. */
	readonly replay?: Recording | null;
	/** The maximum bytes of data copied for each twin; `null`: they start without data. */
	readonly copyLimit: number | null;
	readonly withSecrets: boolean;
	/** What was recorded before. */
	readonly recordings: Recordings;
	/** Called only after consent. `null` where nothing can be created: a snapshot, the demo. */
	readonly openWriter: (() => EngineWriter) | null;
	/** Asks the user; `null` without a terminal. */
	readonly confirm: ((question: string) => Promise<boolean>) | null;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly signal: AbortSignal;
};

/**
 * `dockscope harden`: writes the hardened command, or another format of it, to `out`; reasons, warnings and the progress of an
 * observation and a rehearsal to `err`. Returns the exit status: 1 when one was refused or there was no consent. @throws EngineError
 */
export async function runHarden(options: HardenOptions, output: TextOutput): Promise<number> {
	const {observe: seconds, assessed} = options;
	if (seconds === null) return planAndRehearse(options, null, output);
	const observed = await consentAndObserve({...options, facts: assessed.facts, seconds}, output);
	if (typeof observed === 'number') return observed;
	return planAndRehearse({...options, signal: observed.signal}, observed.observation, output);
}

async function planAndRehearse(options: HardenOptions, observation: Observation | null, output: TextOutput): Promise<number> {
	const {reader, fleet, assessed, format, withSecrets, signal} = options;
	const opened = await openCase(reader, fleet, assessed, {signal, observation, recordings: options.recordings});
	const notice = gradeNotice(assessed, opened.assessed);
	if (notice !== null) output.err(`${notice}\n`);
	let plan = opened.plan;
	let enabled = enabledBy(plan, options.rung);
	let rehearsal: RehearsalResult | null = null;
	if (options.rehearse) {
		const done = await consentAndRehearse(options, opened, enabled, output);
		if (typeof done === 'number') return done;
		rehearsal = done;
		plan = done.plan;
		// The least set is known only now.
		enabled = options.rung === 'least' && done.state !== 'refused' ? enabledBy(plan, 'least') : done.enabled;
	}
	const view = viewCase(opened, plan, enabled, fleet, withSecrets);
	if (format === 'json') output.out(hardenJson(opened, plan, enabled, view, rehearsal, options));
	if (rehearsal?.state === 'refused') return refuse(output, `the rehearsal was ${rehearsal.summary}`, exitStatus.threshold);
	if (format !== 'json') {
		const recorded = recordedWords(opened.evidence.observation);
		if (recorded !== null) output.err(`${recorded}\n`);
		for (const change of plan.changes.filter(({slug}) => enabled.has(slug))) {
			output.err(`${flagChanges(change).join(', ')}  (${change.rung}) ${change.why}\n`);
			if (change.danger !== null) output.err(`warning: ${change.danger}\n`);
		}
		const rendered = hardeningOutput(format, view, opened.image);
		const ofView = format === 'compose' ? view.warnings.filter(warning => String(warning) !== leavesCompose) : view.warnings;
		for (const warning of [...ofView, ...rendered.warnings]) output.err(`${warning}\n`);
		for (const {source, reason} of plan.blindSpots) output.err(`not seen: ${sanitise(`${source}: ${reason}`)}\n`);
		if (rehearsal !== null) output.err(summaryLine(rehearsal));
		output.out(rendered.text);
	}
	return exitStatus.done;
}

async function consentAndRehearse(
	options: HardenOptions,
	opened: HardeningCase,
	enabled: ReadonlySet<string>,
	output: TextOutput,
): Promise<RehearsalResult | number> {
	const {reader, openWriter, confirm, signal, now, check, replay = null} = options;
	if (openWriter === null)
		return refuse(output, 'a recorded fleet cannot be rehearsed: it needs a live engine', exitStatus.threshold);
	const {facts} = opened.assessed;
	const reading = await copiesFor(options, opened);
	if (!reading.ok) return refuse(output, reading.reason, exitStatus.threshold);
	const {copies} = reading;
	const question = `${consentText(facts, opened.evidence, {check, replay, copies}).join('\n')}\n`;
	output.err(question);
	if (!options.yes && !(confirm !== null && (await confirm('Start? [y/N] '))))
		return refuse(output, 'nothing was created: a rehearsal needs your consent (use --yes)', exitStatus.threshold);
	const writer = openWriter();
	try {
		return await rehearse({
			reader,
			writer,
			assessed: opened.assessed,
			evidence: opened.evidence,
			enabled,
			check,
			replay,
			copies,
			cpus: opened.cpus,
			signal,
			now,
			onProgress: trial => output.err(progressLine(trial)),
			onNote: note => output.err(`${note}\n`),
		});
	} catch (error) {
		if (error instanceof RehearsalCancelled) return exitStatus.interrupted;
		throw error;
	} finally {
		writer.close();
	}
}

/** Read before the question, which shows the size; this writes nothing. */
async function copiesFor({reader, copyLimit, signal}: HardenOptions, {assessed: {facts}}: HardeningCase): Promise<CopyReading> {
	if (refusal(facts) !== null) return {ok: true, copies: noCopies};
	return readCopies(reader, facts, {dataLimit: copyLimit, signal});
}

/** Printed once a trial is over: a pipe keeps every line. */
const progressLine = ({what, ok, seconds, note}: TrialReport): string =>
	ok === null ? '' : `  ${outcome(what, ok)} ${what} (${seconds} s): ${note}\n`;

/** A trial without a capability is an experiment: its failure is a result. */
const outcome = (what: string, ok: boolean): string =>
	what.startsWith('without ') ? (ok ? 'spare ' : 'needed') : ok ? 'ok    ' : 'FAILED';

const summaryLine = ({summary, seconds}: RehearsalResult): string => `rehearsed in ${seconds} s: ${summary}\n`;

function refuse(output: TextOutput, why: string, status: number): number {
	output.err(`dockscope: ${why}\n`);
	return status;
}
