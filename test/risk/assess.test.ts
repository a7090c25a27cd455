import {describe, expect, it} from 'vitest';
import type {ContainerInspect, EngineInfo, HostConfig} from '../../src/answers/index.js';
import {containerFacts, engineFacts} from '../../src/facts/index.js';
import {assessContainer} from '../../src/fleet/assess.js';
import {builtInPolicy} from '../../src/policy/built-in-policy.js';
import type {AssessedContainer} from '../../src/risk/assessment.js';
import {surroundings} from '../../src/risk/surroundings.js';
import {judgeContainer} from '../../src/rules/judge.js';
import {plainHostConfig} from '../support/plain-answers.js';
import {inspectOf, type Sample} from '../support/sample-fleet.js';

const network = {
	NetworkID: 'n1',
	Name: 'bridge',
	Driver: 'bridge',
	Options: {'com.docker.network.bridge.default_bridge': 'true'},
};

/** A fleet of these containers, each judged, by name. */
function judge(samples: readonly Sample[], info: EngineInfo = {}, icc = true): ReadonlyMap<string, AssessedContainer> {
	const inspects = samples.map(
		({host, config, ...sample}, index): ContainerInspect =>
			inspectOf({...sample, host: {...plainHostConfig, ...host}, config: {User: '', Env: [], Labels: {}, ...config}}, index),
	);
	const engine = engineFacts({
		version: {Version: '27.0.0', ApiVersion: '1.46'},
		info: {CgroupVersion: '2', SecurityOptions: ['name=seccomp,profile=builtin'], ...info},
		networks: {
			known: true,
			value: [
				{...network, Id: 'n1', Options: {...network.Options, 'com.docker.network.bridge.enable_icc': String(icc)}},
				{Id: 'n2', Name: 'edge', Driver: 'bridge'},
			],
		},
		containers: inspects,
	});
	const containers = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	const facts = inspects.map(inspect => containerFacts(inspect, {engine, containers}));
	const fleet = new Map(facts.map(one => [one.id, one]));
	const context = {
		engine,
		host: null,
		fleet,
		around: surroundings(engine, fleet),
		judge: judgeContainer,
		policy: builtInPolicy,
		now: '2026-03-10T12:00:00Z',
	};
	return new Map(facts.map(one => [one.name, assessContainer(one, null, context)]));
}

function one(sample: Omit<Sample, 'name'>, info: EngineInfo = {}): AssessedContainer {
	const found = judge([{name: 'x', ...sample}], info).get('x');
	if (found === undefined) throw new Error('not judged');
	return found;
}
const host = (config: HostConfig, more: Partial<Sample> = {}) => one({host: config, ...more});
const bind = (Source: string, RW = true) => ({Type: 'bind', Source, Destination: `/host${Source}`, RW, Propagation: 'rprivate'});
const publish = (port: number) => ({
	NetworkSettings: {
		Ports: {[`${port}/tcp`]: [{HostIp: '0.0.0.0', HostPort: String(port)}]},
		Networks: {bridge: {NetworkID: 'n1', IPAddress: '172.17.0.2'}},
	},
});
const story = ({attackPaths}: AssessedContainer) =>
	attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`);
const words = ({badges}: AssessedContainer) => badges.map(({word}) => word).join(' ');
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
		const {flags} = assessed.attackPaths[0]?.cutBy ?? {flags: {remove: [], add: []}};
		expect([...flags.remove, ...flags.add]).toHaveLength(1);
	});
});

describe('mitigation', () => {
	it('lowers by one, and says so', () => {
		const rootless = one({host: {Privileged: true}}, {SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless']});
		const verdict = rootless.verdicts.find(({rule}) => rule === 'container-privileged');
		expect(verdict).toMatchObject({severity: 'high', mitigations: ['rootless engine: critical lowered to high']});
		expect(rootless.attackPaths[0]?.severity).toBe('high');
		expect(rootless.risk.mitigations).toContain('rootless engine: critical lowered to high');
		expect(rootless.badges.find(({word}) => word === 'PRIV')?.severity).toBe('high');
	});

	it('is lost by opting out of the user namespace', () => {
		const remapped = {SecurityOptions: ['name=userns']};
		const severity = (config: HostConfig) =>
			one({Mounts: [bind('/etc')], host: config}, remapped).verdicts.find(({rule}) => rule === 'container-writable-host-path')
				?.severity;
		expect(severity({})).toBe('high');
		expect(severity({UsernsMode: 'host'})).toBe('critical');
	});

	it('is no user namespace where the socket is: the engine itself is root', () => {
		const remapped = one({Mounts: [bind('/var/run/docker.sock')]}, {SecurityOptions: ['name=userns']});
		expect(remapped.attackPaths[0]?.severity).toBe('critical');
	});

	it('is a user that can never become root', () => {
		const config = {Image: 'x', User: '1000:1000'};
		expect(host({CapAdd: ['SYS_MODULE']}, {config}).attackPaths[0]?.severity).toBe('critical');
		expect(host({CapAdd: ['SYS_MODULE'], SecurityOpt: ['no-new-privileges']}, {config}).attackPaths[0]?.severity).toBe('high');
	});
});

describe('attack paths', () => {
	it('lead from the network over the port to the host', () => {
		expect(story(one({...publish(443), Mounts: [bind('/var/run/docker.sock', false)]}))).toEqual([
			'critical: any network → 0.0.0.0:443 → x (uid 0) → docker.sock → host root',
		]);
	});

	it('begin inside where nobody gets in', () => {
		expect(story(host({Privileged: true}))).toEqual(['critical: code in x → uid 0 → privileged → host root']);
	});

	it('lead through a neighbour that is published', () => {
		const fleet = judge([
			{name: 'web', ...publish(80)},
			{name: 'ci', host: {Privileged: true}},
		]);
		const [web, ci] = [fleet.get('web'), fleet.get('ci')];
		expect(ci && story(ci)).toEqual([
			'critical: code in ci → uid 0 → privileged → host root',
			'high: any network → 0.0.0.0:80 → web (uid 0) → bridge → ci (uid 0) → privileged → host root',
		]);
		expect(web && story(web)).toEqual([
			'high: any network → 0.0.0.0:80 → web (uid 0) → bridge → ci (uid 0) → privileged → host root',
		]);
		expect(web?.attackPaths[0]?.cutBy.text).toBe('a network that ci is not on');
		expect(ci?.attackPaths[0]?.cutBy.flags.remove).toEqual(['--privileged']);
	});

	it('do not cross the default bridge where containers may not talk', () => {
		const fleet = judge(
			[
				{name: 'web', ...publish(80)},
				{name: 'ci', host: {Privileged: true}},
			],
			{},
			false,
		);
		const ci = fleet.get('ci');
		expect(ci && story(ci)).toEqual(['critical: code in ci → uid 0 → privileged → host root']);
	});

	it('lead through a published container whose network is shared', () => {
		const fleet = judge([
			{name: 'vpn', ...publish(8080)},
			{name: 'ci', host: {Privileged: true, NetworkMode: 'container:vpn'}, NetworkSettings: {Ports: {}, Networks: {}}},
		]);
		const ci = fleet.get('ci');
		expect(ci && story(ci)).toEqual([
			'critical: code in ci → uid 0 → privileged → host root',
			'high: any network → 0.0.0.0:8080 → vpn (uid 0) → shared network namespace → ci (uid 0) → privileged → host root',
		]);
	});

	it('open no disk that is merely mounted', () => {
		const disk = {Mounts: [bind('/dev/sda')]};
		expect(one(disk).attackPaths).toEqual([]);
		expect(story(one({...disk, host: {DeviceCgroupRules: ['b 8:* rw'], CapDrop: ['ALL']}}))).toEqual([
			'critical: code in x → uid 0 → device rule b 8:* rw → the disks below /host/dev/sda → host root',
		]);
	});

	it('lead through a volume that an exposed container may write', () => {
		const shared = (RW: boolean) => ({Type: 'volume', Name: 'hooks', Source: '/v/hooks/_data', Destination: '/hooks', RW});
		const apart = {NetworkSettings: {Ports: {}, Networks: {edge: {NetworkID: 'n2', IPAddress: '172.18.0.9'}}}};
		const fleet = judge([
			{name: 'web', ...publish(80), Mounts: [shared(true)]},
			{name: 'ci', ...apart, host: {Privileged: true}, Mounts: [shared(false)]},
		]);
		const ci = fleet.get('ci');
		expect(ci && story(ci)).toEqual([
			'critical: code in ci → uid 0 → privileged → host root',
			'high: any network → 0.0.0.0:80 → web (uid 0) → volume hooks → ci (uid 0) → privileged → host root',
		]);
	});

	it('lead through a directory of the host that an exposed container may write, but not beside it', () => {
		const shared = (Source: string, RW: boolean) => ({Type: 'bind', Source, Destination: '/hooks', RW});
		const apart = {NetworkSettings: {Ports: {}, Networks: {edge: {NetworkID: 'n2', IPAddress: '172.18.0.9'}}}};
		const through = (written: string, RW = true) => {
			const fleet = judge([
				{name: 'web', ...publish(80), Mounts: [shared(written, RW)]},
				{name: 'ci', ...apart, host: {Privileged: true}, Mounts: [shared('/srv/hooks/ci', false)]},
			]);
			const ci = fleet.get('ci');
			return ci && story(ci)[1];
		};
		expect(through('/srv/hooks')).toBe(
			'high: any network → 0.0.0.0:80 → web (uid 0) → /srv/hooks/ci → ci (uid 0) → privileged → host root',
		);
		expect(through('/srv/hooks/ci')).toBe(through('/srv/hooks'));
		expect(through('/srv/hooks', false)).toBeUndefined();
		expect(through('/srv/hooks/ci2')).toBeUndefined();
	});

	it('need no escape where a data store is published', () => {
		const assessed = one(publish(6379));
		expect(story(assessed)).toEqual(['high: any network → 0.0.0.0:6379 → Redis of x']);
		expect(assessed.attackPaths[0]?.cutBy.flags).toEqual({remove: ['-p 6379:6379'], add: ['-p 127.0.0.1:6379:6379']});
	});

	it('lead each hop to what was read', () => {
		const [path] = one({...publish(443), Mounts: [bind('/var/run/docker.sock', false)]}).attackPaths;
		expect(path?.hops.map(({evidence}) => evidence?.path ?? null)).toEqual([
			null,
			'NetworkSettings.Ports["443/tcp"]',
			'Config.User',
			'Mounts[0].Source',
			null,
		]);
		expect(path?.cutBy.flags.remove).toEqual(['-v /var/run/docker.sock:/host/var/run/docker.sock:ro']);
	});

	it('are a handful at most, worst first, none twice', () => {
		const {attackPaths} = one({
			...publish(2375),
			host: {PidMode: 'host', CapAdd: ['ALL'], MaskedPaths: [], ReadonlyPaths: [], NetworkMode: 'host'},
			Mounts: [bind('/'), bind('/etc'), bind('/var/run/docker.sock')],
		});
		const ranks = attackPaths.map(({severity}) => ['critical', 'high', 'medium', 'low'].indexOf(severity));
		expect(attackPaths.length).toBeGreaterThan(1);
		expect(attackPaths.length).toBeLessThanOrEqual(5);
		expect(ranks).toEqual([...ranks].sort());
		expect(new Set(attackPaths.map(({id}) => id)).size).toBe(attackPaths.length);
	});
});

describe('badges', () => {
	it('are words, worst first', () => {
		const assessed = one({
			...publish(80),
			host: {Privileged: true, PidMode: 'host', IpcMode: 'host', NetworkMode: 'bridge'},
			config: {Image: 'x', Env: ['DB_PASSWORD=hunter2hunter2']},
			Mounts: [bind('/var/run/docker.sock')],
		});
		const order = ['critical', 'high', 'medium', 'low', 'info'];
		const ranks = assessed.badges.map(({severity}) => order.indexOf(severity));
		expect(ranks).toEqual([...ranks].sort());
		expect(assessed.badges.map(({word}) => word).slice(0, 2)).toEqual(['PRIV', 'SOCK']);
		expect(words(assessed).split(' ')).toEqual(expect.arrayContaining(['HPID', 'HIPC', '*:80', 'ROOT', 'SECRET', 'NOLIM', 'RW']));
	});

	it('count added capabilities and ports', () => {
		const ports = Object.fromEntries([80, 443, 8080, 8443].map(port => [`${port}/tcp`, [{HostIp: '', HostPort: String(port)}]]));
		const assessed = one({
			host: {CapAdd: ['NET_ADMIN', 'CAP_SYS_TIME']},
			NetworkSettings: {Ports: ports, Networks: {bridge: {NetworkID: 'n1'}}},
		});
		expect(words(assessed)).toContain('CAP+2');
		expect(words(assessed)).toMatch(/\*:80 \*:443 .*\*\+2/);
	});

	it('name a port once, whatever protocols it speaks', () => {
		const both = [
			{HostIp: '0.0.0.0', HostPort: '53'},
			{HostIp: '::', HostPort: '53'},
		];
		const assessed = one({NetworkSettings: {Ports: {'53/tcp': both, '53/udp': both}, Networks: {}}});
		expect(words(assessed).match(/\*:53/g)).toHaveLength(1);
	});

	it('show every device, however little it gives', () => {
		const tunnel = {PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm'};
		expect(host({Devices: [tunnel]}).badges.find(({word}) => word === 'DEV')?.severity).toBe('low');
		expect(words(host({DeviceCgroupRules: ['c 188:* rw']}))).toContain('DEV');
	});

	it('lead each to a rule that exists, and fails', () => {
		const assessed = one({
			...publish(6379),
			host: {CapAdd: ['SYS_ADMIN'], SecurityOpt: ['seccomp=unconfined'], UTSMode: 'host', IpcMode: 'host', PidMode: 'host'},
			Mounts: [bind('/etc'), bind('/root', false)],
		});
		const failing = new Set(assessed.verdicts.filter(({verdict}) => verdict === 'fail').map(({rule}) => rule));
		expect(assessed.badges.filter(({slug}) => !failing.has(slug)).map(({word, slug}) => `${word} ${slug}`)).toEqual([]);
	});
});
