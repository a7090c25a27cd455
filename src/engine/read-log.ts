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
};

/** Milliseconds between two deliveries. */
const between = 250;
/** Bytes between two deliveries: then reading pauses, and the engine waits. */
const mostBytes = 1024 * 1024;
/** Lines in one delivery: of more, the newest. */
const mostLines = 2_000;

/**
 * Reads a log, and passes its lines on at most four times a second, the first time also where there are none. Resolves at its end or when aborted; without `follow` after a megabyte
 * at the latest.
 *
 * @throws EngineError where the engine refuses, as with a logging driver that cannot be read
 */
export async function readLog(
	reader: Pick<EngineReader, 'logs'>,
	{id, tty, tail, follow}: LogRequest,
	onLines: (lines: readonly RawLogLine[]) => void,
	signal: AbortSignal,
): Promise<void> {
	const stream = await reader.logs(id, {tail, follow}, signal);
	const decode = logDecoder(tty);
	let waiting: RawLogLine[] = [];
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
		waiting = [...waiting, ...decode(chunk)].slice(-mostLines);
		bytes += chunk.length;
		total += chunk.length;
		timer ??= setTimeout(deliver, between);
		if (bytes > mostBytes) stream.pause();
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
			if (!follow && total > mostBytes) stop();
		});
		stream.on('end', resolve);
		stream.on('close', resolve);
		stream.on('error', error => (signal.aborted ? resolve() : reject(error)));
		if (signal.aborted) stop();
	});
	if (timer !== null) clearTimeout(timer);
	if (!signal.aborted) deliver();
}
