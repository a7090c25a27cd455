import {isDeepStrictEqual} from 'node:util';
import type {ContainerInspect, HostConfig} from '../../base/index.js';

/** What a container was, and what it would become. */
export type BeforeAndAfter = {readonly before: ContainerInspect; readonly after: ContainerInspect};

/**
 * One configuration that suits every replica of a service: what all of them would get, the larger of two limits, the union of capabilities
 * and of tmpfs mounts.
 *
 * @param replicas  at least one; their answers differ only where a change differs
 * @returns the first one's, changed; `null` when two changes cannot be combined, such as volumes with a replica's name
 */
export function foldReplicas(replicas: readonly [BeforeAndAfter, ...BeforeAndAfter[]]): ContainerInspect | null {
	const [{after: first}] = replicas;
	const host = foldFields(replicas.map(({before, after}) => ({before: before.HostConfig ?? {}, after: after.HostConfig ?? {}})));
	const config = foldFields(replicas.map(({before, after}) => ({before: before.Config ?? {}, after: after.Config ?? {}})));
	if (host === null || config === null) return null;
	return {...first, HostConfig: {...first.HostConfig, ...host}, Config: {...first.Config, ...config}};
}

type Fields = {readonly before: object; readonly after: object};

/** The changed fields with their combined values. */
function foldFields(replicas: readonly Fields[]): object | null {
	const names = new Set(replicas.flatMap(({before, after}) => Object.keys({...before, ...after})));
	const folded: Record<string, unknown> = {};
	for (const name of names) {
		const [was, is] = [replicas.map(({before}) => field(before, name)), replicas.map(({after}) => field(after, name))];
		if (isDeepStrictEqual(was, is)) continue;
		const value = foldValues(name, is);
		if (value === cannotFold) return null;
		folded[name] = value;
	}
	return folded;
}

const field = (of: object, name: string): unknown => (of as Readonly<Record<string, unknown>>)[name];

const cannotFold = Symbol('cannot fold');
const limits: ReadonlySet<string> = new Set<keyof HostConfig>(['Memory', 'MemorySwap', 'NanoCpus', 'PidsLimit']);

function foldValues(name: string, values: readonly unknown[]): unknown {
	const [first] = values;
	if (values.every(value => isDeepStrictEqual(value, first))) return first;
	if (limits.has(name)) return looser(values.map(value => (typeof value === 'number' ? value : 0)));
	if (name === 'CapAdd') return [...new Set(values.flatMap(value => (Array.isArray(value) ? value : [])))].sort();
	return name === 'Tmpfs' ? union(values) : cannotFold;
}

/** `0` and `-1` are no limit. */
const looser = (values: readonly number[]): number => (Math.min(...values) <= 0 ? Math.min(...values) : Math.max(...values));

/** Of maps that agree where they overlap. */
function union(maps: readonly unknown[]): unknown {
	const together: Record<string, unknown> = Object.assign({}, ...maps);
	const agree = maps.every(map => Object.entries(map ?? {}).every(([key, value]) => isDeepStrictEqual(together[key], value)));
	return agree ? together : cannotFold;
}
