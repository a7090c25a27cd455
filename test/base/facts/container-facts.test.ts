import {expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../../src/base/answers/index.js';
import {factRows, partsOf} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {type RecordedAnswers, recordedFleets} from './recorded.js';

/* A function may read any field of the answer that it gets: a fact that does not name one would count as seen where that is unreadable. */

it('every fact names the fields that it is made from', () => {
	const undeclared = recordedFleets().flatMap(answers => [...undeclaredIn(answers)]);
	expect([...new Set(undeclared)].toSorted()).toEqual([]);
});

/** `fact: field` where a fact reads a field that it does not name. */
function* undeclaredIn({containers, networks, version, info, volumes}: RecordedAnswers): Generator<string> {
	const inspects = new Map(containers.map(({inspect}) => [inspect.Id, inspect]));
	const engine = engineFacts({version, info, networks: known(networks), containers: inspects.values()});
	for (const inspect of inspects.values())
		for (const [name, {from, read}] of factRows) {
			const fields = new Set<string>();
			const seen = watched(inspect, fields);
			const others = new Map(inspects).set(inspect.Id, seen);
			const parts = partsOf(seen, {engine, containers: others, volumes});
			fields.clear();
			read(parts);
			const sources: readonly string[] = [...from, ...unnamed];
			if (sources.includes('whole') || from.some(isLearned)) continue;
			for (const field of fields) if (!sources.includes(field)) yield `${name}: ${field}`;
		}
}

/** An answer without an id is refused; what is malformed in one is not part of it. */
const unnamed = ['Id', 'UnreadableFields'];
const isLearned = (source: string): boolean => source.includes(':');

const objects = ['State', 'Config', 'HostConfig', 'NetworkSettings'];

/** The same answer, with each field that is read from it noted. */
function watched(inspect: ContainerInspect, fields: Set<string>): ContainerInspect {
	const noting = <T extends object>(object: T, path: string): T =>
		new Proxy(object, {
			get(target, name, receiver) {
				const value: unknown = Reflect.get(target, name, receiver);
				const field = `${path}${String(name)}`;
				if (!objects.includes(field)) fields.add(field);
				return objects.includes(field) && typeof value === 'object' && value !== null ? noting(value, `${field}.`) : value;
			},
		});
	return noting(inspect, '');
}
