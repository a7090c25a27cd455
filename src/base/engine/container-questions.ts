import type {ContainerInspect, ContainerTop} from '../answers/index.js';
import {type SafeText, trusted} from '../text/safe-text.js';
import {EngineError, invalidAnswer, isNoSuchContainer} from './engine-error.js';
import type {PathStat} from './engine-reader.js';

/**
 * Columns for ps, which Docker runs on its host. The command line, which the container controls, is last: Docker splits at
 * spaces, and only the last column may contain any.
 */
const DOCKER_COLUMNS = '-eo pid,ppid,uid,gid,supgid,user,args';
/** For other columns Podman runs the container's own ps; these it answers itself, without executing anything. */
const PODMAN_COLUMNS = 'hpid,ppid,huser,hgroup,user,comm,args';

/** Requests these columns, and the default ones if the host's ps does not know them (busybox). */
export async function topColumns(
	podman: boolean,
	ask: (columns: string | undefined) => Promise<ContainerTop>,
): Promise<ContainerTop> {
	if (podman) return ask(PODMAN_COLUMNS);
	try {
		return await ask(DOCKER_COLUMNS);
	} catch (error) {
		if (error instanceof EngineError && error.kind === 'engine' && /\bps\b|usage|unrecognized|bad -o/i.test(error.message))
			return ask(undefined);
		throw error;
	}
}

/**
 * An answer about a path of a container; `null` where the container has no such path.
 *
 * @param inspect  of that container
 */
export async function pathAnswer<T>(answer: Promise<T>, inspect: () => Promise<ContainerInspect>): Promise<T | null> {
	try {
		return await answer;
	} catch (error) {
		// 404 may mean the container or the path. Only the message shows which, and the answer to HEAD has none.
		if (!(error instanceof EngineError) || error.kind !== 'not-found' || isNoSuchContainer(error)) throw error;
		const {State: state} = await inspect();
		if (state?.Dead !== true && state?.Status !== 'removing') return null;
		// It loses its files first: a missing path says nothing about what it had.
		throw new EngineError('not-found', trusted('no such container any more: it is being removed'), 404);
	}
}

/** Reads `X-Docker-Container-Path-Stat` of an answer: base64 of JSON. @throws EngineError `invalid-answer` */
export function pathStatOf(endpoint: SafeText, answer: unknown): PathStat {
	const header = headerOf(answer, 'x-docker-container-path-stat');
	if (header === null) throw invalidAnswer(endpoint, 'a path', 'the X-Docker-Container-Path-Stat header is missing');
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
	} catch (error) {
		throw invalidAnswer(endpoint, 'a path', 'the X-Docker-Container-Path-Stat header is not JSON', error);
	}
	if (!isPathStat(value)) throw invalidAnswer(endpoint, 'a path', 'the X-Docker-Container-Path-Stat header is incomplete');
	return value;
}

function headerOf(answer: unknown, name: string): string | null {
	if (typeof answer !== 'object' || answer === null || !('headers' in answer)) return null;
	if ('resume' in answer && typeof answer.resume === 'function') answer.resume();
	const value = new Map(Object.entries(answer.headers ?? {})).get(name);
	return typeof value === 'string' ? value : null;
}

function isPathStat(value: unknown): value is PathStat {
	if (typeof value !== 'object' || value === null) return false;
	return (
		'name' in value &&
		'size' in value &&
		'mode' in value &&
		typeof value.mode === 'number' &&
		'mtime' in value &&
		'linkTarget' in value
	);
}
