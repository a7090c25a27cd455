import {describe, expect, it} from 'vitest';
import {known} from '../../src/base/answers/index.js';
import {refusal} from '../../src/fix/rehearsal/guards.js';
import {type TwinSpec, twinMemory, twinRequest} from '../../src/fix/rehearsal/twin.js';
import {assessedOf, evidenceOf, inspectOf} from './subject.js';

const copies = new Map([
	['/web.conf', {source: '/volumes/x/_data/0/web.conf', readOnly: false}],
	['/ro', {source: '/volumes/x/_data/1/ro', readOnly: true}],
]);
const twin = (inspect = inspectOf(), original = inspect, terms: Partial<TwinSpec> = {}) =>
	twinRequest(inspect, original, {memory: 512 << 20, copies: new Map(), withheld: new Set(), ...terms});

describe('a twin', () => {
	it('reaches nothing outside: no network, port, restart, link, or name of a MAC address', () => {
		const {HostConfig: host, ...config} = twin(
			inspectOf({
				Config: {MacAddress: '02:11:22:33:44:55', ExposedPorts: {'80/tcp': {}}},
				HostConfig: {
					NetworkMode: 'shop',
					PortBindings: {'80/tcp': [{HostPort: '80'}]},
					PublishAllPorts: true,
					RestartPolicy: {Name: 'always'},
					Links: ['/db:/web/db'],
					AutoRemove: true,
				},
			}),
		);
		expect(host).toMatchObject({NetworkMode: 'none', RestartPolicy: {Name: 'no'}});
		for (const field of ['PortBindings', 'PublishAllPorts', 'Links', 'AutoRemove']) expect(host).not.toHaveProperty(field);
		expect(config).not.toHaveProperty('MacAddress');
		expect(config.Labels).toMatchObject({'dockscope.rehearsal': 'ab1200000000'});
	});

	it('mounts nothing of the original: each mount becomes a copy, a volume from the image, or nothing', () => {
		const inspect = inspectOf({
			Mounts: [
				{Type: 'volume', Name: 'data', Destination: '/data', RW: true},
				{Type: 'volume', Name: 'shared', Destination: '/shared', RW: false},
				{Type: 'bind', Source: '/srv/www', Destination: '/www', RW: true},
				{Type: 'bind', Source: '/etc/web.conf', Destination: '/web.conf', RW: true},
				{Type: 'bind', Source: '/srv/ro', Destination: '/ro', RW: false},
				{Type: 'bind', Source: '/run/x.sock', Destination: '/run/x.sock', RW: false},
				{Type: 'image', Source: 'sha256:1', Destination: '/image', RW: false},
				{Type: 'cluster', Name: 'cluster', Destination: '/cluster', RW: true},
				{Type: 'tmpfs', Destination: '/tmp', RW: true},
			],
			HostConfig: {
				Binds: ['data:/data', '/srv/www:/www', '/etc/web.conf:/web.conf', '/srv/ro:/ro:ro', '/run/x.sock:/run/x.sock:ro'],
				VolumesFrom: ['db'],
				Mounts: [
					{Type: 'bind', Source: '/srv/more', Target: '/www', BindOptions: {Propagation: 'rshared'}},
					{Type: 'tmpfs', Target: '/tmp'},
				],
			},
		});
		const {HostConfig: host} = twin(inspect, inspect, {copies, withheld: new Set(['/run/x.sock'])});
		expect(host).not.toHaveProperty('Binds');
		expect(host).not.toHaveProperty('VolumesFrom');
		expect(host.Mounts).toEqual([
			...['/data', '/shared', '/www', '/image', '/cluster'].map(Target => ({Type: 'volume', Target})),
			{Type: 'bind', Source: '/volumes/x/_data/0/web.conf', Target: '/web.conf', ReadOnly: false},
			{Type: 'bind', Source: '/volumes/x/_data/1/ro', Target: '/ro', ReadOnly: true},
			{Type: 'tmpfs', Target: '/tmp'},
		]);
	});

	it('has no device, log driver, namespace, group, hook or annotation of the original', () => {
		const {HostConfig: host} = twin(
			inspectOf({
				HostConfig: {
					LogConfig: {Type: 'syslog', Config: {'syslog-address': 'udp://10.0.0.1:514'}},
					Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda'}],
					DeviceRequests: [{Driver: 'cdi', DeviceIDs: ['vendor.com/class=a']}],
					DeviceCgroupRules: ['a *:* rwm'],
					PidMode: 'host',
					IpcMode: 'container:x',
					UTSMode: 'host',
					CgroupnsMode: 'host',
					CgroupParent: '/system.slice',
					Cgroup: 'container:x',
					StorageOpt: {size: '1G'},
					VolumeDriver: 'nfs',
					ContainerIDFile: '/tmp/id',
					Dns: ['10.0.0.1'],
					Annotations: {'cdi.k8s.io/x': 'vendor.com/class=a'},
					Privileged: true,
					OomKillDisable: true,
					Ulimits: [
						{Name: 'core', Soft: -1, Hard: -1},
						{Name: 'nofile', Soft: 9, Hard: 9},
					],
				},
			}),
		);
		expect(Object.keys(host).sort()).toEqual([
			...'CapAdd CapDrop ExtraHosts GroupAdd LogConfig Memory MemorySwap Mounts NanoCpus NetworkMode'.split(' '),
			...'PidsLimit ReadonlyRootfs RestartPolicy Runtime SecurityOpt ShmSize Sysctls Tmpfs Ulimits UsernsMode'.split(' '),
		]);
		expect(host.LogConfig?.Type).toBe('json-file');
		expect(host.Ulimits).toEqual([
			{Name: 'nofile', Soft: 9, Hard: 9},
			{Name: 'core', Soft: 1, Hard: 1},
		]);
	});

	it('gets an anonymous volume for each named one that the plan adds', () => {
		const original = inspectOf();
		const hardened = inspectOf({HostConfig: {Binds: ['web-data:/data'], ReadonlyRootfs: true}});
		expect(twin(hardened, original).HostConfig).toMatchObject({
			Mounts: [{Type: 'volume', Target: '/data'}],
			ReadonlyRootfs: true,
		});
	});

	it('has room for twice what the original was seen to use', () => {
		const {facts} = assessedOf();
		expect(twinMemory(facts, evidenceOf())).toBe(512 << 20);
		expect(
			twinMemory(
				facts,
				evidenceOf({peaks: known({memory: 1 << 30, pids: 1, source: 'cgroup', windows: {memory: 86_400, pids: 86_400}})}),
			),
		).toBe(2 * 2 ** 30);
	});
});

describe('what is never rehearsed', () => {
	it.each([
		['privileged', {HostConfig: {Privileged: true}}],
		['pid namespace', {HostConfig: {PidMode: 'host'}}],
		['ipc namespace', {HostConfig: {IpcMode: 'host'}}],
		['devices', {HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'}]}}],
		['engine', {Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}]}],
		['devices', {HostConfig: {DeviceRequests: [{Driver: 'other', Capabilities: [['x']]}]}}],
		['runtime nvidia-wrapper', {HostConfig: {Runtime: 'nvidia-wrapper'}}],
		['SYS_MODULE', {HostConfig: {CapAdd: ['SYS_MODULE']}}],
		['SYS_TIME', {HostConfig: {CapAdd: ['CAP_SYS_TIME']}}],
		['SYS_MODULE', {HostConfig: {CapAdd: ['ALL']}}],
		['kernel settings of the host below /proc', {HostConfig: {MaskedPaths: [], ReadonlyPaths: []}}],
		['dockscope.rehearse=never', {Config: {Labels: {'dockscope.rehearse': 'never'}}}],
	])('%s', (word, parts) => expect(refusal(assessedOf(parts).facts)).toContain(word));

	it('is nothing of a plain container', () => expect(refusal(assessedOf().facts)).toBeNull());
});
