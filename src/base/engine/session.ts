import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type Docker from 'dockerode';
import type {SafeText} from '../text/safe-text.js';
import {cancelled, EngineError, engineError, raceAbort} from './engine-error.js';
import {MAX_SHORT, readText} from './http-exchange.js';
import {openStream, type ReadMethod, type RequestOptions, readJson, readOnlyDocker} from './read-only-client.js';
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
	ask<T>(question: (docker: Docker) => Promise<T>, asked: RequestOptions): Promise<T>;
	/** The same with a path, without the version, for what dockerode does not support. @throws EngineError */
	read(path: string, asked: RequestOptions): Promise<unknown>;
	/** The same for an answer that is not JSON: its body is still unread. @throws EngineError */
	open(path: string, asked: RequestOptions): Promise<IncomingMessage>;
};

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

	/** Asks in the negotiated version; once more if the engine was downgraded meanwhile. */
	async function versioned<T>(asked: RequestOptions, send: (prefix: string) => Promise<T>): Promise<T> {
		const once = async () => send(versionPrefix((await connected(asked.signal)).offered, asked.newest));
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
		ask(question, asked) {
			// dockerode is loaded while the engine answers.
			dockerode ??= import('dockerode').then(module => module.default);
			const loading = dockerode;
			return versioned(asked, async prefix => {
				const Dockerode = await loading;
				if (asked.signal?.aborted === true) throw cancelled(asked.signal.reason);
				return question(readOnlyDocker(Dockerode, transport, prefix, asked));
			});
		},
		read: (path, asked) => versioned(asked, prefix => readJson(transport, prefix + path, asked)),
		open: (path, asked) => versioned(asked, prefix => openStream(transport, 'GET', prefix + path, asked)),
	};
}

const isVersionRefused = (error: unknown): boolean =>
	error instanceof EngineError && error.status === 400 && /client version \S+ is too (new|old)/.test(error.message);

/** What the headers of an answer to `/_ping` say. @param endpoint  of the engine, for errors @throws EngineError where it is too old */
export const negotiatedBy = (endpoint: SafeText, headers: IncomingHttpHeaders): Negotiated => ({
	offered: offeredVersion(endpoint, headers['api-version']),
	podman: headers['libpod-api-version'] !== undefined || /libpod/i.test(String(headers.server)),
});

/** Asks `/_ping`. @throws EngineError */
export async function negotiate(transport: Transport<ReadMethod>, timeoutMs: number): Promise<Negotiated> {
	const answer = await openStream(transport, 'GET', '/_ping', {timeoutMs});
	await readText(transport.endpoint, 'GET /_ping', answer, MAX_SHORT);
	return negotiatedBy(transport.endpoint, answer.headers);
}

/**
 * The newest version in which a question is asked. From 1.52 on answers lose fields: the addresses at the top level of `NetworkSettings`,
 * `KernelMemoryTCP`, the parts of `/system/df`, `status`, `id` and `from` of events. So most questions stay at `USUAL`, and a question that
 * needs a newer answer names the version for itself. @source moby api/docs/CHANGELOG.md
 */
const USUAL = '1.51';
/** The oldest whose answers hold what is read; engines of 2017. */
const OLDEST_KNOWN = '1.24';

/**
 * The version that an engine offers, its newest; `null` where it names none.
 *
 * @param header  the `Api-Version` header of `/_ping`; absent on engines before 1.25 and behind some proxies
 * @throws EngineError where it is too old
 */
export function offeredVersion(endpoint: SafeText, header: unknown): string | null {
	if (typeof header !== 'string' || !/^\d{1,3}\.\d{1,4}$/.test(header)) return null;
	if (isOlder(header, OLDEST_KNOWN)) {
		throw engineError(
			'engine',
			`the engine at ${endpoint} speaks API ${header}; dockscope needs ${OLDEST_KNOWN} (Docker 1.12) or newer`,
		);
	}
	return header;
}

/**
 * The version to speak, as a prefix for paths: `/v1.45`, the engine's own or the newest known when the engine is newer; empty where it
 * offers none, which engines read as their own version. Docker 29 refuses what is below 1.44, which its own version never is.
 *
 * @param newest  the newest version whose answer to this question is known
 */
export function versionPrefix(offered: string | null, newest: string = USUAL): string {
	if (offered === null) return '';
	return `/v${isOlder(offered, newest) ? offered : newest}`;
}

/** Whether version `a`, in the form major.minor, is older than `b`: 1.9 is older than 1.24. */
export function isOlder(a: string, b: string): boolean {
	const [majorA = 0, minorA = 0] = a.split('.').map(Number);
	const [majorB = 0, minorB = 0] = b.split('.').map(Number);
	return majorA < majorB || (majorA === majorB && minorA < minorB);
}
