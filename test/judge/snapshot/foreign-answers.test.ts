import {describe, expect, it} from 'vitest';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';

/** What `docker inspect` of other engines and tools says, judged. */
async function judged(...items: readonly object[]) {
	const {reader} = openSnapshot(JSON.stringify(items), 'inspect.json');
	const fleet = openFleet(reader, {now: () => Date.parse('2026-12-01T00:00:00Z'), unwatched: true});
	await fleet.start();
	const [entry] = fleet.model().entries;
	fleet.close();
	const assessed = entry?.assessed;
	if (assessed == null) throw new Error('not assessed');
	const of = (verdict: string) =>
		assessed.verdicts.filter(one => one.verdict === verdict).map(({rule, cis}) => cis['1.6.0'] ?? rule);
	return {facts: assessed.facts, badges: assessed.badges.map(({word}) => word as string), passes: of('pass'), fails: of('fail')};
}

const id = 'ab'.repeat(32);

/** API 1.12, Docker 1.0: no Mounts, no State.Status, limits in Config, an image id without its algorithm. */
const ofDocker10 = (over: object = {}) => ({
	...{Id: id, Name: '/till', Created: '2014-06-20T10:00:00Z', Path: '/srv/till', Args: [], Image: 'cd'.repeat(32)},
	...{Driver: 'aufs', ExecDriver: 'native-0.2', HostnamePath: '', HostsPath: '', MountLabel: '', ProcessLabel: ''},
	State: {
		Running: true,
		Paused: false,
		Pid: 812,
		ExitCode: 0,
		StartedAt: '2014-06-20T10:00:01Z',
		FinishedAt: '0001-01-01T00:00:00Z',
	},
	Config: {Image: 'till:7', User: '', Env: ['PATH=/bin'], Cmd: null, Memory: 0, CpuShares: 0, ExposedPorts: {'8080/tcp': {}}},
	HostConfig: {
		Binds: null,
		LxcConf: [],
		Privileged: false,
		PortBindings: {},
		Links: null,
		PublishAllPorts: false,
		NetworkMode: 'bridge',
	},
	NetworkSettings: {Bridge: 'docker0', Gateway: '172.17.42.1', IPAddress: '172.17.0.4', IPPrefixLen: 16, Ports: {}},
	Volumes: {},
	VolumesRW: {},
	...over,
});

describe('an answer of Docker 1.0', () => {
	it('passes nothing that it could not know of', async () => {
		const {passes, facts} = await judged(ofDocker10());
		expect(facts).toMatchObject({name: 'till', status: 'running'});
		// Capabilities, namespaces, limits, seccomp, no-new-privileges, mounts: options that came later, or stand elsewhere.
		for (const unseen of '5.2 5.3 5.6 5.11 5.12 5.13 5.15 5.16 5.17 5.20 5.21 5.22 5.25 5.26 5.29 5.32'.split(' '))
			expect(passes, unseen).not.toContain(unseen);
	});

	it('fails for what it says', async () => {
		const {fails, badges} = await judged(
			ofDocker10({
				HostConfig: {Binds: ['/run:/host:ro', '/etc:/e'], Privileged: true, NetworkMode: 'bridge', PortBindings: {}},
				Volumes: {'/host': '/run', '/e': '/etc'},
				VolumesRW: {'/host': false, '/e': true},
			}),
		);
		expect(fails).toEqual(expect.arrayContaining(['4.1', '5.4', '5.5', '5.6', '5.18', '5.22', '5.30', '5.32']));
		expect(badges).toEqual(expect.arrayContaining(['PRIV', 'SOCK', 'MNT!']));
	});
});

/** API 1.24, Docker 1.12: Mounts without a type, no CgroupnsMode, no paths, no CpuCount. */
const ofDocker112 = (host: object, mounts: readonly object[] = []) => ({
	...ofDocker10(),
	State: {
		Status: 'running',
		Running: true,
		Paused: false,
		Restarting: false,
		Dead: false,
		OOMKilled: false,
		Pid: 99,
		ExitCode: 0,
	},
	AppArmorProfile: '',
	ExecIDs: null,
	RestartCount: 0,
	Config: {Image: 'till:7', User: '1000', Env: null, Cmd: ['run'], Labels: {}, Volumes: null},
	HostConfig: {
		...{
			Binds: null,
			NetworkMode: 'default',
			PidMode: '',
			IpcMode: '',
			UTSMode: '',
			UsernsMode: '',
			Privileged: false,
			CapAdd: null,
			CapDrop: null,
		},
		...{
			SecurityOpt: null,
			ReadonlyRootfs: true,
			RestartPolicy: {Name: 'no', MaximumRetryCount: 0},
			LogConfig: {Type: 'json-file', Config: {}},
		},
		...{
			Memory: 1e8,
			NanoCpus: 0,
			CpuShares: 0,
			CpuQuota: 0,
			PidsLimit: 0,
			Devices: [],
			Ulimits: null,
			PublishAllPorts: false,
			PortBindings: {},
		},
		...{CgroupParent: '', OomScoreAdj: 0, ShmSize: 67_108_864, Runtime: 'runc', AutoRemove: false},
		...host,
	},
	NetworkSettings: {Ports: {}, Networks: {bridge: {NetworkID: 'ef'.repeat(32), IPAddress: '172.17.0.5'}}},
	Mounts: mounts,
});

describe('an answer of Docker 1.12', () => {
	it('is judged by what it says, and unknown where fields came later', async () => {
		const {passes, fails} = await judged(ofDocker112({SecurityOpt: ['no-new-privileges']}));
		expect(passes).toEqual(
			expect.arrayContaining(['4.1', '5.4', '5.5', '5.6', '5.10', '5.11', '5.13', '5.15', '5.16', '5.26', '5.32']),
		);
		expect(fails).toEqual(expect.arrayContaining(['5.12', '5.27', '5.29', '5.30']));
		for (const later of ['container-masked-paths', 'container-system-paths', '5.2', '5.3', '5.22'])
			expect(passes).not.toContain(later);
	});

	it('has binds without a type, and volumes with a name', async () => {
		const {fails} = await judged(
			ofDocker112({Binds: ['/var/run:/r']}, [{Source: '/var/run', Destination: '/r', Mode: '', RW: true, Propagation: 'rslave'}]),
		);
		expect(fails).toEqual(expect.arrayContaining(['5.6', '5.32']));
		const mounts = [
			{Name: 'd', Source: '/var/lib/docker/volumes/d/_data', Destination: '/d', Driver: 'local', Mode: 'z', RW: true},
		];
		expect((await judged(ofDocker112({}, mounts))).fails).not.toContain('5.6');
	});

	it('reads options as they were written then, with a colon', async () => {
		const {fails, passes} = await judged(ofDocker112({SecurityOpt: ['seccomp:unconfined', 'label:disable']}));
		expect(fails).toContain('5.22');
		expect(passes).not.toContain('5.26');
	});
});

describe('podman inspect itself, which is not the compatible API', () => {
	const ofPodman = (over: {HostConfig?: object; Config?: object} & Record<string, unknown> = {}) => ({
		...{
			Id: id,
			Created: '2026-01-02T03:04:05.6+01:00',
			Path: '/srv/till',
			Args: ['run'],
			Image: 'cd'.repeat(32),
			ImageName: 'localhost/till:7',
		},
		...{
			Name: 'till',
			Namespace: '',
			Rootfs: '',
			Pod: '',
			MountLabel: '',
			ProcessLabel: '',
			Driver: 'overlay',
			Mounts: [],
			Dependencies: [],
		},
		...{BoundingCaps: ['CAP_CHOWN', 'CAP_KILL'], EffectiveCaps: ['CAP_CHOWN', 'CAP_KILL'], IsInfra: false, IsService: false},
		NetworkSettings: {Ports: {}, SandboxKey: '', Networks: {podman: {NetworkID: 'podman', IPAddress: '10.88.0.3'}}},
		...over,
		State: {OciVersion: '1.2.0', Status: 'running', Running: true, Paused: false, Pid: 7, ConmonPid: 6, ExitCode: 0},
		Config: {
			User: '',
			Env: ['container=podman'],
			Cmd: ['run'],
			Image: 'localhost/till:7',
			Entrypoint: '/srv/till',
			StopSignal: 15,
			Labels: null,
			...over.Config,
		},
		HostConfig: {
			...{
				Binds: [],
				CgroupMode: 'private',
				LogConfig: {Type: 'journald', Config: null, Path: '', Tag: '', Size: '0B'},
				NetworkMode: 'bridge',
			},
			...{
				PortBindings: {},
				RestartPolicy: {Name: 'no', MaximumRetryCount: 0},
				CapAdd: [],
				CapDrop: [],
				IpcMode: 'shareable',
				PidMode: 'private',
			},
			...{
				Privileged: false,
				PublishAllPorts: false,
				ReadonlyRootfs: false,
				SecurityOpt: [],
				UTSMode: 'private',
				UsernsMode: '',
				Memory: 0,
				PidsLimit: 2048,
				CpuShares: 0,
				CpuQuota: 0,
				NanoCpus: 0,
				OomScoreAdj: 0,
			},
			...over.HostConfig,
		},
	});

	it('is judged by what it says', async () => {
		const {facts, passes, fails} = await judged(ofPodman());
		expect(facts).toMatchObject({name: 'till', image: 'localhost/till:7', status: 'running', stopSignal: '15'});
		expect(['5.5', '5.10', '5.15', '5.16', '5.29'].filter(one => !passes.includes(one))).toEqual([]);
		expect(fails).toEqual(expect.arrayContaining(['4.1', '5.11', '5.13']));
	});

	it('gives a signal as a number', async () => {
		const {fails} = await judged(ofPodman({Config: {StopSignal: 9}}));
		expect(fails).toContain('container-stop-signal');
	});

	it('shows the worst too', async () => {
		const {badges} = await judged(
			ofPodman({
				HostConfig: {Privileged: true, SecurityOpt: ['unmask=all'], NetworkMode: 'host', PidMode: 'host'},
				Mounts: [
					{
						Type: 'bind',
						Source: '/run/podman/podman.sock',
						Destination: '/s',
						Driver: '',
						Mode: '',
						Options: ['rbind'],
						RW: true,
					},
				],
			}),
		);
		expect(badges).toEqual(expect.arrayContaining(['PRIV', 'SOCK', 'HNET', 'HPID']));
	});
});

describe('docker inspect of several kinds', () => {
	const container = ofDocker112({}, [
		{Type: 'volume', Name: 'cfg', Source: '/var/lib/docker/volumes/cfg/_data', Destination: '/c', RW: true},
	]);
	const network = {Id: 'ef'.repeat(32), Name: 'bridge', Driver: 'bridge', Scope: 'local', IPAM: {Config: []}, Options: {}};
	const volume = (Name: string, Options: object | null) => ({
		Name,
		Driver: 'local',
		Scope: 'local',
		Mountpoint: `/var/lib/docker/volumes/${Name}/_data`,
		Options,
	});

	it('resolves volumes to what their options bind', async () => {
		const {fails} = await judged(container, network, volume('cfg', {type: 'none', o: 'bind', device: '/run'}));
		expect(fails).toEqual(expect.arrayContaining(['5.6', '5.32', 'container-volume-hides-bind']));
		expect((await judged(container, volume('cfg', null))).passes).toEqual(expect.arrayContaining(['5.6', '5.32']));
	});

	it('passes no mount whose volume is missing', async () => {
		for (const items of [[container], [container, network], [container, volume('other', null)]]) {
			expect((await judged(...items)).passes).not.toContain('5.32');
		}
	});
});
