import {applyChange, type Change} from '../../src/judge/changes/change.js';
import {assessContainer} from '../../src/judge/fleet/assess.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {fleetContext} from '../../src/judge/risk/fleet-context.js';
import {containerRules} from '../../src/judge/rules/index.js';
import type {ContainerExample} from '../../src/judge/rules/rule.js';
import {fleet} from '../judge/rules/cis-fleet.js';
import {containerCases} from '../judge/rules/container-cases/index.js';
import {containerScope, exampleInspect} from './example-scope.js';

/** Every container on which rules are tried, by what it is. */
export const everyExample: readonly (readonly [string, ContainerExample])[] = [
	...fleet.map(({name, example}) => [`fleet: ${name}`, example] as const),
	...Object.entries(containerCases).flatMap(([rule, rows]) =>
		rows.map(([what, example]) => [`${rule}: ${what}`, example] as const),
	),
	...containerRules.map(({slug, examples: {bad}}) => [`${slug}: its bad example`, bad] as const),
];

/** Whether what decides is in its configuration, and not laid over its facts: only that can be changed. */
export const isConfigured = ({facts}: ContainerExample): boolean =>
	facts?.mounts === undefined && facts?.networks === undefined && facts?.ports === undefined;

/** The example without what is not in its inspect. */
export function inspectOfExample(example: ContainerExample) {
	const {
		engineInfo: _i,
		image: _m,
		others: _o,
		facts: _f,
		engine: _e,
		imageFacts: _s,
		host: _h,
		settings: _t,
		...parts
	} = example;
	return exampleInspect(parts);
}

/** The example had it been created with the change. What was seen of its processes was of the old ones. */
export function changedExample(example: ContainerExample, change: Change): ContainerExample {
	const {engineInfo, image, others, facts, engine, imageFacts, host, settings} = example;
	const {processes: _p, truth: _t, sockets: _s, execs: _e, changes: _c, ...kept} = facts ?? {};
	const overlays = {engineInfo, image, others, facts: kept, engine, imageFacts, host, settings};
	const given = Object.fromEntries(Object.entries(overlays).filter(([, value]) => value !== undefined));
	return {...applyChange(change, inspectOfExample(example)), ...given} as ContainerExample;
}

/** All that is said of an example: verdicts, dangers, paths. */
export function assessExample(example: ContainerExample): AssessedContainer {
	const {container, image, engine, host, fleet: all} = containerScope(example);
	const around = fleetContext(engine, all, host);
	return assessContainer(container, image, {
		engine,
		host,
		fleet: all,
		around,
		policy: builtInPolicy,
		now: '2026-11-28T12:00:00Z',
	});
}
