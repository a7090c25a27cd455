import {isRecord} from '../../../base/index.js';
import {protobufNumber} from '../protobuf-number.js';

/** Milliseconds that a server may ask for between two tries. */
const MAX_PAUSE = 300_000;

/** Entries that a collector has rejected, although it took the others of the batch. @source collector/logs/v1 (ExportLogsPartialSuccess) */
export function rejectedIn(body: string): number {
	let answer: unknown;
	try {
		answer = JSON.parse(body);
	} catch (error) {
		// An empty answer, or one in protobuf, has no such count.
		if (error instanceof SyntaxError) return 0;
		throw error;
	}
	const partial = isRecord(answer) ? answer['partialSuccess'] : null;
	const rejected = isRecord(partial) ? protobufNumber(partial['rejectedLogRecords']) : 0;
	return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
}

/** Milliseconds of `Retry-After`, in seconds or as a date; `null` for none. @source RFC 9110, 10.2.3 */
export function pauseOf(header: string | null): number | null {
	if (header === null) return null;
	const milliseconds = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
	return Number.isNaN(milliseconds) ? null : Math.min(MAX_PAUSE, Math.max(0, milliseconds));
}
