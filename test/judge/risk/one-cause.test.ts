import {describe, expect, it} from 'vitest';
import {option} from '../../../src/judge/changes/run-option.js';
import {compareByRisk} from '../../../src/judge/risk/compare-by-risk.js';
import {optionName} from '../../../src/judge/rules/cause.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {assessedExample, mounting, publishing} from '../../support/assessed-example.js';

const socket = '/var/run/docker.sock:/var/run/docker.sock';
const scored = (parts: ContainerExample) => assessedExample(parts).risk;
const critical = (parts: ContainerExample) => scored(parts).factors.filter(({severity}) => severity === 'critical');
const sum = (parts: ContainerExample) => scored(parts).sum;

describe('one cause counts once', () => {
	it('--privileged, which eight rules report', () => {
		const [factor, ...others] = critical({HostConfig: {Privileged: true}});
		expect(others).toEqual([]);
		expect(factor).toMatchObject({slug: 'container-privileged', points: 75});
		expect(factor?.also).toEqual(
			expect.arrayContaining([
				'container-capabilities',
				'container-escape-capability',
				'container-seccomp',
				'container-system-paths',
			]),
		);
	});

	it('the Docker socket, with what follows from it', () => {
		const parts = mounting(socket);
		const found = critical({
			...parts,
			HostConfig: {...parts.HostConfig, RestartPolicy: {Name: 'always'}, GroupAdd: ['998']},
			Config: {Image: 'containrrr/watchtower:1.7', User: '1000:1000'},
		});
		expect(found.map(({slug}) => slug)).toEqual(['container-runtime-socket']);
		expect(found[0]?.also).toEqual(expect.arrayContaining(['container-image-watcher', 'container-persistent-root']));
	});

	it('a host directory, a capability, a device, a published database, the PID namespace', () => {
		const device = {PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'};
		expect(critical(mounting('/etc:/host/etc'))).toHaveLength(1);
		expect(critical({HostConfig: {CapAdd: ['SYS_MODULE']}})).toHaveLength(1);
		expect(critical({HostConfig: {Devices: [device]}})).toHaveLength(1);
		expect(critical({HostConfig: {PidMode: 'host', CapAdd: ['SYS_PTRACE']}})).toHaveLength(1);
		expect(scored(publishing(5432)).factors[0]).toMatchObject({
			slug: 'container-admin-port',
			also: ['container-wildcard-publish'],
		});
	});

	it.each([
		['a capability that was typed twice', option('--cap-add', 'cap_sys_admin'), '--cap-add SYS_ADMIN'],
		['no-new-privileges, turned off', option('--security-opt', 'no-new-privileges:false'), '--security-opt no-new-privileges'],
		['unmasked paths, in quotes', option('--security-opt', 'unmask=/proc/*'), '--security-opt unmask'],
		['two limits', option('--pids-limit', '-1'), 'limits'],
		['a mount, in quotes', option('--volume', '/host etc:/etc'), "-v '/host etc:/etc'"],
	])('%s', (_, typed, cause) => expect(optionName(typed)).toBe(cause));

	it('all capabilities, which one option adds', () => expect(critical({HostConfig: {CapAdd: ['ALL']}})).toHaveLength(1));
});

describe('independent causes count separately', () => {
	it('a database without a password, and the tag of its image, which tells what it is', () => {
		const {factors} = scored({Config: {Image: 'redis:latest', Cmd: ['redis-server']}});
		expect(factors.map(({slug}) => slug)).toEqual(
			expect.arrayContaining(['container-no-authentication', 'container-latest-tag']),
		);
	});

	it.each<[string, ContainerExample]>([
		['--privileged and the socket', {...mounting(socket), HostConfig: {...mounting(socket).HostConfig, Privileged: true}}],
		['the socket and /etc', mounting(socket, '/etc:/host/etc')],
		['two capabilities', {HostConfig: {CapAdd: ['SYS_MODULE', 'DAC_READ_SEARCH']}}],
		['two directories', mounting('/etc:/host/etc', '/root:/host/root')],
		['a privileged container that was also given a capability', {HostConfig: {Privileged: true, CapAdd: ['SYS_MODULE']}}],
	])('%s', (_, parts) => expect(critical(parts)).toHaveLength(2));
});

describe('the order', () => {
	it('goes on above 100', () => {
		const named = (name: string, parts: ContainerExample) => assessedExample({...parts, Name: `/${name}`});
		const both = named('z', {...mounting(socket), HostConfig: {...mounting(socket).HostConfig, Privileged: true}});
		const one = named('a', {HostConfig: {Privileged: true}});
		expect([one.risk.score, both.risk.score]).toEqual([100, 100]);
		expect([one, both].sort(compareByRisk)).toEqual([both, one]);
	});

	it('puts a service without a password before one with it, and a published database before a secret', () => {
		const redis = {...publishing(6379), Config: {Image: 'redis:7.2', Cmd: ['redis-server', '--protected-mode', 'no']}};
		const postgres = {...publishing(5432), Config: {Image: 'postgres:16'}};
		const secret = {Config: {Env: ['DB_PASSWORD=correct-horse-7f']}};
		expect(sum(redis)).toBeGreaterThan(sum(postgres));
		expect(sum(postgres)).toBeGreaterThan(sum(secret));
	});

	it('puts a raw disk that can be read before SYS_PTRACE in a private PID namespace', () => {
		const disk = {PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'r'};
		expect(sum({HostConfig: {Devices: [disk]}})).toBeGreaterThan(sum({HostConfig: {CapAdd: ['SYS_PTRACE']}}));
	});
});
