import type Docker from 'dockerode';
import {versionPrefix} from './api-version.js';
import {EngineError} from './engine-error.js';
import {cancelled} from './failures.js';
import {type Ask, type ReadMethod, readJson, readOnlyDocker, readWhole} from './read-only-client.js';
import type {Transport} from './transport.js';
import {unlessAborted} from './unless-aborted.js';

/** What `/_ping` told. `version`: the prefix of paths, see `versionPrefix`. */
export type Negotiated = {readonly version: string; readonly podman: boolean};

/** The version of the API that is spoken with one engine, and questions in it. */
export type Session = {
	/** Negotiates before the first question. @throws EngineError */
	connected(signal?: AbortSignal): Promise<Negotiated>;
	/** Negotiates anew, since an engine may come back newer. @param within  milliseconds @throws EngineError */
	reconnect(within?: number): Promise<void>;
	/** Puts one question to dockerode; once more when the engine has come back older than it was. @throws EngineError */
	ask<T>(question: (docker: Docker) => Promise<T>, asked: Ask): Promise<T>;
	/** The same with the path itself, without the version, for what is asked hundreds of times. @throws EngineError */
	read(path: string, asked: Ask): Promise<unknown>;
};

/** Asks `/_ping`. @throws EngineError */
export async function negotiate(transport: Transport<ReadMethod>, timeoutMs: number): Promise<Negotiated> {
	const {headers} = await readWhole(transport, '/_ping', {timeoutMs});
	const podman = headers.has('libpod-api-version') || /libpod/i.test(headers.get('server') ?? '');
	return {version: versionPrefix(transport.address, headers.get('api-version')), podman};
}

/**
 * Nothing is sent yet.
 *
 * @param patience  milliseconds until `/_ping` is answered
 * @param first  the answer to a `/_ping` that is on its way already
 */
export function openSession(
	transport: Transport<ReadMethod>,
	patience: number,
	first: Promise<Negotiated> | null = null,
): Session {
	/** What `session` has come to: each of hundreds of questions would else wait for a promise, and listen to its signal meanwhile. */
	let negotiated: Negotiated | null = null;
	let session = first && known(first);
	// Whoever asks gets the failure, and asks again; when nobody does, it must not end the program.
	session?.catch(() => undefined);

	let dockerode: Promise<typeof Docker> | null = null;

	function forget(): void {
		session = null;
		negotiated = null;
	}

	/** Of each answer: what it was, and what is to be forgotten when there was none. */
	async function known(asked: Promise<Negotiated>): Promise<Negotiated> {
		try {
			negotiated = await asked;
			return negotiated;
		} catch (error) {
			forget();
			// A socket proxy may keep `/_ping` to itself and still let the rest pass.
			if (error instanceof EngineError && ['forbidden', 'not-found'].includes(error.kind)) return {version: '', podman: false};
			throw error;
		}
	}

	async function connected(signal?: AbortSignal): Promise<Negotiated> {
		if (negotiated !== null) return negotiated;
		session ??= known(negotiate(transport, patience));
		return unlessAborted(session, signal);
	}

	async function askOnce<T>(question: (docker: Docker) => Promise<T>, asked: Ask): Promise<T> {
		// dockerode is loaded while the engine answers.
		dockerode ??= import('dockerode').then(module => module.default);
		const {version} = await connected(asked.signal);
		const Dockerode = await dockerode;
		if (asked.signal?.aborted === true) throw cancelled(asked.signal.reason);
		return question(readOnlyDocker(Dockerode, transport, version, asked));
	}

	async function readOnce(path: string, asked: Ask): Promise<unknown> {
		const {version} = await connected(asked.signal);
		return readJson(transport, version + path, asked);
	}

	async function evenIfOlder<T>(once: () => Promise<T>): Promise<T> {
		try {
			return await once();
		} catch (error) {
			if (!isVersionRefused(error)) throw error;
			forget();
			return once();
		}
	}

	return {
		connected,
		async reconnect(within = patience) {
			try {
				negotiated = await negotiate(transport, within);
				session = Promise.resolve(negotiated);
			} catch (error) {
				forget();
				throw error;
			}
		},
		ask: (question, asked) => evenIfOlder(() => askOnce(question, asked)),
		read: (path, asked) => evenIfOlder(() => readOnce(path, asked)),
	};
}

const isVersionRefused = (error: unknown): boolean =>
	error instanceof EngineError && error.status === 400 && /client version .* is too (new|old)/.test(error.message);
