import {describe, expect, it} from 'vitest';
import {known} from '../../src/answers/index.js';
import {containerRules} from '../../src/rules/index.js';
import {judgeContainer} from '../../src/rules/judge.js';
import type {ContainerExample} from '../../src/rules/rule.js';
import {exampleProcess} from '../../src/rules/shared/examples.js';
import {containerScope} from '../support/example-scope.js';
import {fleet, type Row} from './cis-fleet.js';
import {dockerBench} from './docker-bench.js';

const ids = ['4.1', ...Array.from({length: 31}, (_, index) => `5.${index + 2}`)];

/** Nothing of the benchmark is wrong with it. */
const hardened = {
	Config: {User: '1000:1000', Healthcheck: {Test: ['CMD', '/check']}},
	State: {Health: {Status: 'healthy'}},
	HostConfig: {
		Memory: 268_435_456,
		NanoCpus: 500_000_000,
		PidsLimit: 100,
		ReadonlyRootfs: true,
		SecurityOpt: ['no-new-privileges'],
		NetworkMode: 'shop',
	},
	NetworkSettings: {Networks: {shop: {NetworkID: 'n'.repeat(64), IPAddress: '172.18.0.2'}}},
	facts: {processes: known([exampleProcess('web')])},
} satisfies ContainerExample;

const laidOver = (example: ContainerExample): ContainerExample => ({
	...hardened,
	...example,
	Config: {...hardened.Config, ...example.Config},
	State: {...hardened.State, ...example.State},
	HostConfig: {...hardened.HostConfig, ...example.HostConfig},
	NetworkSettings: {...hardened.NetworkSettings, ...example.NetworkSettings},
	facts: {...hardened.facts, ...example.facts},
});

function verdictsOf({example}: Row) {
	const scope = containerScope(laidOver(example));
	const byId = new Map(judgeContainer(scope).map(verdict => [verdict.cis['1.6.0'], verdict.verdict]));
	return {raw: scope.container.raw, verdicts: Object.fromEntries(ids.map(id => [id, byId.get(id)]))};
}

/** The host has no module for either: both checks do not apply, and docker-bench judges them all the same. */
const modules = {'5.2': 'not-applicable', '5.3': 'not-applicable'};

describe('CIS 4.1 and section 5 on a fleet of differing containers', () => {
	it('covers at least forty of them, and every id', () => {
		expect(fleet.length).toBeGreaterThanOrEqual(40);
		expect(new Set(fleet.map(({name}) => name)).size).toBe(fleet.length);
		expect(ids.filter(id => !containerRules.some(({cis}) => cis['1.6.0'] === id))).toEqual([]);
	});

	it('fails each id that it covers for at least one container', () => {
		const live = ['5.2', '5.3', '5.9', '5.23', '5.24'];
		const failing = new Set(fleet.flatMap(({fails = []}) => fails));
		expect(ids.filter(id => !failing.has(id) && !live.includes(id))).toEqual([]);
	});

	it.each(fleet.map(row => ({row, name: row.name})))('judges: $name', ({row}) => {
		const expected = Object.fromEntries(ids.map(id => [id, row.fails?.includes(id) ? 'fail' : (row.other?.[id] ?? 'pass')]));
		expect(verdictsOf(row).verdicts).toEqual({...expected, ...modules});
	});

	it.each(fleet.map(row => ({row, name: row.name})))('differs from docker-bench exactly where that errs: $name', ({row}) => {
		const {raw, verdicts} = verdictsOf(row);
		const bench = dockerBench(raw, row.bench);
		const differs = ids.filter(id => {
			const claim = bench[id];
			return claim != null && verdicts[id] !== (claim === 'WARN' ? 'fail' : 'pass');
		});
		const always = row.bench?.listed === false ? [] : Object.keys(modules);
		expect(differs.sort()).toEqual([...always, ...Object.keys(row.benchErrs ?? {})].sort());
	});
});

describe('CIS 5.2 and 5.3 where the host has the module', () => {
	const verdictOn = (id: string, example: ContainerExample) => verdictsOf({name: '', example}).verdicts[id];
	const appArmor = {SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin']};
	const seLinux = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=selinux']};
	const label = 'system_u:system_r:container_t:s0:c1,c2';

	it.each<[string, ContainerExample, string]>([
		['default profile', {AppArmorProfile: 'docker-default'}, 'pass'],
		['unconfined', {AppArmorProfile: 'unconfined', HostConfig: {SecurityOpt: ['apparmor=unconfined']}}, 'fail'],
		['privileged without a profile', {AppArmorProfile: '', HostConfig: {Privileged: true}}, 'fail'],
	])('5.2 %s: %s', (_name, example, verdict) => {
		expect(verdictOn('5.2', {...example, engineInfo: appArmor})).toBe(verdict);
	});

	it.each<[string, ContainerExample, string]>([
		['labelled', {ProcessLabel: label}, 'pass'],
		['label=disable', {ProcessLabel: '', HostConfig: {SecurityOpt: ['label=disable']}}, 'fail'],
		['another option instead', {ProcessLabel: '', HostConfig: {SecurityOpt: ['seccomp=unconfined', 'label:disable']}}, 'fail'],
		[
			'disabled by dockerd for host pid',
			{ProcessLabel: '', HostConfig: {PidMode: 'host', SecurityOpt: ['label=disable']}},
			'fail',
		],
	])('5.3 %s: %s', (_name, example, verdict) => {
		expect(verdictOn('5.3', {...example, engineInfo: seLinux})).toBe(verdict);
	});
});
