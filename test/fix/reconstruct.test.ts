import {describe, expect, it} from 'vitest';
import type {ContainerInspect, EndpointSettings, ImageInspect} from '../../src/base/answers/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {multiLine, oneLine} from '../../src/fix/render/docker-run.js';
import {replacement} from '../../src/fix/render/replace.js';
import {type EngineDefaults, engineDefaults, plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {inspectOf} from './subject.js';

const text = (inspect: ContainerInspect, engine: EngineDefaults = plainDefaults, image: ImageInspect | null = null): string =>
	oneLine(reconstruct(inspect, image, engine).command);

describe('a rebuilt command', () => {
	it('joins further networks afterwards where the engine cannot take them together', () => {
		const inspect = inspectOf({
			HostConfig: {NetworkMode: 'blue'},
			NetworkSettings: {Networks: {blue: {}, green: {Aliases: ['x'], IPAMConfig: {IPv4Address: '10.0.0.9'}}}},
		});
		expect(text(inspect, {...plainDefaults, majorVersion: 24})).toMatch(
			/--network blue shop\/web:1 && docker network connect --alias x --ip 10.0.0.9 green web$/,
		);
		expect(text(inspect, {...plainDefaults, majorVersion: 26})).toMatch(
			/--network blue --network name=green,alias=x,ip=10.0.0.9 /,
		);
	});

	it.each<[string, string, Record<string, EndpointSettings>, string, string]>([
		['is left', 'blue', {green: {Aliases: ['x']}}, '--network name=green,alias=x', 'network blue was disconnected'],
		['is the default one', 'bridge', {blue: {}, green: {}}, '--network blue --network green', 'network bridge was disconnected'],
		['has none left', 'blue', {}, '--network none', 'not on any network (blue was disconnected)'],
	])('joins no network again that the container was taken off: %s', (_, mode, Networks, options, said) => {
		const inspect = inspectOf({HostConfig: {NetworkMode: mode}, NetworkSettings: {Networks}});
		const {command, warnings} = reconstruct(inspect, null, {...plainDefaults, majorVersion: 26});
		expect(oneLine(command)).toMatch(new RegExp(`${options} shop/web:1$`));
		expect(warnings.join('\n')).toContain(said);
	});

	it.each([{NetworkID: 'abc1234'}, {NetworkID: ''}])('joins a network that was named by the start of its id: %j', endpoint => {
		const inspect = inspectOf({HostConfig: {NetworkMode: 'abc123'}, NetworkSettings: {Networks: {blue: endpoint}}});
		expect(text(inspect)).toContain('--network abc123 ');
	});

	it('gives a container with a disabled network none', () => {
		const inspect = inspectOf({Config: {NetworkDisabled: true}, NetworkSettings: {Networks: {}}});
		expect(text(inspect)).toContain('--network none ');
	});

	it('names what Podman keeps to itself, each of which the command may lack', () => {
		const {warnings} = reconstruct(inspectOf({}), null, {...plainDefaults, podman: true});
		for (const untold of ['device permissions', 'removed variables', '--read-only-tmpfs', '--systemd', '--umask'])
			expect(warnings.join('\n')).toContain(untold);
	});

	it('publishes ports that follow one another as the range that was typed', () => {
		const binding = (port: number) => [`${port}/udp`, [{HostIp: '127.0.0.1', HostPort: String(port + 100)}]] as const;
		const ports = Object.fromEntries([binding(7002), binding(7000), binding(7001)]);
		const inspect = inspectOf({HostConfig: {PortBindings: {...ports, '80/tcp': [{HostIp: '', HostPort: '8080'}]}}});
		expect(text(inspect)).toContain('--publish 8080:80 --publish 127.0.0.1:7100-7102:7000-7002/udp ');
	});

	it('omits what Podman adds to each container automatically', () => {
		const inspect = inspectOf({
			Config: {
				WorkingDir: '/',
				Image: 'docker.io/library/bb:1',
				Env: ['container=podman', 'HOME=/root', 'HOSTNAME=ab1200000000', 'A=b c'],
			},
			HostConfig: {
				Annotations: {'io.container.manager': 'libpod', 'org.opencontainers.image.stopSignal': '15'},
				Tmpfs: {'/run': 'rw,rprivate,nosuid,nodev,tmpcopyup'},
				IpcMode: 'shareable',
				PidMode: 'private',
				UTSMode: 'private',
				CgroupnsMode: '',
				ShmSize: 65_536_000,
				Runtime: 'oci',
				MemorySwappiness: 0,
				Ulimits: [{Name: 'RLIMIT_NOFILE', Hard: 20_000, Soft: 20_000}],
				LogConfig: {Type: 'journald', Config: null},
			},
		});
		const podman = engineDefaults({Version: '5.4.2', Components: [{Name: 'Podman Engine'}]}, {CgroupVersion: '2'});
		expect(text(inspect, podman)).toBe("podman run --detach --name web --env 'A=b c' --tmpfs /run docker.io/library/bb:1");
	});

	it('keeps what was requested from Podman, whose answers phrase it differently', () => {
		const podman = engineDefaults({Version: '5.4.2', Components: [{Name: 'Podman Engine'}]}, {CgroupVersion: '2'});
		const image = {Id: 'x', Config: {Env: ['PATH=/bin']}, RepoTags: ['shop/web:1']};
		const inspect = inspectOf({
			Config: {Hostname: 'h', StopSignal: '2', Env: ['PATH=/bin', 'container=podman', 'HOSTNAME=h']},
			HostConfig: {
				IpcMode: 'shareable',
				NanoCpus: 5e8,
				CpuPeriod: 100_000,
				CpuQuota: 50_000,
				PidsLimit: 2048,
				Devices: [{PathOnHost: '/dev/null', PathInContainer: '/dev/x', CgroupPermissions: ''}],
				Ulimits: [{Name: 'RLIMIT_NOFILE', Soft: 10, Hard: 20}],
			},
		});
		expect(text(inspect, podman, image)).toBe(
			'podman run --detach --name web --hostname h --stop-signal 2 --cpus 0.5 --pids-limit 2048 --ulimit nofile=10:20 --device /dev/null:/dev/x shop/web:1',
		);
	});

	it('joins the Podman pod, and omits what the pod provides', () => {
		const podman = engineDefaults({Version: '5.4.2', Components: [{Name: 'Podman Engine'}]}, {CgroupVersion: '1', Name: 'prod'});
		const [pod, infra] = ['c0ffee'.padEnd(64, '0'), 'd0'.padEnd(64, '1')];
		const libpod = {'io.container.manager': 'libpod'};
		const member = inspectOf({
			Config: {
				Hostname: 'shop',
				WorkingDir: '/www',
				Env: ['container=podman', 'HOME=/www', 'HOSTNAME=shop', 'token=*******'],
			},
			HostConfig: {
				...{NetworkMode: `container:${infra}`, IpcMode: `container:${infra}`, UTSMode: `container:${infra}`},
				CgroupParent: `machine.slice/machine-libpod_pod_${pod}.slice`,
				Annotations: {...libpod, 'io.kubernetes.cri-o.SandboxID': infra},
			},
		});
		const image = {Id: 'x', RepoTags: ['shop/web:1'], Config: {WorkingDir: '/www'}};
		expect(text(member, podman, image)).toBe('podman run --detach --name web --pod c0ffee000000 shop/web:1');
		expect(reconstruct(member, image, podman).warnings.join()).toContain('add --secret token,type=env,target=NAME');

		const holder = inspectOf({HostConfig: {CgroupParent: `/libpod_parent/${pod}`, Annotations: libpod}});
		expect(reconstruct(holder, image, podman).warnings.join()).toContain('podman pod create');
		expect(text(holder, podman, image)).not.toContain('--pod');
	});

	it('keeps what Podman unmasked, unless that comes with --privileged', () => {
		const podman = engineDefaults({Version: '5.4.2', Components: [{Name: 'Podman Engine'}]}, {CgroupVersion: '2', Name: 'prod'});
		const open = (host: object) =>
			text(
				inspectOf({Config: {Env: ['container=podman', 'HOSTNAME=prod']}, HostConfig: {SecurityOpt: ['unmask=all'], ...host}}),
				podman,
			);
		expect(open({IpcMode: 'host'})).toContain('--security-opt unmask=all --ipc host');
		expect(open({IpcMode: 'host'})).not.toContain('HOSTNAME');
		expect(open({Privileged: true})).not.toContain('unmask');
	});

	it('says that a tag names another image by now', () => {
		const image = {Id: `sha256:${'1'.repeat(64)}`, RepoTags: ['shop/web:2']};
		expect(reconstruct(inspectOf(), image).warnings).toEqual([
			`shop/web:1 now points to another image, or to none; the container runs ${image.Id}`,
		]);
		expect(reconstruct(inspectOf(), {...image, RepoTags: ['docker.io/shop/web:1']}).warnings).toEqual([]);
	});

	it('folds an entrypoint of several words, and runs an exec health check through the shell: both are reported', () => {
		const inspect = inspectOf({
			Config: {Entrypoint: ['/init', '--', 'x'], Cmd: ['y'], Healthcheck: {Test: ['CMD', 'check', '$A b']}},
		});
		const {command, warnings} = reconstruct(inspect, null);
		expect(oneLine(command)).toMatch(/--health-cmd 'exec check '\\''\$A b'\\''' --entrypoint \/init shop\/web:1 -- x y$/);
		expect(warnings.join()).toMatch(/one word for the entrypoint.*exec form/);
	});

	it('writes the seccomp profile that the engine keeps, before it is named', () => {
		const {command} = reconstruct(inspectOf({HostConfig: {SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']}}), null);
		const file = 'web-seccomp-1e91071e.json';
		expect(command.files).toEqual([expect.objectContaining({name: file, content: '{"defaultAction":"SCMP_ACT_ALLOW"}'})]);
		expect(oneLine(command)).toMatch(
			`printf %s '{"defaultAction":"SCMP_ACT_ALLOW"}' > ${file} && docker run --detach --name web --security-opt seccomp=${file} `,
		);
	});

	it('runs nothing when pasted: no trailing newline, none without a continuation', () => {
		const long = multiLine(reconstruct(inspectOf({Config: {Env: ['A=1', 'B=2']}}), null).command);
		expect(long).toBe(
			['docker run \\', '  --detach --name web \\', '  --env A=1 \\', '  --env B=2 \\', '  shop/web:1'].join('\n'),
		);
	});
});

it('replaces a container without losing it, and knows the way back', () => {
	const inspect = inspectOf();
	const {command} = reconstruct(inspect, null);
	const {replace, rollBack, tidy} = replacement(inspect, command, command);
	const touching = replace.split(' && \\\n').filter(step => /^docker (create|stop|rename|start|rm)/.test(step));
	expect(touching.map(step => step.split('\n')[0])).toEqual([
		'docker create \\',
		'docker stop web',
		'docker rename web web-before',
		'docker rename web-after web',
		'docker start web )',
	]);
	expect(rollBack).toContain(`old=${inspect.Id}`);
	expect(rollBack).not.toMatch(/docker rm/);
	expect(tidy).toBe('docker rm web-before');
});
