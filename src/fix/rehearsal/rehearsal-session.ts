import {type ContainerFacts, type EngineReader, type EngineWriter, type SafeText, sanitise} from '../../base/index.js';
import type {Copies} from './copies.js';
import type {RecordedTraffic} from './replay/har.js';

/** One twin that was started and judged. */
export type TrialReport = {
	/** `control twin`, `candidate 2`, `without CHOWN`. */
	readonly what: SafeText;
	/** `null` while it runs. */
	readonly ok: boolean | null;
	readonly seconds: number;
	readonly note: SafeText;
};

export type RehearsalSession = {
	readonly reader: EngineReader;
	readonly writer: EngineWriter;
	readonly facts: ContainerFacts;
	readonly local: boolean;
	/** Bytes for a twin without its own limit. */
	readonly memory: number;
	/** The replacements for the mounts of each twin. */
	readonly copies: Copies;
	/** It keeps data: each twin that passes is started a second time, with what it wrote. */
	readonly keepsData: boolean;
	readonly check: string | null;
	/** Recorded requests that each twin gets. */
	readonly replay: RecordedTraffic | null;
	readonly signal: AbortSignal;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly twins: Set<string>;
	/** Running trials, some in parallel. */
	readonly judging: Set<Promise<unknown>>;
	readonly trials: TrialReport[];
	readonly report: (trial: TrialReport) => void;
};

/** Cancelled by the user: not a result; the twins are still removed. */
export class RehearsalCancelled extends Error {
	override readonly name = 'RehearsalCancelled';
}

/** A twin was removed by someone else during its trial: the result is unknown and does not count. */
export class TwinLost extends Error {
	override readonly name = 'TwinLost';
}

/** @throws RehearsalCancelled */
export function throwIfCancelled({signal}: Pick<RehearsalSession, 'signal'>): void {
	if (signal.aborted) throw new RehearsalCancelled('the rehearsal was cancelled');
}

/** Reports a trial when it starts and when it is over, and records it for the report. */
export async function recordTrial<T extends {readonly ok: boolean; readonly note: string}>(
	session: RehearsalSession,
	what: string,
	trial: () => Promise<T>,
): Promise<T> {
	throwIfCancelled(session);
	const began = session.now();
	session.report({what: sanitise(what), ok: null, seconds: 0, note: sanitise('')});
	const end = ({ok, note}: {readonly ok: boolean; readonly note: string}): void => {
		const seconds = Math.round((session.now() - began) / 100) / 10;
		const done: TrialReport = {what: sanitise(what), ok, seconds, note: sanitise(note)};
		session.trials.push(done);
		session.report(done);
	};
	try {
		const outcome = await trial();
		end(outcome);
		return outcome;
	} catch (error) {
		if (error instanceof TwinLost) end({ok: false, note: error.message});
		throw error;
	}
}
