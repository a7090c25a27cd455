import {counted, quoted, UsageError} from '../base/index.js';
import type {CommandLine} from './command-line.js';

export type UnknownGate = {
	/** More is unknown than `--max-unknown` allows. */
	readonly exceeded: boolean;
	/** What a gate has not judged; `null` where nothing is unknown, or there is no gate. */
	readonly message: string | null;
};

/** Read before an engine is asked. @returns how a number of unknown verdicts is judged @throws UsageError */
export function unknownGate(line: Pick<CommandLine, 'value'>): (unknown: number) => UnknownGate {
	const given = line.value('max-unknown');
	if (given !== null && !/^\d{1,9}$/.test(given))
		throw new UsageError(`--max-unknown takes a whole number from 0, not ${quoted(given)}.`);
	const limit = given === null ? Number.POSITIVE_INFINITY : Number(given);
	// A nightly job with a baseline is silent when there is nothing new.
	const isGate = given !== null || (line.value('fail-on') !== null && line.value('baseline') === null);
	return unknown => {
		const exceeded = unknown > limit;
		if (unknown === 0 || !isGate) return {exceeded, message: null};
		const count = counted(unknown, 'unknown verdict');
		const uncounted =
			given === null ? `${count}: --fail-on does not count them, --max-unknown N limits them` : `${count} of at most ${limit}`;
		return {exceeded, message: exceeded ? `${count}, and --max-unknown allows ${limit}` : uncounted};
	};
}
