import {parseTime} from '../text/iso-time.js';
import type {EngineAddress} from './endpoint/address.js';
import {statusError} from './engine-error.js';
import {MAX_SHORT, parseAnswer, readBytes, readText} from './http-exchange.js';
import {negotiatedBy, versionPrefix} from './session.js';
import {openTransport} from './transport.js';

/** The result of `/_ping`: the path prefix, and by how many milliseconds the engine's clock is ahead of ours. */
type Greeting = {readonly prefix: string; readonly podman: boolean; readonly ahead: number};

type WriteMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Answer = {readonly status: number; readonly body: Buffer};

/** The requests of the writer, in the engine's own API version: only for `writer.ts`, which decides what may be changed. Nothing is sent yet. */
export function openWriteRequests(address: EngineAddress, env: NodeJS.ProcessEnv) {
	const transport = openTransport(address, ['GET', 'POST', 'PUT', 'DELETE'], env);
	let greeting: Promise<Greeting> | null = null;

	async function greet(): Promise<Greeting> {
		const answer = await transport.send({method: 'GET', path: '/_ping', timeoutMs: 10_000});
		answer.resume();
		const {offered, podman} = negotiatedBy(transport.endpoint, answer.headers);
		const clock = parseTime(String(answer.headers.date));
		return {prefix: versionPrefix(offered), podman, ahead: Number.isNaN(clock) ? 0 : clock - Date.now()};
	}
	const greeted = (): Promise<Greeting> => (greeting ??= greet());

	/** @param accepted  statuses that are not a failure @throws EngineError */
	async function send(
		method: WriteMethod,
		path: string,
		options: {
			body?: unknown;
			tar?: Buffer;
			timeoutMs?: number;
			signal?: AbortSignal | undefined;
			accepted?: readonly number[];
		} = {},
	): Promise<Answer> {
		const {body, tar, timeoutMs = 60_000, signal, accepted = []} = options;
		const payload = tar ?? (body === undefined ? undefined : JSON.stringify(body));
		const answer = await transport.send({
			method,
			path: (await greeted()).prefix + path,
			headers: payload === undefined ? {} : {'content-type': tar === undefined ? 'application/json' : 'application/x-tar'},
			...(payload === undefined ? {} : {body: payload}),
			timeoutMs,
			...(signal === undefined ? {} : {signal}),
		});
		const status = answer.statusCode ?? 0;
		const label = `${method} ${path.replace(/\?.*$/, '')}`;
		if ((status >= 200 && status < 300) || accepted.includes(status)) {
			return {status, body: await readBytes(transport.endpoint, label, answer)};
		}
		throw statusError(transport.endpoint, label, status, await readText(transport.endpoint, label, answer, MAX_SHORT));
	}

	/** `null` when it does not exist on the engine. @throws EngineError */
	async function look<T>(path: string): Promise<T | null> {
		const {status, body} = await send('GET', path, {accepted: [404]});
		return status === 404 ? null : (parseAnswer(transport.endpoint, `GET ${path}`, body.toString('utf8')) as T);
	}

	return {greeted, send, look, close: () => transport.close()};
}
