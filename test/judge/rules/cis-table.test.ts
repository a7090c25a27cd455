import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {containerRules} from '../../../src/judge/rules/index.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {renderBenchTable} from './bench-table.js';
import {fleet} from './cis-fleet.js';
import {differences, ids, modules, verdictsOf} from './cis-verdicts.js';

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
		const always = row.bench?.listed === false ? [] : Object.keys(modules);
		expect(differences(row).sort()).toEqual([...always, ...Object.keys(row.benchErrs ?? {})].sort());
	});
});

describe('docs/docker-bench.md', () => {
	it('is current', () => {
		const page = fileURLToPath(new URL('../../../docs/docker-bench.md', import.meta.url));
		expect(readFileSync(page, 'utf8')).toBe(renderBenchTable());
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
