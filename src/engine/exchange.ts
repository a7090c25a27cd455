import type {ClientRequest, IncomingMessage, RequestOptions} from 'node:http';
import type {EngineAddress} from './address.js';
import {hasCode} from './engine-error.js';
import {timedOut} from './failures.js';
import type {Method, TransportRequest} from './transport.js';

/** The engine closed a kept connection just as it was used again. */
export class ReusedSocketError extends Error {}

/** Milliseconds: a far engine that vanishes without a word must not leave an event stream waiting for ever. */
const KEEP_ALIVE = 15_000;

/**
 * One request, up to the head of its answer, whatever its status; what follows may be silent for as long as the request allows.
 *
 * @param open  `request` of Node's HTTP or HTTPS
 * @throws EngineError worded when no answer comes in time, ReusedSocketError where it may be sent again, else what Node says
 */
export function exchange(
	open: (options: RequestOptions) => ClientRequest,
	options: RequestOptions,
	{method, path, body, timeoutMs, silenceMs = timeoutMs}: TransportRequest<Method>,
	address: EngineAddress,
): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const outgoing = open(options);
		const label = `${method} ${path}`;
		const late = () => outgoing.destroy(timedOut(address, label, timeoutMs));
		const clock = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
		outgoing.once('response', answer => {
			clearTimeout(clock);
			if (silenceMs > 0) answer.setTimeout(silenceMs, () => answer.destroy(timedOut(address, label, silenceMs)));
			resolve(answer);
		});
		// Once there is an answer, what breaks is told by its stream.
		outgoing.on('error', error => {
			clearTimeout(clock);
			// Nothing of the answer came, and reading twice is harmless.
			const again = method !== 'POST' && outgoing.reusedSocket && hasCode(error, 'ECONNRESET', 'EPIPE');
			reject(again ? new ReusedSocketError() : error);
		});
		outgoing.once('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
		sendBody(outgoing, body);
	});
}

function sendBody(outgoing: ClientRequest, body: TransportRequest<Method>['body']): void {
	if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
		outgoing.end(body);
		return;
	}
	body.once('error', error => outgoing.destroy(error));
	body.pipe(outgoing);
}
