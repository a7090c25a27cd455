import {describe, expect, it} from 'vitest';
import type {EngineInfo, HostConfig} from '../../../src/base/answers/index.js';
import {flagsOf} from '../../support/flags.js';
import {bind, host, judge, one, publish, story} from './assessed.js';

describe('attack paths', () => {
	it('lead from the network over the port to the host', () => {
		expect(story(one({...publish(443), Mounts: [bind('/var/run/docker.sock', false)]}))).toEqual([
			'critical: any network → 0.0.0.0:443 → x (uid 0) → docker.sock → host root',
		]);
	});

	it('begin inside where there is no entry point', () => {
		expect(story(host({Privileged: true}))).toEqual(['critical: code in x → uid 0 → privileged → host root']);
	});

	it('lead through the routing mesh of a swarm to a task that names no port', () => {
		const task = one({
			host: {Privileged: true},
			NetworkSettings: {Ports: {}, Networks: {mesh: {NetworkID: 'n3', IPAddress: '10.0.0.4'}}},
		});
		expect(story(task)).toEqual(['critical: any network → routing mesh of the swarm → x (uid 0) → privileged → host root']);
		const verdict = (slug: string) => task.verdicts.find(({rule}) => rule === slug);
		expect(verdict('container-wildcard-publish')).toMatchObject({
			verdict: 'fail',
			detail: 'its service is published on every swarm node',
			evidence: [{path: 'NetworkSettings.Networks.mesh', value: '10.0.0.4'}],
		});
		expect(verdict('container-wildcard-publish')?.remedy?.text).toContain('docker service update --publish-rm');
		expect(verdict('container-open-ports')).toMatchObject({verdict: 'info'});
	});

	it('by a capability of the initial user namespace do not exist for root in another', () => {
		const given = host({CapAdd: ['SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT'], PidMode: 'host'});
		expect(story(given).filter(path => / → SYS_/.test(path))).toHaveLength(3);
		for (const feature of ['name=rootless', 'name=userns']) {
			const remapped = one({host: {CapAdd: ['SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH']}}, {SecurityOptions: [feature]});
			expect(story(remapped)).toEqual([]);
			expect(remapped.verdicts.find(({rule}) => rule === 'container-escape-capability')).toMatchObject({verdict: 'fail'});
		}
		const kept = one({host: {CapAdd: ['SYS_MODULE'], UsernsMode: 'host'}}, {SecurityOptions: ['name=userns']});
		expect(story(kept)).toHaveLength(1);
	});

	it('lead to the environments of all processes with the capabilities that newer kernels ask for', () => {
		const on = (KernelVersion: string, HostConfig: HostConfig) =>
			story(one({host: {PidMode: 'host', ...HostConfig}}, {KernelVersion})).filter(path =>
				path.includes('environments of every'),
			);
		const path = 'high: code in x → uid 0 → host pid namespace, with PERFMON → environments of every process of the host';
		expect(on('6.18.4', {CapAdd: ['PERFMON']})).toEqual([path]);
		expect(on('6.12.4', {CapAdd: ['PERFMON']})).toEqual([]);
		expect(on('6.18.4', {CapAdd: ['BPF']})).toEqual([]);
		expect(on('6.18.4', {CapAdd: ['PERFMON', 'SYS_PTRACE']})).toEqual([]);
	});

	it('lead through release_agent only for root of the host: the file is its own', () => {
		const on = (KernelVersion: string, SecurityOptions: string[]) =>
			story(one({host: {CapAdd: ['SYS_ADMIN']}}, {CgroupVersion: '1', KernelVersion, SecurityOptions}));
		const released = /SYS_ADMIN → cgroup v1 release_agent → host root$/;
		expect(on('6.12.4', [])).toEqual([expect.stringMatching(released)]);
		for (const kernel of ['5.10.0-21-amd64', '5.17.0', '6.1.0-28-amd64'])
			for (const feature of ['name=userns', 'name=rootless']) expect(on(kernel, [feature])).toEqual([]);
	});

	it('lead through control groups of the host that are mounted, to the disks that a process may open outside of its own', () => {
		const on = (CgroupVersion: string, HostConfig: HostConfig, source = '/sys/fs/cgroup') =>
			story(one({host: HostConfig, Mounts: [bind(source)]}, {CgroupVersion, KernelVersion: '6.12.4'}));
		const writes = (source: string) => [expect.stringContaining(`writes ${source} → host root`)];
		expect(on('1', {})).toEqual(writes('/sys/fs/cgroup'));
		expect(on('1', {CapDrop: ['MKNOD']})).toEqual([]);
		expect(on('1', {}, '/sys/fs/cgroup/devices')).toEqual(writes('/sys/fs/cgroup/devices'));
		expect(on('1', {}, '/sys/fs/cgroup/memory')).toEqual([]);
		expect(on('1', {CapAdd: ['SYS_ADMIN']}, '/sys/fs/cgroup/memory').join()).toContain(
			'writes /sys/fs/cgroup/memory → host root',
		);
		expect(on('2', {CgroupnsMode: 'host'})).toEqual([expect.stringMatching(/^critical: .* → host root$/)]);
		expect(on('2', {CgroupnsMode: 'private'})).toEqual([expect.stringMatching(/^high: .* → host root$/)]);
		expect(on('2', {CgroupnsMode: 'host', CapDrop: ['ALL']})).toEqual([]);
	});

	it('lead to no device whose rule only lets nodes be made', () => {
		const given = (permissions: string) =>
			story(host({Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: permissions}]}));
		expect(given('m')).toEqual([]);
		expect(given('rwm').join()).toContain('raw disk');
	});

	it('lead through a socket on which a service of the host takes orders from root', () => {
		const given = (source: string, user = '') =>
			story(one({config: {User: user}, host: {SecurityOpt: ['no-new-privileges']}, Mounts: [bind(source, false)]}));
		const systemd = 'critical: code in x → uid 0 → systemd, over D-Bus, at /run/dbus/system_bus_socket → host root';
		expect(given('/run/dbus/system_bus_socket')).toEqual([systemd]);
		expect(given('/var/run/dbus')).toEqual([systemd.replace('critical', 'high')]);
		expect(given('/run/systemd')).toEqual([
			expect.stringMatching(/^high: .* → systemd, at \/run\/systemd\/private → host root$/),
		]);
		expect(given('/run/dbus/system_bus_socket', '1000:1000')).toEqual([]);
		expect(given('/run/dbus-1')).toEqual([]);
	});

	it('lead through memory and the device mapper only with the capability that their drivers ask for', () => {
		const given = (path: string, ...CapAdd: string[]) =>
			story(host({CapAdd, Devices: [{PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rwm'}]})).filter(one =>
				one.includes(path),
			);
		expect(given('/dev/mem')).toEqual([]);
		expect(given('/dev/mem', 'SYS_RAWIO')).toEqual([expect.stringMatching(/^critical: .* → host root$/)]);
		expect(given('/dev/mapper/control')).toEqual([]);
		expect(given('/dev/mapper/control', 'SYS_ADMIN')).toEqual([expect.stringMatching(/^critical: .* → host root$/)]);
	});

	it('next to --privileged are those that remain when it is removed', () => {
		const given = {PidMode: 'host', CapAdd: ['SYS_MODULE']};
		const mounts = {Mounts: [bind('/etc')]};
		const beside = (assessed: ReturnType<typeof one>) => story(assessed).filter(path => !path.includes('privileged'));
		const privileged = one({host: {...given, Privileged: true}, ...mounts});
		expect(beside(privileged)).toEqual(story(one({host: given, ...mounts})));
		expect(privileged.attackPaths.length).toBe(beside(privileged).length + 1);
		expect(beside(one({host: {Privileged: true, CapAdd: ['NET_ADMIN']}}))).toEqual([]);
	});

	it("into the host's processes are cut by a private PID namespace: without SYS_PTRACE their environment can be read", () => {
		const [path, ...others] = one({host: {PidMode: 'host', CapAdd: ['SYS_PTRACE']}}).attackPaths;
		expect(flagsOf(path?.cutBy)).toEqual({remove: ['--pid host'], add: []});
		expect(others).toEqual([]);
		expect(one({host: {CapAdd: ['SYS_PTRACE']}}).attackPaths).toEqual([]);
		expect(story(one({host: {PidMode: 'host'}}))).toEqual([
			"high: code in x → uid 0 → host pid namespace → environments of other containers, signals to root's processes",
			'high: code in x → uid 0 → host pid namespace → /proc/PID/root of a host process → host root',
		]);
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
		expect(web?.attackPaths[0]?.cutBy.text).toBe('a network that ci is not on (create web-net first)');
		// It was on the default bridge without saying so.
		expect(flagsOf(web?.attackPaths[0]?.cutBy)).toEqual({remove: [], add: ['--network web-net']});
		expect(flagsOf(ci?.attackPaths[0]?.cutBy)?.remove).toEqual(['--privileged']);
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

	it('do not cross a network of the user that keeps its containers apart, where the kernel obeys', () => {
		const on = {Networks: {apart: {NetworkID: 'n4', IPAddress: '172.20.0.2'}}};
		const samples = [
			{name: 'web', NetworkSettings: {...publish(80).NetworkSettings, ...on}},
			{name: 'ci', host: {Privileged: true, NetworkMode: 'apart'}, NetworkSettings: {Ports: {}, ...on}},
		];
		const of = (info: EngineInfo) => [...judge(samples, info).values()].map(story);
		expect(of({})).toEqual([[], ['critical: code in ci → uid 0 → privileged → host root']]);
		const [web, ci] = of({Warnings: ['WARNING: bridge-nf-call-iptables is disabled']});
		expect([web, ci?.length]).toEqual([
			['high: any network → 0.0.0.0:80 → web (uid 0) → apart → ci (uid 0) → privileged → host root'],
			2,
		]);
	});

	it('lead through a published container that shares its network', () => {
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
			'critical: code in x → uid 0 → device rule b 8:* rw → a host disk below /host/dev/sda → host root',
		]);
	});

	it('lead through a device that a rule opens as through the device itself', () => {
		const ruled = (rule: string, more: HostConfig = {}) => story(host({DeviceCgroupRules: [rule], ...more}));
		const path = (severity: string, rule: string, end: string) => [
			`${severity}: code in x → uid 0 → device rule ${rule} → mknod of ${end}`,
		];
		expect(ruled('c 10:237 rwm')).toEqual(path('high', 'c 10:237 rwm', '/dev/loop-control'));
		expect(ruled('b 8:* rwm')).toEqual(path('critical', 'b 8:* rwm', 'a host disk → host root'));
		expect(ruled('c 10:237 rwm', {CapDrop: ['MKNOD']})).toEqual([]);
		expect(ruled('c 10:200 rwm')).toEqual([]);
		// Its driver asks for one capability more.
		expect(ruled('c 1:1 rwm')).toEqual([]);
		expect(ruled('c 1:1 rwm', {CapAdd: ['SYS_RAWIO']})).toContain(path('critical', 'c 1:1 rwm', '/dev/mem → host root')[0]);
	});

	it('lead through the mounts of a container whose processes it may enter', () => {
		const holder = {name: 'portainer', Mounts: [bind('/var/run/docker.sock')]};
		const sidecar = (HostConfig: HostConfig, User = '') => {
			const fleet = judge([holder, {name: 'sidecar', host: HostConfig, config: {User}}]);
			const assessed = fleet.get('sidecar');
			return assessed && story(assessed).filter(path => path.includes('/proc/PID/root'));
		};
		const path = ['critical: code in sidecar → uid 0 → /proc/PID/root of portainer → docker.sock → host root'];
		expect(sidecar({PidMode: 'container:portainer'})).toEqual(path);
		expect(sidecar({PidMode: 'host'})).toEqual(path);
		expect(sidecar({})).toEqual([]);
		expect(sidecar({PidMode: 'container:portainer'}, '1000:1000')).toEqual([]);
		expect(sidecar({PidMode: 'container:portainer', CapDrop: ['NET_RAW']})).toEqual([]);
		expect(sidecar({PidMode: 'container:portainer', CapDrop: ['NET_RAW'], CapAdd: ['SYS_PTRACE']})).toEqual(path);
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

	it('lead through a host directory that an exposed container may write, but not next to it', () => {
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
		const published = (config: object) => one({...publish(6379), host: config});
		const typed = published({PortBindings: {'6379/tcp': [{HostIp: '', HostPort: '6379'}]}});
		expect(story(typed)).toEqual(['high: any network → 0.0.0.0:6379 → Redis of x']);
		expect(flagsOf(typed.attackPaths[0]?.cutBy)).toEqual({remove: ['-p 6379:6379'], add: ['-p 127.0.0.1:6379:6379']});
		const all = published({PublishAllPorts: true, PortBindings: {}});
		expect(flagsOf(all.attackPaths[0]?.cutBy)).toEqual({remove: ['-P'], add: ['-p 127.0.0.1:6379:6379']});
	});

	it('lead each hop to what was read', () => {
		const [path] = one({...publish(443), Mounts: [bind('/var/run/docker.sock', false)]}).attackPaths;
		expect(path?.hops.map(({evidence}) => evidence?.path ?? null)).toEqual([
			'firewall',
			'NetworkSettings.Ports["443/tcp"]',
			'Config.User',
			'Mounts[0].Source',
			null,
		]);
		expect(flagsOf(path?.cutBy)?.remove).toEqual(['-v /var/run/docker.sock:/host/var/run/docker.sock:ro']);
	});

	it('are cut by the flag that gave the mount, as it was typed', () => {
		const cut = (given: NonNullable<Parameters<typeof host>[0]>, mount = bind('/usr')) =>
			flagsOf(one({host: given, Mounts: [mount]}).attackPaths.find(({id}) => /(mount|socket):/.test(id))?.cutBy);
		const target = '/host/usr';
		expect(cut({Binds: [`/usr:${target}:rw,z`]})).toEqual({remove: [`-v /usr:${target}:rw,z`], add: [`-v /usr:${target}:z,ro`]});
		expect(cut({Mounts: [{Type: 'bind', Source: '/usr', Target: target, BindOptions: {Propagation: 'rslave'}}]})).toEqual({
			remove: [`--mount type=bind,source=/usr,target=${target},bind-propagation=rslave`],
			add: [`--mount type=bind,source=/usr,target=${target},readonly,bind-propagation=rslave`],
		});
		const comma = {...bind('/usr'), Destination: '/host,usr'};
		expect(cut({Mounts: [{Type: 'bind', Source: '/usr', Target: '/host,usr'}]}, comma)).toEqual({
			remove: [`--mount 'type=bind,source=/usr,"target=/host,usr"'`],
			add: [`--mount 'type=bind,source=/usr,"target=/host,usr",readonly'`],
		});
		expect(cut({VolumesFrom: ['donor']})).toEqual({remove: ['--volumes-from donor'], add: ['--volumes-from donor:ro']});
		expect(cut({})).toEqual({remove: [`-v /usr:${target}`], add: [`-v /usr:${target}:ro`]});
		expect(cut({}, {...bind('/usr'), Destination: '/host usr'})).toEqual({
			remove: ["-v '/usr:/host usr'"],
			add: ["-v '/usr:/host usr:ro'"],
		});
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
