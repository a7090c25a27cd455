import {fileTrouble, readInput, sanitise, UsageError} from '../../base/index.js';
import {HarError, parseHar, type RecordedTraffic} from '../../fix/index.js';
import {decodeInput} from '../source/decode-input.js';

/** The requests of a HAR file; `null` without one. @throws UsageError with the number of the entry that is wrong */
export async function readRecording(path: string | null): Promise<RecordedTraffic | null> {
	if (path === null) return null;
	const name = sanitise(path);
	try {
		return parseHar(decodeInput(await readInput(path), name));
	} catch (error) {
		if (error instanceof UsageError) throw error;
		if (error instanceof HarError) throw new UsageError(`cannot replay ${name}: ${sanitise(error.message)}.`);
		throw new UsageError(`cannot read the recording ${name}: ${fileTrouble(error)}.`);
	}
}
