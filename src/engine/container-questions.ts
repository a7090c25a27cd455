import type {ContainerInspect, ContainerTop} from '../answers/index.js';
import {compareText} from '../terminal/compare-text.js';
import type {SafeText} from '../terminal/safe-text.js';
import {EngineError, invalidAnswer} from './engine-error.js';
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

/** Reads `X-Docker-Container-Path-Stat`: base64 of JSON. */
export async function readPathStat(endpoint: SafeText, ask: () => Promise<unknown>): Promise<PathStat | null> {
	let answer: unknown;
	try {
		answer = await ask();
	} catch (error) {
		if (error instanceof EngineError && error.kind === 'not-found') return null;
		throw error;
	}
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

/**
 * The answer with its mounts sorted by destination. Docker iterates over a map, so the order would differ with every answer, on every
 * page, path and report. A malformed answer is returned unchanged: its shape is validated elsewhere.
 *
 * @source moby container/container_unix.go: `GetMountPoints`
 */
export function sortMounts(inspect: ContainerInspect): ContainerInspect {
	const {Mounts: mounts} = inspect;
	if (!Array.isArray(mounts) || mounts.length < 2) return inspect;
	return {...inspect, Mounts: mounts.toSorted((a, b) => compareText(a?.Destination ?? '', b?.Destination ?? ''))};
}
