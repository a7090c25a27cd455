import type {Socket} from 'node:net';
import {getRequest, type WholeAnswer} from './kept-connection.js';
import {wholeAnswers} from './whole-answers.js';

/**
 * What has to come every so many milliseconds, one or the other. Where less comes, the rest is asked otherwise: one container that hangs
 * would hold up all behind it, and an engine that takes its time for each answers more of them side by side. When we were busy ourselves,
 * as much as this is waiting to be read at once.
 */
const pace = {milliseconds: 250, answers: 8, bytes: 48 * 1024};

/** Bytes: an inspect has some thousands. What is larger is read by itself, and not kept for whoever comes for it. */
const largest = 1024 * 1024;

export type Pipeline = {
	/** In the order of the paths; `null` where there was none: it may be asked again, and why is told then. */
	readonly answers: readonly Promise<WholeAnswer | null>[];
	close(): void;
};

type Waiting = (answer: WholeAnswer | null) => void;

/**
 * Sends GETs on one connection without waiting for the answer to the one before. The engine works through them and never waits for us,
 * and many of its answers are read at once: of 500 inspects that halves the processor time.
 *
 * Not everything that passes as an engine can do it. What is not answered, whatever the reason, is left to whoever wants it.
 *
 * @param socket  connected, or about to be
 * @param paths  that a request line can hold
 * @source RFC 9112 section 9.3.2
 */
export function pipeline(socket: Socket, paths: readonly string[]): Pipeline {
	const waiting: Waiting[] = [];
	/** Since the pace was last looked at. */
	let come = {answers: 0, bytes: 0};
	let clock: NodeJS.Timeout | undefined;

	const parser = wholeAnswers(largest, (answer, staysOpen) => {
		const resolve = waiting.shift();
		// Gone since it was listed, or not: whoever asks by itself is told. Any other status may belong to no question at all.
		if (resolve === undefined || (answer.status !== 200 && answer.status !== 404)) return close(resolve);
		resolve(answer.status === 200 ? answer : null);
		come.answers += 1;
		if (waiting.length === 0 || !staysOpen) close();
	});
	const lookAtPace = () => {
		if (come.answers < pace.answers && come.bytes < pace.bytes) close();
		come = {answers: 0, bytes: 0};
	};
	const beginPace = () => {
		// What has come is read before that.
		clock = setInterval(() => setImmediate(lookAtPace), pace.milliseconds);
	};

	socket.on('data', bytes => {
		come.bytes += bytes.length;
		if (waiting.length > 0 && parser.parse(bytes) !== null) close();
	});
	if (socket.connecting) socket.once('connect', beginPace);
	else beginPace();
	for (const event of ['error', 'end', 'close']) socket.on(event, () => close());

	socket.ref();
	const requests = paths.map(path => getRequest(path, 'keep-alive'));
	const answers = paths.map(() => new Promise<WholeAnswer | null>(resolve => waiting.push(resolve)));
	// One that cannot be asked would shift the answers of all behind it.
	if (requests.includes(null)) close();
	else socket.write(requests.join(''), 'latin1');
	return {answers, close: () => close()};

	/** @param last  whose answer was not one */
	function close(last?: Waiting): void {
		clearInterval(clock);
		last?.(null);
		for (const resolve of waiting.splice(0)) resolve(null);
		parser.forget();
		socket.destroy();
	}
}
