import type {ContainerConfig, HostConfig} from '../answers/index.js';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {versionPrefix} from './api-version.js';
import {segment} from './container-questions.js';
import {EngineError} from './engine-error.js';
import {statusError} from './failures.js';
import {readAnswer} from './read-answer.js';
import {openTransport} from './transport.js';

/** Body of `POST /containers/create`. */
export type CreateRequest = ContainerConfig & {readonly HostConfig: HostConfig};

/** A container that carries one of our labels. */
export type LabelledContainer = {readonly id: string; readonly labels: Readonly<Record<string, string>>};

type WriteMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Answer = {readonly status: number; readonly body: Buffer};

/**
 * What may change an engine: to create, start, stop and remove containers of our own, and nothing else. Made only after somebody
 * consented to a rehearsal or to a scanner as a container; the reader has no way to these methods.
 */
export type EngineWriter = {
	/** Creates a container and gives its id. `body` must carry a `dockscope.*` label: what we make, we must find again. */
	create(name: string, body: CreateRequest, signal?: AbortSignal): Promise<string>;
	start(id: string, signal?: AbortSignal): Promise<void>;
	/** Asks it to stop, and kills it after `seconds`. */
	stop(id: string, seconds: number): Promise<void>;
	/** Waits for its end and gives the exit status. */
	wait(id: string, signal?: AbortSignal): Promise<number>;
	/** Removes it by force, with its anonymous volumes. Gone already is as good. */
	remove(id: string): Promise<void>;
	/** The last lines of its log, stdout and stderr together; outside text. */
	logs(id: string, lines: number): Promise<string>;
	/** Unpacks a tar below a path of a container of ours. */
	putArchive(id: string, path: string, tar: Buffer): Promise<void>;
	/** Containers of any state with the label. */
	labelled(label: string): Promise<LabelledContainer[]>;
	close(): void;
};

/** Opens the way to change an engine. Nothing is sent yet. */
export function createWriter(address: EngineAddress, env: NodeJS.ProcessEnv = process.env): EngineWriter {
	const transport = openTransport(address, ['GET', 'POST', 'PUT', 'DELETE'], {env});
	let prefix: Promise<string> | null = null;

	async function negotiated(): Promise<string> {
		prefix ??= transport.send({method: 'GET', path: '/_ping', timeoutMs: 10_000}).then(answer => {
			answer.resume();
			const offered = answer.headers['api-version'];
			return versionPrefix(address, typeof offered === 'string' ? offered : undefined);
		});
		return prefix;
	}

	/** @param accepted statuses that are no failure */
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
			path: (await negotiated()) + path,
			headers: payload === undefined ? {} : {'content-type': tar === undefined ? 'application/json' : 'application/x-tar'},
			...(payload === undefined ? {} : {body: payload}),
			timeoutMs,
			...(signal === undefined ? {} : {signal}),
		});
		const status = answer.statusCode ?? 0;
		if ((status >= 200 && status < 300) || accepted.includes(status)) {
			const chunks: Buffer[] = [];
			for await (const chunk of answer) chunks.push(chunk);
			return {status, body: Buffer.concat(chunks)};
		}
		const label = `${method} ${path.replace(/\?.*$/, '')}`;
		throw statusError(address, label, status, await readAnswer(address, label, answer, 64 * 1024));
	}

	return {
		async create(name, body, signal) {
			if (!Object.keys(body.Labels ?? {}).some(label => label.startsWith('dockscope.')))
				throw new Error('a container that dockscope creates must carry a dockscope.* label');
			const {body: answer} = await send('POST', `/containers/create?name=${encodeURIComponent(name)}`, {body, signal});
			const {Id: id}: {Id?: unknown} = JSON.parse(answer.toString('utf8'));
			if (typeof id !== 'string') throw new Error('the engine created a container without an id');
			return id;
		},
		async start(id, signal) {
			await send('POST', `/containers/${segment(id)}/start`, {signal, accepted: [304]});
		},
		async stop(id, seconds) {
			await send('POST', `/containers/${segment(id)}/stop?t=${seconds}`, {
				timeoutMs: (seconds + 60) * 1000,
				accepted: [304, 404],
			});
		},
		async wait(id, signal) {
			const {body} = await send('POST', `/containers/${segment(id)}/wait`, {timeoutMs: 0, signal});
			const {StatusCode: status}: {StatusCode?: unknown} = JSON.parse(body.toString('utf8'));
			return typeof status === 'number' ? status : -1;
		},
		async remove(id) {
			// 409: a removal is under way already.
			await send('DELETE', `/containers/${segment(id)}?force=1&v=1`, {accepted: [404, 409]});
		},
		async logs(id, lines) {
			const {body} = await send('GET', `/containers/${segment(id)}/logs?stdout=1&stderr=1&tail=${lines}`);
			return plainLog(body);
		},
		async putArchive(id, path, tar) {
			await send('PUT', `/containers/${segment(id)}/archive?path=${encodeURIComponent(path)}`, {tar, timeoutMs: 120_000});
		},
		async labelled(label) {
			const filters = encodeURIComponent(JSON.stringify({label: [label]}));
			const {body} = await send('GET', `/containers/json?all=1&filters=${filters}`);
			const rows: unknown = JSON.parse(body.toString('utf8'));
			if (!Array.isArray(rows)) throw new EngineError('invalid-answer', own('the engine gave no list'));
			return rows.map((row: {Id?: string; Labels?: Record<string, string>}) => ({id: row.Id ?? '', labels: row.Labels ?? {}}));
		},
		close: () => transport.close(),
	};
}

/** Without a terminal each piece of the log has a header of eight bytes: stream, three zeros, length. */
function plainLog(body: Buffer): string {
	const framed = body.length >= 8 && (body[0] ?? 9) <= 2 && body.readUIntBE(1, 3) === 0;
	if (!framed) return body.toString('utf8');
	const pieces: Buffer[] = [];
	for (let at = 0; at + 8 <= body.length; ) {
		const length = body.readUInt32BE(at + 4);
		pieces.push(body.subarray(at + 8, at + 8 + length));
		at += 8 + length;
	}
	return Buffer.concat(pieces).toString('utf8');
}
