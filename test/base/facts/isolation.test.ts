import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../../src/base/answers/index.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {maskedPaths, readOnlyPaths} from '../../support/plain-answers.js';
import {docker, dockerInfo, dockerVersion, dockerWithoutInfo, facts, hostFacts, inspect, podman} from './answers.js';

const id = (letter: string) => letter.repeat(64);
const fleetOf = (...containers: ContainerInspect[]) => new Map(containers.map(container => [container.Id, container]));
const engineWith = (...SecurityOptions: string[]) =>
	engineFacts({version: dockerVersion, info: {...dockerInfo, SecurityOptions}});

describe('namespaces', () => {
	const joins = (letter: string, name: string, target: string) =>
		inspect({Id: id(letter), Name: `/${name}`, HostConfig: {NetworkMode: `container:${target}`}});

	it('follows container:<id> to the container that owns it', () => {
		const owner = inspect({Id: id('b'), Name: '/vpn'});
		const containers = fleetOf(joins('c', 'middle', id('b')), owner);
		expect(facts({HostConfig: {NetworkMode: `container:${id('c')}`}}, {containers}).namespaces.network).toEqual({
			kind: 'container',
			id: id('b'),
			name: 'vpn',
		});
	});
	it('ends at one that is on the host', () => {
		const containers = fleetOf(inspect({Id: id('b'), Name: '/agent', HostConfig: {NetworkMode: 'host'}}));
		expect(facts({HostConfig: {NetworkMode: `container:${id('b')}`}}, {containers}).namespaces.network).toEqual({
			kind: 'host',
			through: ['agent'],
		});
	});
	it('finds a container by its name or the beginning of its id', () => {
		const containers = fleetOf(inspect({Id: id('b'), Name: '/vpn'}));
		for (const target of ['vpn', id('b').slice(0, 12)])
			expect(facts({HostConfig: {PidMode: `container:${target}`}}, {containers}).namespaces.pid).toMatchObject({name: 'vpn'});
	});
	it('does not know where a container leads that it cannot see', () => {
		const expected = {kind: 'unresolved', reason: `container ${id('b').slice(0, 12)}, whose namespace it joins, is not visible`};
		expect(hostFacts({IpcMode: `container:${id('b')}`}).namespaces.ipc).toEqual(expected);
		expect(hostFacts({IpcMode: `container:${id('b')}`}, {containers: new Map()}).namespaces.ipc).toEqual(expected);
	});
	it('ends in a ring', () => {
		const containers = fleetOf(joins('b', 'b', id('c')), joins('c', 'c', id('b')));
		expect(facts({HostConfig: {NetworkMode: `container:${id('b')}`}}, {containers}).namespaces.network.kind).toBe('unresolved');
		const self = joins('a', 'web', id('a'));
		expect(facts(self, {containers: fleetOf(self)}).namespaces.network.kind).toBe('unresolved');
	});
	it.each([
		['', 'private'],
		['private', 'private'],
		['shareable', 'shareable'],
		['none', 'none'],
		['host', 'host'],
		['ns:/proc/1/ns/ipc', 'unresolved'],
	])('reads IpcMode %j as %s', (IpcMode, kind) => expect(hostFacts({IpcMode}).namespaces.ipc.kind).toBe(kind));

	it('takes the namespace of users from the engine', () => {
		const user = (engine: typeof docker, UsernsMode = '') => hostFacts({UsernsMode}, {engine}).namespaces.user.kind;
		expect(user(docker)).toBe('host');
		expect(user(engineWith('name=userns'))).toBe('private');
		expect(user(engineWith('name=userns'), 'host')).toBe('host');
		expect(user(engineWith('name=rootless'))).toBe('private');
		expect(user(engineWith('name=rootless'), 'host')).toBe('private');
		expect(user(podman, 'auto')).toBe('private');
		expect(user(dockerWithoutInfo)).toBe('unresolved');
		expect(user(dockerWithoutInfo, 'host')).toBe('host');
	});
	it('takes the default of cgroups from their version', () => {
		const engine = (CgroupVersion: string) => engineFacts({version: dockerVersion, info: {...dockerInfo, CgroupVersion}});
		expect(hostFacts({CgroupnsMode: ''}, {engine: engine('1')}).namespaces.cgroup.kind).toBe('host');
		expect(hostFacts({CgroupnsMode: ''}, {engine: engine('2')}).namespaces.cgroup.kind).toBe('private');
		expect(hostFacts({CgroupnsMode: ''}, {engine: dockerWithoutInfo}).namespaces.cgroup.kind).toBe('unresolved');
		expect(hostFacts({CgroupnsMode: 'host'}, {engine: dockerWithoutInfo}).namespaces.cgroup.kind).toBe('host');
	});
});

describe('no-new-privileges', () => {
	const nnp = (...SecurityOpt: string[]) => hostFacts({SecurityOpt}).noNewPrivileges;
	it.each(['no-new-privileges', 'no-new-privileges:true', 'no-new-privileges=true', 'no-new-privileges=1'])('%s is on', option =>
		expect(nnp(option)).toEqual({on: true, by: 'option'}),
	);
	it.each(['no-new-privileges:false', 'no-new-privileges=false', 'no-new-privileges=0'])('%s is off', option =>
		expect(nnp(option)).toEqual({on: false, by: 'option'}),
	);
	it('counts the last of two', () => expect(nnp('no-new-privileges', 'no-new-privileges:false').on).toBe(false));
	it("is the engine's default where nothing is asked", () => {
		const engine = engineWith('name=no-new-privileges');
		expect(hostFacts({}, {engine}).noNewPrivileges).toEqual({on: true, by: 'engine'});
		expect(hostFacts({SecurityOpt: ['no-new-privileges:false']}, {engine}).noNewPrivileges).toEqual({on: false, by: 'option'});
	});
	it('is not known before the engine has said so', () =>
		expect(hostFacts({}, {engine: dockerWithoutInfo}).noNewPrivileges).toEqual({on: null, by: 'none'}));
});

describe('seccomp', () => {
	const withProfile = (profile: unknown, privileged = false, engine = docker) =>
		hostFacts({Privileged: privileged, SecurityOpt: [`seccomp=${JSON.stringify(profile)}`]}, {engine}).seccomp;

	it('is what the engine does by default', () => {
		expect(hostFacts({}).seccomp).toEqual({kind: 'default'});
		expect(hostFacts({}, {engine: engineWith('name=seccomp,profile=unconfined')}).seccomp).toEqual({
			kind: 'unconfined',
			by: 'engine',
		});
		expect(hostFacts({}, {engine: engineWith('name=seccomp,profile=/etc/docker/s.json')}).seccomp.kind).toBe('unreadable');
		expect(hostFacts({}, {engine: engineWith()}).seccomp).toEqual({kind: 'unconfined', by: 'engine'});
		expect(hostFacts({}, {engine: dockerWithoutInfo}).seccomp.kind).toBe('unreadable');
	});
	it('is off for privileged containers, unless they name a profile that their engine applies', () => {
		expect(hostFacts({Privileged: true}).seccomp).toEqual({kind: 'unconfined', by: 'privileged'});
		const tight = {defaultAction: 'SCMP_ACT_ERRNO'};
		const docker27 = engineFacts({version: {...dockerVersion, Version: '27.0.3'}, info: dockerInfo});
		const silent = engineFacts({version: {}, info: dockerInfo});
		expect(withProfile(tight, true, docker)).toEqual({kind: 'unconfined', by: 'privileged'});
		expect(withProfile(tight, true, docker27).kind).toBe('custom');
		expect(withProfile(tight, true, podman).kind).toBe('custom');
		expect(withProfile(tight, true, silent).kind).toBe('unreadable');
	});
	it('can be requested by name where the engine has it off', () =>
		expect(
			hostFacts({SecurityOpt: ['seccomp=builtin']}, {engine: engineWith('name=seccomp,profile=unconfined')}).seccomp,
		).toEqual({kind: 'default'}));
	it("is the default when the path is Podman's own profile", () =>
		expect(hostFacts({SecurityOpt: ['seccomp=/usr/share/containers/seccomp.json']}, {engine: podman}).seccomp).toEqual({
			kind: 'default',
		}));
	it.each(['seccomp=unconfined', 'seccomp:unconfined'])('%s', option =>
		expect(hostFacts({SecurityOpt: [option]}).seccomp).toEqual({kind: 'unconfined', by: 'option'}),
	);
	it('recognises a profile that forbids nothing', () => {
		for (const defaultAction of ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG'])
			expect(withProfile({defaultAction})).toEqual({kind: 'unconfined', by: 'profile'});
		expect(withProfile({defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{names: ['read'], action: 'SCMP_ACT_ALLOW'}]})).toEqual({
			kind: 'unconfined',
			by: 'profile',
		});
	});
	describe('a rule that the engine does not load', () => {
		const denying = (conditions: object, host: object = {}, version: object = {Arch: 'amd64', KernelVersion: '6.1.0-13-amd64'}) =>
			hostFacts(
				{
					SecurityOpt: [
						`seccomp=${JSON.stringify({
							defaultAction: 'SCMP_ACT_ALLOW',
							syscalls: [{names: ['mount'], action: 'SCMP_ACT_ERRNO', ...conditions}],
						})}`,
					],
					...host,
				},
				{engine: engineFacts({version: {...dockerVersion, ...version}, info: dockerInfo})},
			).seccomp;
		const admin = {CapAdd: ['cap_sys_admin']};
		it.each<[string, object, object?]>([
			['is for another architecture', {includes: {arches: ['s390x']}}],
			['leaves this architecture out', {excludes: {arches: ['amd64']}}],
			['is for capabilities that the container lacks', {includes: {caps: ['CAP_SYS_ADMIN']}}],
			['leaves out containers of its capabilities', {excludes: {caps: ['CAP_SYS_ADMIN']}}, admin],
			['is for later kernels', {includes: {minKernel: '6.2'}}],
			['leaves out later kernels', {excludes: {minKernel: '4.8'}}],
		])('denies nothing: it %s', (_, conditions, host) =>
			expect(denying(conditions, host)).toEqual({kind: 'unconfined', by: 'profile'}),
		);
		it.each<[object, object?]>([
			[{includes: {arches: ['amd64', 'x32'], minKernel: '5.10'}}],
			[{excludes: {arches: ['s390x'], caps: ['CAP_SYS_ADMIN']}}],
			[{includes: {caps: ['CAP_SYS_ADMIN']}}, admin],
		])('does not include: %j', (conditions, host) => expect(denying(conditions, host).kind).toBe('custom'));
		it('is unknown where the engine does not report its machine', () => {
			expect(denying({includes: {arches: ['s390x']}}, {}, {}).kind).toBe('unreadable');
			expect(denying({includes: {minKernel: '4.8'}}, {}, {}).kind).toBe('unreadable');
		});
	});
	it('names what a profile allows without a condition', () =>
		expect(
			withProfile({
				defaultAction: 'SCMP_ACT_ERRNO',
				syscalls: [
					{names: ['read', 'bpf', 'keyctl'], action: 'SCMP_ACT_ALLOW'},
					{names: ['mount'], action: 'SCMP_ACT_ALLOW', includes: {caps: ['CAP_SYS_ADMIN']}},
					{names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [{index: 0, value: 2114060288, op: 'SCMP_CMP_MASKED_EQ'}]},
					{name: 'ptrace', action: 'SCMP_ACT_ALLOW'},
				],
			}),
		).toMatchObject({
			kind: 'custom',
			profile: {
				defaultAction: 'SCMP_ACT_ERRNO',
				dangerous: ['bpf', 'keyctl'],
				afAlg: {socket: false, socketcall: false},
			},
		}));
	it('names what a profile always refuses', () => {
		const profileOf = (profile: object) => {
			const state = withProfile(profile);
			return state.kind === 'custom' ? state.profile.refused : [];
		};
		const listed = profileOf({
			defaultAction: 'SCMP_ACT_ERRNO',
			syscalls: [
				{names: ['read', 'bpf'], action: 'SCMP_ACT_ALLOW'},
				{names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [{index: 0, value: 2114060288, op: 'SCMP_CMP_MASKED_EQ'}]},
			],
		});
		expect(listed).toEqual(expect.arrayContaining(['mount', 'open_by_handle_at', 'move_mount']));
		expect(listed).not.toEqual(expect.arrayContaining(['bpf']));
		expect(listed).not.toContain('clone');
		const open = profileOf({defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{names: ['mount'], action: 'SCMP_ACT_ERRNO'}]});
		expect(open).toEqual(['mount']);
	});
	it.each([
		['/etc/seccomp/x.json', 'the profile is a file on the host: /etc/seccomp/x.json'],
		['{}', 'the profile has no default action'],
	])('cannot read %s', (profile, reason) =>
		expect(hostFacts({SecurityOpt: [`seccomp=${profile}`]}).seccomp).toEqual({kind: 'unreadable', by: 'option', reason}),
	);
	it('cannot read broken JSON', () => expect(hostFacts({SecurityOpt: ['seccomp={"default']}).seccomp.kind).toBe('unreadable'));
});

describe('AppArmor', () => {
	const engine = engineWith('name=seccomp,profile=builtin', 'name=apparmor');
	const state = (AppArmorProfile: string, host = {}, status = 'running') =>
		facts({AppArmorProfile, HostConfig: host, State: {Status: status}}, {engine}).appArmor;
	it.each([
		['docker-default', {}, {kind: 'confined', profile: 'docker-default'}],
		['unconfined', {SecurityOpt: ['apparmor=unconfined']}, {kind: 'unconfined', by: 'option'}],
		['unconfined', {Privileged: true}, {kind: 'unconfined', by: 'privileged'}],
		['', {Privileged: true}, {kind: 'unconfined', by: 'privileged'}],
		['', {}, {kind: 'unconfined', by: 'empty'}],
		['mine', {Privileged: true, SecurityOpt: ['apparmor=mine']}, {kind: 'confined', profile: 'mine'}],
	])('profile %j with %j', (profile, host, expected) => expect(state(profile, host)).toEqual(expected));
	it('is not written down before the first start', () => expect(state('', {}, 'created')).toEqual({kind: 'unreported'}));
	it('is absent where the kernel has none, whatever was requested', () =>
		expect(facts({AppArmorProfile: 'docker-default'}).appArmor).toEqual({kind: 'absent'}));
	it('is not known before the engine has said so', () =>
		expect(facts({}, {engine: dockerWithoutInfo}).appArmor).toEqual({kind: 'unreported'}));
});

describe('SELinux', () => {
	const engine = engineWith('name=selinux');
	const label = 'system_u:system_r:container_t:s0:c1,c2';
	const state = (ProcessLabel: string, host = {}) => facts({ProcessLabel, HostConfig: host}, {engine}).seLinux;
	it.each([
		[label, {}, {kind: 'confined', profile: label}],
		['', {SecurityOpt: ['label=disable']}, {kind: 'unconfined', by: 'option'}],
		['', {SecurityOpt: ['label:disable']}, {kind: 'unconfined', by: 'option'}],
		['', {Privileged: true, SecurityOpt: ['label=disable']}, {kind: 'unconfined', by: 'privileged'}],
		// dockerd adds the option itself.
		['', {PidMode: 'host', SecurityOpt: ['label=disable']}, {kind: 'unconfined', by: 'host-namespace'}],
		['system_u:system_r:spc_t:s0', {}, {kind: 'unconfined', by: 'option'}],
		['', {}, {kind: 'unconfined', by: 'empty'}],
	])('label %j with %j', (process, host, expected) => expect(state(process, host)).toEqual(expected));
	it('is absent, or not known', () => {
		expect(facts({}).seLinux).toEqual({kind: 'absent'});
		expect(facts({}, {engine: dockerWithoutInfo}).seLinux).toEqual({kind: 'unreported'});
	});
});

describe('system paths', () => {
	const masked = maskedPaths.filter(path => path !== '/sys/devices/virtual/powercap');
	const readOnly = [...readOnlyPaths];
	it.each([
		['the lists of an older engine', {MaskedPaths: masked, ReadonlyPaths: readOnly}, {kind: 'default'}],
		[
			'the lists of a newer engine',
			{MaskedPaths: [...masked, '/proc/interrupts', '/sys/devices/virtual/powercap'], ReadonlyPaths: readOnly},
			{kind: 'default'},
		],
		['two empty lists', {MaskedPaths: [], ReadonlyPaths: []}, {kind: 'unmasked', by: 'systempaths'}],
		[
			'null of a privileged container',
			{Privileged: true, MaskedPaths: null, ReadonlyPaths: null},
			{kind: 'unmasked', by: 'privileged'},
		],
		['null without privilege', {MaskedPaths: null, ReadonlyPaths: null}, {kind: 'default'}],
		['nothing', {}, {kind: 'unreported'}],
		['the option as it was typed', {SecurityOpt: ['systempaths=unconfined']}, {kind: 'unmasked', by: 'systempaths'}],
		[
			'one path left out',
			{MaskedPaths: masked.filter(path => path !== '/proc/kcore'), ReadonlyPaths: readOnly},
			{kind: 'partial', missing: ['/proc/kcore']},
		],
		['no read-only paths', {MaskedPaths: masked, ReadonlyPaths: []}, {kind: 'partial', missing: readOnly}],
		['a parent instead', {MaskedPaths: ['/proc', '/sys'], ReadonlyPaths: ['/proc']}, {kind: 'default'}],
	])('%s', (_, config, expected) => expect(hostFacts(config).systemPaths).toEqual(expected));
	it("reads Podman's option", () => {
		const of = (SecurityOpt: string[]) => hostFacts({SecurityOpt}, {engine: podman}).systemPaths;
		expect(of(['unmask=ALL'])).toEqual({kind: 'unmasked', by: 'unmask'});
		expect(of(['unmask=/proc/kcore:/sys/firmware'])).toEqual({kind: 'partial', missing: ['/proc/kcore', '/sys/firmware']});
		expect(of([])).toEqual({kind: 'unreported'});
	});
});
