import {isDeepStrictEqual} from 'node:util';
import {expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../../src/base/answers/index.js';
import {containerFacts} from '../../../src/base/facts/container.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {fieldsOf} from '../../../src/base/facts/watched-facts.js';
import {type RecordedAnswers, recordedFleets} from './recorded.js';

/* A fact changes when a field that it is made from is gone: each such field is written down, so that an unreadable one counts as unknown. */

const parts = ['State', 'Config', 'HostConfig', 'NetworkSettings'];

const fieldsIn = (inspect: ContainerInspect): string[] =>
	Object.entries(inspect).flatMap(([name, part]) =>
		parts.includes(name) && typeof part === 'object' && part !== null
			? Object.keys(part).map(field => `${name}.${field}`)
			: [name],
	);

function without(inspect: ContainerInspect, path: string): ContainerInspect {
	const [part = '', field] = path.split('.');
	const copy = structuredClone(inspect);
	const holder = field === undefined ? copy : Reflect.get(copy, part);
	Reflect.deleteProperty(holder, field ?? part);
	return copy;
}

it('every fact names the fields that it is made from', () => {
	expect(recordedFleets().flatMap(undeclared)).toEqual([]);
}, 60_000);

/** `fact: field` where a fact changes without a field that it does not name. */
function undeclared(answers: RecordedAnswers): readonly string[] {
	const {containers, networks, version, info, volumes} = answers;
	const inspects = new Map(containers.map(({inspect}) => [inspect.Id, inspect]));
	const engine = engineFacts({version, info, networks: known(networks), containers: inspects.values()});
	const missing = new Set<string>();
	for (const inspect of inspects.values()) {
		const factsOf = (one: ContainerInspect) => Object.entries(containerFacts(one, {engine, containers: inspects, volumes}));
		const before = factsOf(inspect);
		// An answer without an id is refused.
		for (const path of fieldsIn(inspect).filter(path => path !== 'Id')) {
			const after = new Map(factsOf(without(inspect, path)));
			for (const [fact, value] of before)
				if (fact !== 'raw' && !isDeepStrictEqual(value, after.get(fact)) && !fieldsOf.get(fact)?.includes(path))
					missing.add(`${fact}: ${path}`);
		}
	}
	return [...missing];
}
