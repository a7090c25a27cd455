import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../../src/base/answers/index.js';
import {factRows, partsOf} from '../../../src/base/facts/container-facts.js';
import type {FactsContext} from '../../../src/base/facts/context.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {recordedFleets} from './recorded.js';

/* A function may read any field of the answer that it gets: a fact that does not name one would count as seen where that is unreadable. */

type Example = {readonly inspect: ContainerInspect; readonly context: FactsContext};

/** Containers of recorded engines, and some that these do not have. */
function examples(): readonly Example[] {
	const recorded = recordedFleets().flatMap(({containers, networks, version, info, volumes}) => {
		const inspects = new Map(containers.map(({inspect}) => [inspect.Id, inspect]));
		const engine = engineFacts({version, info, networks: known(networks), containers: inspects.values()});
		return [...inspects.values()].map(inspect => ({inspect, context: {engine, containers: inspects, volumes}}));
	});
	const engine = {...engineFacts({version: {}, info: null}), appArmor: true, seLinux: true};
	const others: readonly ContainerInspect[] = [
		{Id: 'without anything', State: {}},
		{Id: 'that ended', State: {Status: 'exited'}, HostConfig: {CpuQuota: 50_000, SecurityOpt: ['label=disable']}},
	];
	return [...recorded, ...others.map(inspect => ({inspect, context: {engine}}))];
}

const objects = ['State', 'Config', 'HostConfig', 'NetworkSettings'];

/** The same object, which notes the paths of the fields that are read from it. */
const noting = <T extends object>(object: T, sources: Set<string>, path = ''): T =>
	new Proxy(object, {
		get(target, name, receiver) {
			const value: unknown = Reflect.get(target, name, receiver);
			const field = `${path}${String(name)}`;
			if (objects.includes(field) && typeof value === 'object' && value !== null) return noting(value, sources, `${field}.`);
			sources.add(field);
			return value;
		},
	});

function readBy(read: (typeof factRows)[number][1]['read'], {inspect, context}: Example): readonly string[] {
	const sources = new Set<string>();
	const seen = noting(inspect, sources);
	// What follows a namespace to its owner compares answers by identity.
	const containers = new Map(context.containers).set(inspect.Id, seen);
	const parts = partsOf(seen, noting({...context, containers}, sources));
	sources.clear();
	read({
		...parts,
		get image() {
			sources.add('image');
			return parts.image;
		},
	});
	return [...sources];
}

/** Every answer has an id; what is malformed in one is not part of it; without a part there is nothing to read in it. */
const given = ['Id', 'UnreadableFields', ...objects];

describe('every fact', () => {
	const all = examples();
	const rows = factRows.filter(([, {from}]) => !from.some(source => source === 'whole' || source.includes(':')));
	const named = new Set(rows.flatMap(([name, {from}]) => from.map(source => `${name}: ${source}`)));
	const always = new Set(rows.flatMap(([name]) => given.map(source => `${name}: ${source}`)));
	const read = new Set(
		rows.flatMap(([name, row]) => all.flatMap(one => readBy(row.read, one).map(source => `${name}: ${source}`))),
	);
	it('names what it is made from', () =>
		expect([...read].filter(source => !named.has(source) && !always.has(source))).toEqual([]));
	it('is made from what it names', () => expect([...named].filter(source => !read.has(source))).toEqual([]));
});
