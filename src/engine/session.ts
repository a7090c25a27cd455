import type {IncomingMessage} from 'node:http';
import type Docker from 'dockerode';
import {offeredVersion, versionPrefix} from './api-version.js';
import {EngineError} from './engine-error.js';
import {cancelled, raceAbort} from './failures.js';
import {readAnswer} from './read-answer.js';
import {type Ask, openStream, type ReadMethod, readJson, readOnlyDocker} from './read-only-client.js';
import type {Transport} from './transport.js';

/** What `/_ping` answered. `offered`: the engine's newest version of the API, `null` where it names none. */
export type Negotiated = {readonly offered: string | null; readonly podman: boolean};

/** The API version negotiated with one engine, and requests that use it. */
export type Session = {
	/** Negotiates before the first question. @throws EngineError */
	connected(signal?: AbortSignal): Promise<Negotiated>;
	/** Negotiates again, since an engine may come back upgraded. @param within  milliseconds @throws EngineError */
	reconnect(within?: number): Promise<void>;
	/** Makes one dockerode call; repeats it once if the engine was downgraded meanwhile. @throws EngineError */
	ask<T>(question: (docker: Docker) => Promise<T>, asked: Ask): Promise<T>;
	/** The same with a path, without the version, for what dockerode does not support. @throws EngineError */
	read(path: string, asked: Ask): Promise<unknown>;
	/** The same for an answer that is no JSON: its body is still unread. @throws EngineError */
	open(path: string, asked: Ask): Promise<IncomingMessage>;
};

/** Asks `/_ping`. @throws EngineError */
export async function negotiate(transport: Transport<ReadMethod>, timeoutMs: number): Promise<Negotiated> {
	const answer = await openStream(transport, 'GET', '/_ping', {timeoutMs});
	await readAnswer(transport.address, 'GET /_ping', answer, 64 * 1024);
	const {headers} = answer;
	const podman = headers['libpod-api-version'] !== undefined || /libpod/i.test(String(headers.server));
	return {offered: offeredVersion(transport.address, headers['api-version']), podman};
}

/**
 * Nothing is sent yet.
 *
 * @param patience  milliseconds until `/_ping` is answered
 * @param first  the answer to a `/_ping` that is already in flight
 */
export function openSession(
	transport: Transport<ReadMethod>,
	patience: number,
	first: Promise<Negotiated> | null = null,
): Session {
	let session = first && known(first);
	// The next question gets the failure and retries; without one, it must not end the program.
	session?.catch(() => undefined);

	let dockerode: Promise<typeof Docker> | null = null;

	async function known(asked: Promise<Negotiated>): Promise<Negotiated> {
		try {
			return await asked;
		} catch (error) {
			// A socket proxy may keep `/_ping` to itself and still let the rest pass.
			if (error instanceof EngineError && ['forbidden', 'not-found'].includes(error.kind)) return {offered: null, podman: false};
			session = null;
			throw error;
		}
	}

	async function connected(signal?: AbortSignal): Promise<Negotiated> {
		session ??= known(negotiate(transport, patience));
		return raceAbort(session, signal);
	}

	async function askOnce<T>(question: (docker: Docker) => Promise<T>, asked: Ask): Promise<T> {
		// dockerode is loaded while the engine answers.
		dockerode ??= import('dockerode').then(module => module.default);
		const {offered} = await connected(asked.signal);
		const Dockerode = await dockerode;
		if (asked.signal?.aborted === true) throw cancelled(asked.signal.reason);
		return question(readOnlyDocker(Dockerode, transport, versionPrefix(offered, asked.newest), asked));
	}

	async function readOnce(path: string, asked: Ask): Promise<unknown> {
		const {offered} = await connected(asked.signal);
		return readJson(transport, versionPrefix(offered, asked.newest) + path, asked);
	}

	async function openOnce(path: string, asked: Ask): Promise<IncomingMessage> {
		const {offered} = await connected(asked.signal);
		return openStream(transport, 'GET', versionPrefix(offered, asked.newest) + path, asked);
	}

	async function evenIfOlder<T>(once: () => Promise<T>): Promise<T> {
		try {
			return await once();
		} catch (error) {
			if (!isVersionRefused(error)) throw error;
			session = null;
			return once();
		}
	}

	return {
		connected,
		async reconnect(within = patience) {
			try {
				session = Promise.resolve(await negotiate(transport, within));
			} catch (error) {
				session = null;
				throw error;
			}
		},
		ask: (question, asked) => evenIfOlder(() => askOnce(question, asked)),
		read: (path, asked) => evenIfOlder(() => readOnce(path, asked)),
		open: (path, asked) => evenIfOlder(() => openOnce(path, asked)),
	};
}

const isVersionRefused = (error: unknown): boolean =>
	error instanceof EngineError && error.status === 400 && /client version .* is too (new|old)/.test(error.message);
