import {errorText} from '../text/error-text.js';
import {safe} from '../text/safe-text.js';
import {cancelled, EngineError} from './engine-error.js';
import type {EngineReader} from './engine-reader.js';
import {logDecoder, type RawLogLine} from './log-lines.js';

/** What to read of a container's log. */
export type LogRequest = {
	readonly id: string;
	/** Whether the container has a terminal. */
	readonly tty: boolean;
	/** Lines from the end. */
	readonly tail: number;
	/** Goes on with new lines until the container ends or the signal is aborted. */
	readonly follow: boolean;
	/** For someone who needs every line: none is dropped, and the engine waits instead. UTF-16 units of a line that are kept. */
	readonly everyLine?: {readonly characters: number};
};

/** Milliseconds between two deliveries. */
const between = 250;
/** Bytes between two deliveries: then reading pauses, and the engine waits. */
const MAX_BYTES = 1024 * 1024;
/** Lines in one delivery: of more, the newest, unless every line is asked for. */
const MAX_LINES = 2_000;

/**
 * Reads a log, and passes its lines on at most four times a second, the first time also where there are none. Resolves at its end or when aborted; without `follow` after a megabyte
 * at the latest.
 *
 * @throws EngineError where the engine refuses, as with a logging driver that cannot be read
 */
export async function readLog(
	reader: Pick<EngineReader, 'logs'>,
	{id, tty, tail, follow, everyLine}: LogRequest,
	onLines: (lines: readonly RawLogLine[]) => void,
	signal: AbortSignal,
): Promise<void> {
	const stream = await reader.logs(id, {tail, follow}, signal);
	const decode = logDecoder(tty, everyLine?.characters);
	let waiting: RawLogLine[] = [];
	const keep = (lines: readonly RawLogLine[]): void => {
		for (const line of lines) waiting.push(line);
		if (everyLine === undefined && waiting.length > MAX_LINES) waiting = waiting.slice(-MAX_LINES);
	};
	let bytes = 0;
	let total = 0;
	let isKnown = false;
	const deliver = () => {
		timer = null;
		bytes = 0;
		if (waiting.length > 0 || !isKnown) onLines(waiting);
		isKnown = true;
		waiting = [];
		stream.resume();
	};
	const take = (chunk: Buffer) => {
		keep(decode(chunk));
		bytes += chunk.length;
		total += chunk.length;
		timer ??= setTimeout(deliver, between);
		if (bytes > MAX_BYTES) stream.pause();
	};
	// That nothing was written yet is an answer too.
	let timer: NodeJS.Timeout | null = setTimeout(deliver, between);
	await new Promise<void>((resolve, reject) => {
		const stop = () => {
			resolve();
			// An unread stream keeps a connection, and the engine's reader of the log.
			if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
		};
		signal.addEventListener('abort', stop, {once: true});
		stream.on('data', (chunk: Buffer) => {
			take(chunk);
			if (!follow && total > MAX_BYTES) stop();
		});
		stream.on('end', () => {
			keep(decode(null));
			resolve();
		});
		stream.on('close', resolve);
		stream.on('error', error => (signal.aborted ? resolve() : reject(error)));
		if (signal.aborted) stop();
	});
	if (timer !== null) clearTimeout(timer);
	if (!signal.aborted || everyLine !== undefined) deliver();
}

/** Characters of a whole log that are kept, and bytes after which the engine has sent more than was asked for. */
const MAX_KEPT = 8 * 1024 * 1024;
const MAX_SENT = 256 * 1024 * 1024;

/**
 * The end of a log, for someone who keeps it: of more than eight million characters the newest.
 *
 * @param tail  lines from the end
 * @throws EngineError where the engine refuses, or reading is aborted
 */
export async function readLogEnd(
	reader: Pick<EngineReader, 'logs'>,
	{id, tty, tail}: Pick<LogRequest, 'id' | 'tty' | 'tail'>,
	signal: AbortSignal,
): Promise<readonly RawLogLine[]> {
	const stream = await reader.logs(id, {tail, follow: false}, signal);
	const decode = logDecoder(tty);
	const lines: RawLogLine[] = [];
	let first = 0;
	let kept = 0;
	let sent = 0;
	const take = (bytes: Buffer | null): void => {
		for (const line of decode(bytes)) {
			kept += line.text.length;
			lines.push(line);
		}
		for (; kept > MAX_KEPT; first += 1) kept -= lines[first]?.text.length ?? 0;
		if (first < tail) return;
		lines.splice(0, first);
		first = 0;
	};
	try {
		for await (const chunk of stream) {
			const bytes = Buffer.from(chunk);
			sent += bytes.length;
			take(bytes);
			if (sent > MAX_SENT) break;
		}
	} catch (error) {
		if (signal.aborted) throw cancelled(error);
		throw new EngineError('engine', safe`the log broke off: ${errorText(error)}`, null, {cause: error});
	}
	take(null);
	return lines.slice(Math.max(first, lines.length - tail));
}
