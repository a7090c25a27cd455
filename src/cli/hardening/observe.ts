import {type ContainerFacts, type EngineReader, type EngineWriter, JournalError} from '../../base/index.js';
import {
	durationWords,
	type Observation,
	type ObservationProgress,
	observationConsent,
	observationSummary,
	observe,
	progressWords,
	whyNotObserved,
} from '../../fix/index.js';
import {exitStatus} from '../exit-status.js';
import type {EndableByKey} from '../interruption.js';
import type {TextOutput} from './command.js';
import {refuse} from './refuse.js';

export type ObserveCommand = {
	readonly reader: EngineReader;
	readonly facts: ContainerFacts;
	readonly seconds: number;
	readonly yes: boolean;
	readonly openWriter: (() => EngineWriter) | null;
	readonly confirm: ((question: string) => Promise<boolean>) | null;
	/** stderr is a terminal: the progress is one line that changes. */
	readonly isTerminal: boolean;
	readonly signal: AbortSignal;
	readonly endableByKey: EndableByKey;
};

/** Lines of news at a time. */
const MAX_NEWS = 10;

/**
 * Asks for consent where something would be created, observes, and reports on `err`. Returns the exit status where nothing was observed, or
 * the program is to end.
 */
export async function consentAndObserve(command: ObserveCommand, output: TextOutput): Promise<Observation | number> {
	const {reader, facts, seconds, openWriter, confirm, signal, endableByKey} = command;
	if (openWriter === null) return refuse(output, 'a recorded fleet cannot be observed: it needs a live engine');
	const reason = whyNotObserved(facts);
	if (reason !== null) return refuse(output, `${facts.name} cannot be observed: ${reason}`);
	const consent = observationConsent(facts, durationWords(seconds), await reader.isLocal());
	for (const line of consent.lines) output.err(`${line}\n`);
	if (consent.creates && !command.yes && !(confirm !== null && (await confirm('Start? [y/N] '))))
		return refuse(output, 'nothing was created: an observation needs your consent (use --yes)');

	const writer = openWriter();
	let hasLine = false;
	const onProgress = (progress: ObservationProgress): void => {
		if (hasLine) output.err('\r\x1b[K');
		for (const one of progress.news.slice(0, MAX_NEWS)) output.err(`  new: ${one} (after ${durationWords(progress.seconds)})\n`);
		if (progress.news.length > MAX_NEWS) output.err(`  and ${progress.news.length - MAX_NEWS} more\n`);
		hasLine = command.isTerminal;
		if (hasLine) output.err(`  ${progressWords(progress, seconds)} (^c ends it)`);
	};
	try {
		const journal = consent.creates ? writer.journal : null;
		const observation = await endableByKey(ends => observe({reader, facts, journal, seconds, signal: ends, onProgress}));
		if (hasLine) output.err('\r\x1b[K');
		for (const line of observationSummary(observation)) output.err(`${line}\n`);
		return signal.aborted ? exitStatus.interrupted : observation;
	} catch (error) {
		if (error instanceof JournalError) return refuse(output, error.message);
		throw error;
	} finally {
		writer.close();
	}
}
