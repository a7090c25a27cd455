import {describe, expect, it} from 'vitest';
import {type HostConfig, known} from '../../../src/base/answers/index.js';
import {engineFacts} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {mitigatingFactors} from '../../../src/judge/rules/dangers/mitigating-factors.js';
import {exampleLiveState} from '../../../src/judge/rules/shared/examples.js';
import type {Sample} from '../../support/sample-fleet.js';
import {bind, host, one, story, words} from './assessed.js';

const hardened: HostConfig = {
	CapDrop: ['ALL'],
	ReadonlyRootfs: true,
	SecurityOpt: ['no-new-privileges'],
	Memory: 64 << 20,
	PidsLimit: 50,
	NanoCpus: 500_000_000,
	NetworkMode: 'edge',
	LogConfig: {Type: 'local'},
};

describe('grades', () => {
	it('call a plain container a C', () => {
		expect(host({}).risk.grade).toBe('C');
	});

	it('call a hardened one an A', () => {
		const assessed = host(hardened, {
			config: {Image: 'shop/web:1.4.2', User: '1000:1000', Healthcheck: {Test: ['CMD', 'true']}},
			State: {Status: 'running', Running: true, Pid: 9, Health: {Status: 'healthy'}},
			NetworkSettings: {Ports: {}, Networks: {edge: {NetworkID: 'n2', IPAddress: '172.18.0.2'}}},
		});
		expect(assessed.risk.grade).toBe('A');
		expect(words(assessed)).toBe('');
		expect(assessed.attackPaths).toEqual([]);
	});

	it.each<[string, Omit<Sample, 'name'>]>([
		['privileged', {host: {Privileged: true}}],
		['the engine socket', {Mounts: [bind('/var/run/docker.sock', false)]}],
		['a directory above the socket', {Mounts: [bind('/run', false)]}],
		['writable /etc', {Mounts: [bind('/etc')]}],
		['SYS_MODULE', {host: {CapAdd: ['sys_module']}}],
		['a raw disk', {host: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'}]}}],
		['writable /proc/sys', {host: {MaskedPaths: [], ReadonlyPaths: []}}],
		['ptrace of the host', {host: {PidMode: 'host', CapAdd: ['SYS_PTRACE']}}],
		['any block device', {host: {DeviceCgroupRules: ['b *:* rwm']}}],
		['DAC_READ_SEARCH', {host: {CapAdd: ['DAC_READ_SEARCH']}}],
	])('call %s an F, with a critical path that one change cuts', (_, sample) => {
		const assessed = one(sample);
		expect(assessed.risk.grade).toBe('F');
		expect(assessed.attackPaths[0]?.severity).toBe('critical');
		const flags = assessed.attackPaths[0]?.cutBy ?? {remove: [], add: []};
		expect([...flags.remove, ...flags.add]).toHaveLength(1);
	});
});

describe('mitigation', () => {
	it('lowers by one, and says so', () => {
		const rootless = one({host: {Privileged: true}}, {SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless']});
		const verdict = rootless.verdicts.find(({rule}) => rule === 'container-privileged');
		expect(verdict).toMatchObject({severity: 'high', mitigations: ['rootless engine: critical lowered to high']});
		expect(rootless.attackPaths).toEqual([]);
		expect(rootless.risk.mitigations).toContain('rootless engine: critical lowered to high');
		expect(rootless.badges.find(({word}) => word === 'PRIV')?.severity).toBe('high');
	});

	it.each([
		['AppArmorProfile', 'docker-default', 'docker-default (enforce)', ['apparmor']],
		['AppArmorProfile', 'docker-default', 'docker-default (complain)', []],
		['AppArmorProfile', 'docker-default', 'unconfined', []],
		['ProcessLabel', 'system_u:system_r:container_t:s0:c1,c2', 'system_u:system_r:container_t:s0:c1,c2', ['selinux']],
		['ProcessLabel', 'system_u:system_r:container_t:s0:c1,c2', 'system_u:system_r:container_t:s0:c1,c2 (permissive)', []],
		['ProcessLabel', 'system_u:system_r:container_t:s0:c1,c2', 'system_u:system_r:spc_t:s0', []],
	])('is by %s %s, where the process is %s: %j', (field, promised, seen, expected) => {
		const {facts} = one({[field]: promised}, {SecurityOptions: [field === 'ProcessLabel' ? 'name=selinux' : 'name=apparmor']});
		const truth = exampleLiveState({label: trusted(seen)});
		const factors = mitigatingFactors(
			{...facts, truth},
			engineFacts({version: {}, info: {}, networks: known([]), containers: []}),
		);
		expect(factors).toEqual(expected);
	});

	it('is lost by opting out of the user namespace', () => {
		const remapped = {SecurityOptions: ['name=userns']};
		const severity = (config: HostConfig) =>
			one({Mounts: [bind('/etc')], host: config}, remapped).verdicts.find(({rule}) => rule === 'container-writable-host-path')
				?.severity;
		expect(severity({})).toBe('medium');
		expect(severity({UsernsMode: 'host'})).toBe('critical');
	});

	it('is a user namespace where the socket is, whose owner it does not map: it cannot be opened', () => {
		const remapped = one({Mounts: [bind('/var/run/docker.sock')]}, {SecurityOptions: ['name=userns']});
		expect(remapped.attackPaths).toEqual([]);
		expect(remapped.verdicts.find(({rule}) => rule === 'container-runtime-socket')).toMatchObject({
			verdict: 'fail',
			severity: 'medium',
			detail: 'mounts /run/docker.sock; uid 0 inside cannot open /run/docker.sock (root:docker 0660)',
		});
	});

	it('is a user that can never become root', () => {
		const config = {Image: 'x', User: '1000:1000'};
		const open = host({CapAdd: ['SYS_MODULE']}, {config});
		expect(story(open)).toEqual([
			'high: code in x → uid 1000 → a setuid program, if its image has one → SYS_MODULE → loads a kernel module → host root',
		]);
		const closed = host({CapAdd: ['SYS_MODULE'], SecurityOpt: ['no-new-privileges']}, {config});
		expect(closed.attackPaths).toEqual([]);
	});
});
