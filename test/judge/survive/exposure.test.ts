import {describe, expect, it} from 'vitest';
import {profileState} from '../../../src/base/facts/seccomp-profile.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {seccompProfile} from '../../../src/fix/render/seccomp.js';
import {findRule} from '../../../src/judge/rules/index.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {closersOf, REACHED_BY_OWN_PROFILE} from '../../../src/judge/survive/closers.js';
import {entryNamed, escapeTable} from '../../../src/judge/survive/escape-table.js';
import {exposuresOf} from '../../../src/judge/survive/exposure.js';
import {inspectOf} from '../../fix/subject.js';
import {containerScope} from '../../support/example-scope.js';

const entry = (id: string) => entryNamed(id) ?? expect.fail(`${id} is in the table`);
const docker = (version: string, kernel: string) => ({version: trusted(version), kernel: trusted(kernel)});

function stateOf(id: string, {engine = docker('29.4.0', '5.15.20'), ...example}: ContainerExample) {
	return exposuresOf(containerScope({...example, engine}), [entry(id)])[0]?.state;
}

const shapes = {
	plain: {},
	dropped: {HostConfig: {CapDrop: ['ALL']}},
	admin: {HostConfig: {CapAdd: ['NET_ADMIN']}},
	unconfined: {HostConfig: {SecurityOpt: ['seccomp=unconfined']}},
	privileged: {HostConfig: {Privileged: true}},
} satisfies Record<string, ContainerExample>;

describe('an entry against a container', () => {
	it.each<[string, Record<keyof typeof shapes, string>]>([
		['CVE-2022-0847', {plain: 'open', dropped: 'open', admin: 'open', unconfined: 'open', privileged: 'open'}],
		['CVE-2022-1015', {plain: 'closed', dropped: 'closed', admin: 'open', unconfined: 'open', privileged: 'open'}],
		['CVE-2022-0185', {plain: 'fixed', dropped: 'fixed', admin: 'fixed', unconfined: 'fixed', privileged: 'fixed'}],
		['CVE-2022-29582', {plain: 'closed', dropped: 'closed', admin: 'closed', unconfined: 'open', privileged: 'open'}],
		['CVE-2026-31431', {plain: 'open', dropped: 'open', admin: 'open', unconfined: 'open', privileged: 'open'}],
		['CVE-2026-43500', {plain: 'unknown', dropped: 'unknown', admin: 'unknown', unconfined: 'unknown', privileged: 'unknown'}],
		['CVE-2026-41567', {plain: 'open', dropped: 'open', admin: 'open', unconfined: 'open', privileged: 'open'}],
		['CVE-2022-23648', {plain: 'fixed', dropped: 'fixed', admin: 'fixed', unconfined: 'fixed', privileged: 'fixed'}],
	])('%s, by what it was given', (id, states) => {
		const engine = {...docker('29.4.0', '5.15.20'), containerdVersion: trusted('2.2.2')};
		for (const [shape, state] of Object.entries(states))
			expect([shape, stateOf(id, {...shapes[shape as keyof typeof shapes], engine})]).toEqual([shape, state]);
	});

	it.each([
		['20.10.24', 'open'],
		['24.0.9', 'open'],
		['25.0.0', 'closed'],
	])('io_uring under the default profile of Docker %s: %s', (version, state) =>
		expect(stateOf('CVE-2022-29582', {engine: docker(version, '5.15.20')})).toBe(state),
	);

	it('by the capability that the default profile asks for, and no other', () => {
		const given = (id: string, kernel: string, name: string) =>
			stateOf(id, {HostConfig: {CapAdd: [name]}, engine: docker('29.4.0', kernel)});
		expect(given('CVE-2022-23222', '5.15.20', 'BPF')).toBe('open');
		expect(given('CVE-2018-18955', '4.15.1', 'NET_ADMIN')).toBe('closed');
		expect(given('CVE-2018-18955', '4.15.1', 'SYS_ADMIN')).toBe('open');
	});

	it('namespaces under the default profile of Podman, which allows them', () =>
		expect(stateOf('CVE-2022-1015', {engine: {...docker('5.4.2', '5.15.20'), kind: 'podman'}})).toBe('open'));

	it('and what its host allows', () => {
		const example = {...shapes.unconfined, HostConfig: {...shapes.unconfined.HostConfig, CapDrop: ['ALL']}};
		expect(stateOf('CVE-2022-1015', example)).toBe('open');
		expect(stateOf('CVE-2022-1015', {...example, host: {sysctls: {'user.max_user_namespaces': trusted('0')}}})).toBe('closed');
	});

	it('is closed by nothing while a privileged exec runs in it', () => {
		const exec = {id: 'e', running: true, privileged: true, user: trusted(''), isRoot: true, pid: 9, command: trusted('sh')};
		const execs = {known: true, value: [{...exec, isHealthcheck: false}]} as const;
		expect(stateOf('CVE-2022-1015', {facts: {execs}})).toBe('unknown');
	});

	it('takes the API of the engine, or a container of another kind', () => {
		const engine = docker('29.0.0', '7.2.1');
		expect(stateOf('CVE-2026-33747', {engine})).toBe('elsewhere');
		expect(stateOf('CVE-2026-33747', {engine, HostConfig: {Binds: ['/var/run/docker.sock:/s']}, Mounts: [socket]})).toBe('open');
		expect(stateOf('CVE-2024-21626', {engine: {...engine, runcVersion: trusted('1.1.11')}, HostConfig: {Runtime: 'runsc'}})).toBe(
			'elsewhere',
		);
		expect(stateOf('CVE-2022-0847', {HostConfig: {Runtime: 'runsc'}})).toBe('unknown');
	});

	it('is open where the profile lets its call through, by the first argument', () => {
		const profile = (op: string) => ({
			defaultAction: 'SCMP_ACT_ALLOW',
			syscalls: [{names: ['socket'], action: 'SCMP_ACT_ERRNO', args: [{index: 0, value: 10, op: `SCMP_CMP_${op}`}]}],
		});
		const under = (op: string) =>
			stateOf('CVE-2026-53362', {
				engine: {...docker('29.10.0', '6.12.86')},
				HostConfig: {SecurityOpt: [`seccomp=${JSON.stringify(profile(op))}`]},
			});
		expect([under('EQ'), under('NE')]).toEqual(['closed', 'open']);
	});
});

const socket = {Type: 'bind', Source: '/var/run/docker.sock', Destination: '/s', Mode: '', RW: true, Propagation: 'rprivate'};

describe('what closes an entry', () => {
	const closes = (id: string, example: ContainerExample) =>
		closersOf(entry(id), containerScope({...example, engine: docker('29.10.0', '5.15.20')})).map(({change}) => change);

	it('is tried on the facts of the container', () => {
		expect(closes('CVE-2022-0847', {})).toEqual([]);
		expect(closes('CVE-2022-1015', shapes.admin)).toEqual([expect.stringMatching(/^--cap-drop ALL/)]);
		expect(closes('CVE-2022-29582', shapes.unconfined)[0]).toMatch(/default seccomp profile/);
		expect(closes('CVE-2026-43500', {})).toEqual([expect.stringMatching(/dockscope harden --format seccomp/)]);
	});

	it('counts on what the exported profile lets through', () => {
		const context = {granted: new Set<never>(), architecture: 'amd64', kernel: '6.12.0'};
		const state = profileState(seccompProfile(inspectOf({})).text, context);
		expect(state.kind === 'custom' && state.profile.reaches.filter(probe => !REACHED_BY_OWN_PROFILE.includes(probe))).toEqual([]);
	});

	it('is said of no entry without needs', () => {
		for (const one of escapeTable().entries.filter(({needs}) => needs === undefined))
			expect(closersOf(one, containerScope({engine: docker('19.03.0', '4.9.1')}))).toEqual([]);
	});
});

describe('beyond the table', () => {
	const about = ['container-known-escapes', 'container-copy-fail', 'engine-advisories', 'engine-runc-advisories'];
	const verdictsAt = (engine: ContainerExample['engine'], now: string) => {
		const scope = {...containerScope({HostConfig: {CapDrop: ['ALL']}, ...(engine ? {engine} : {})}), now};
		return about.map(slug => {
			const rule = findRule(slug) ?? expect.fail(slug);
			return [slug, rule.target === 'container' || rule.target === 'engine' ? rule.check(scope as never).verdict : '?'];
		});
	};
	const now = '2026-12-07T00:00:00Z';
	const known = {...docker('29.10.0', '7.2.1'), runcVersion: trusted('1.5.3'), containerdVersion: trusted('2.3.2')};

	it('nothing passes on versions of next year', () => {
		const engine = {...docker('31.0.0', '7.9.2'), runcVersion: trusted('1.6.0'), containerdVersion: trusted('2.5.0')};
		expect(verdictsAt(engine, now)).toEqual(about.map(slug => [slug, 'info']));
	});

	it('one part that is newer is enough for a container', () => {
		const of = (engine: ContainerExample['engine']) => verdictsAt(engine, now).slice(0, 2);
		expect(of(known)).toEqual([
			['container-known-escapes', 'pass'],
			['container-copy-fail', 'pass'],
		]);
		for (const newer of [{runcVersion: trusted('1.6.0')}, {containerdVersion: trusted('2.5.0')}, {kernel: trusted('7.9.2')}])
			expect(of({...known, ...newer}).map(([, verdict]) => verdict)).toEqual(['info', 'info']);
	});

	it('nothing passes 60 days after its date', () =>
		expect(verdictsAt(known, '2027-02-05T00:00:00Z')).toEqual(about.map(slug => [slug, 'info'])));
});
