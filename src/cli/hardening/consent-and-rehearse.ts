import {
	type CopyReading,
	consentText,
	type HardeningCase,
	noCopies,
	RehearsalCancelled,
	type RehearsalResult,
	readCopies,
	refusal,
	rehearse,
	type TrialReport,
} from '../../fix/index.js';
import {exitStatus} from '../exit-status.js';
import type {TextOutput} from './command.js';
import type {HardenOptions} from './harden-options.js';
import {refuse} from './refuse.js';

/** Says what a rehearsal would create, asks for consent, and rehearses. Returns the exit status where there was no rehearsal. */
export async function consentAndRehearse(
	options: HardenOptions,
	opened: HardeningCase,
	enabled: ReadonlySet<string>,
	output: TextOutput,
): Promise<RehearsalResult | number> {
	const {reader, openWriter, confirm, signal, now, check, replay = null} = options;
	if (openWriter === null) return refuse(output, 'a recorded fleet cannot be rehearsed: it needs a live engine');
	const {facts} = opened.assessed;
	const reading = await copiesFor(options, opened);
	if (!reading.ok) return refuse(output, reading.reason);
	const {copies} = reading;
	const question = `${consentText(facts, opened.evidence, {check, replay, copies}).join('\n')}\n`;
	output.err(question);
	if (!options.yes && !(confirm !== null && (await confirm('Start? [y/N] '))))
		return refuse(output, 'nothing was created: a rehearsal needs your consent (use --yes)');
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

/** Read before the question, which shows the size. To rehearse was asked for: where only the engine can read them, it may make their folders. */
async function copiesFor({reader, copyLimit, signal}: HardenOptions, {assessed: {facts}}: HardeningCase): Promise<CopyReading> {
	if (refusal(facts) !== null) return {ok: true, copies: noCopies};
	return readCopies(reader.consented ?? reader, facts, {dataLimit: copyLimit, signal});
}

/** Printed once a trial is over: a pipe keeps every line. */
const progressLine = ({what, ok, seconds, note}: TrialReport): string =>
	ok === null ? '' : `  ${outcome(what, ok)} ${what} (${seconds} s): ${note}\n`;

/** A trial without a capability is an experiment: its failure is a result. */
const outcome = (what: string, ok: boolean): string =>
	what.startsWith('without ') ? (ok ? 'spare ' : 'needed') : ok ? 'ok    ' : 'FAILED';
