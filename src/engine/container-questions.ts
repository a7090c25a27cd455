import type {ContainerInspect, ContainerTop} from '../answers/index.js';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError} from './engine-error.js';
import type {PathStat} from './engine-reader.js';
import {invalidAnswer} from './failures.js';

/** Half of a pair, which has no UTF-8. */
const unpaired = /\p{Surrogate}/u;

/** An id or a name as one part of a path: a name cannot climb out of it. @throws EngineError `not-found` for one that no path can hold */
export function segment(name: string): string {
	const parts = name.split('/');
	if (unpaired.test(name)) throw new EngineError('not-found', own('there is no such thing: the name is no text'));
	if (parts.some(part => part === '' || part === '.' || part === '..')) {
		throw new EngineError('not-found', own('there is no such thing: a name has no empty part, and none made of dots'));
	}
	// Half a character, which an event or a snapshot may hold: `encodeURIComponent` throws on it.
	if (/\p{Surrogate}/u.test(name)) throw new EngineError('not-found', own('there is no such thing: the name is no text'));
	// Images are asked for as repository/name:tag or name@digest; the engine takes slash, colon and at as they are.
	return parts.map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');
}

/**
 * Columns of ps that Docker runs on its host. What the container's people choose (the command line) comes last: Docker splits at
 * blanks, and only the last column may hold some.
 */
const DOCKER_COLUMNS = '-eo pid,ppid,uid,gid,supgid,user,args';
/** Without these, Podman runs the container's own ps inside it; these it answers itself, and executes nothing. */
const PODMAN_COLUMNS = 'hpid,ppid,huser,hgroup,user,comm,args';

/** Asks for the columns, and for the usual ones where the host's ps does not know ours (busybox). */
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
export async function readPathStat(address: EngineAddress, ask: () => Promise<unknown>): Promise<PathStat | null> {
	let answer: unknown;
	try {
		answer = await ask();
	} catch (error) {
		if (error instanceof EngineError && error.kind === 'not-found') return null;
		throw error;
	}
	const header = headerOf(answer, 'x-docker-container-path-stat');
	if (header === null) throw invalidAnswer(address, 'a path', 'the header with its facts is missing');
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
	} catch (error) {
		throw invalidAnswer(address, 'a path', 'the header with its facts is not JSON', error);
	}
	if (!isPathStat(value)) throw invalidAnswer(address, 'a path', 'the header with its facts lacks some');
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
 * The answer with its mounts by destination. Docker walks a map: the order is another with each answer, and so would be that of every
 * page, path and report. One that is not as it should be is left alone: its shape is judged elsewhere.
 *
 * @source moby container/container_unix.go: `GetMountPoints`
 */
export function mountsInOrder(inspect: ContainerInspect): ContainerInspect {
	const {Mounts: mounts} = inspect;
	if (!Array.isArray(mounts) || mounts.length < 2) return inspect;
	return {...inspect, Mounts: mounts.toSorted((a, b) => compare(a?.Destination ?? '', b?.Destination ?? ''))};
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
