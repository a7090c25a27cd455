import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../src/answers/index.js';
import {containerFacts} from '../../src/facts/index.js';
import {containerRules} from '../../src/rules/index.js';
import {judgeContainer} from '../../src/rules/judge.js';
import {type ContainerExample, type ContainerScope, defineRule, pass} from '../../src/rules/rule.js';
import {exampleProcess} from '../../src/rules/shared/examples.js';
import {own} from '../../src/terminal/safe-text.js';
import {containerScope, exampleInspect} from '../support/example-scope.js';
import {flagsOf} from '../support/flags.js';

/** The verdicts on a container of which the engine said just this. */
function judgeRaw(raw: ContainerInspect) {
	const scope: ContainerScope = containerScope({});
	return judgeContainer({...scope, container: containerFacts(raw, {engine: scope.engine}), fleet: new Map()});
}

const verdictOn = (slug: string, example: ContainerExample) => {
	const verdict = judgeContainer(containerScope(example)).find(({rule}) => rule === slug);
	if (verdict === undefined) throw new Error(`no rule ${slug}`);
	return verdict;
};

/** A range that was published on every address. */
const range = (...ports: string[]): ContainerExample => {
	const bound = (address: string) => Object.fromEntries(ports.map(port => [`${port}/tcp`, [{HostIp: address, HostPort: port}]]));
	return {HostConfig: {PortBindings: bound('')}, NetworkSettings: {Ports: bound('0.0.0.0')}};
};

describe('judging', () => {
	it('gives one verdict a rule', () => {
		const verdicts = judgeContainer(containerScope({}));
		expect(verdicts.map(({rule}) => rule)).toEqual(containerRules.map(({slug}) => slug));
	});

	it('turns a check that throws into unknown, and goes on', () => {
		const broken = defineRule({
			slug: 'broken',
			title: 'Broken',
			cis: {},
			severity: 'low',
			target: 'container',
			rationale: 'None.',
			references: ['none'],
			check: () => {
				throw new TypeError('Cannot read properties of undefined');
			},
			remedy: () => ({text: 'none'}),
			examples: {bad: {}, good: {}},
		});
		const sound = defineRule({...broken, slug: 'sound', check: () => pass({source: 'inspect', path: 'Id', value: 'x'})});
		const [first, second] = judgeContainer(containerScope({}), [broken, sound]);
		expect(first).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'rule:broken', reason: expect.stringContaining('TypeError')}],
		});
		expect(second?.verdict).toBe('pass');
	});

	it('neither passes nor fails on an answer that says nothing', () => {
		const decided = judgeRaw({Id: 'a'.repeat(64)}).filter(({verdict}) => verdict === 'pass' || verdict === 'fail');
		expect(decided.map(({rule, verdict}) => `${rule} ${verdict}`)).toEqual([]);
	});

	it('says which field was missing', () => {
		const {HostConfig, ...rest} = exampleInspect({});
		const {Privileged: _gone, ...config} = HostConfig ?? {};
		const verdict = judgeRaw({...rest, HostConfig: config}).find(({rule}) => rule === 'container-privileged');
		expect(verdict).toMatchObject({
			verdict: 'unknown',
			reasons: [{source: 'inspect:HostConfig.Privileged', reason: "the engine's answer has no readable HostConfig.Privileged"}],
		});
	});

	it('still finds a bind in an answer that lists no mounts', () => {
		const {Mounts: _gone, ...rest} = exampleInspect({HostConfig: {Binds: ['/var/run/docker.sock:/s']}});
		const verdicts = judgeRaw(rest);
		expect(verdicts.find(({rule}) => rule === 'container-runtime-socket')?.verdict).toBe('fail');
		expect(verdicts.find(({rule}) => rule === 'container-gpu')?.verdict).toBe('pass');
		expect(verdicts.find(({rule}) => rule === 'container-proc-mount')?.verdict).toBe('unknown');
	});

	it('survives any part of an answer being gone or of another type', () => {
		const parts = ['State', 'HostConfig', 'Config', 'NetworkSettings', 'Mounts', 'ExecIDs', 'Image', 'Path', 'Name'];
		const junk = fc.oneof(
			fc.constant(null),
			fc.constant(7),
			fc.constant('text'),
			fc.constant([]),
			fc.constant([null]),
			fc.constant({}),
		);
		fc.assert(
			fc.property(fc.subarray(parts, {minLength: 1}), junk, (broken, value) => {
				const raw = {...exampleInspect({}), ...Object.fromEntries(broken.map(part => [part, value]))};
				const verdicts = judgeRaw(JSON.parse(JSON.stringify(raw)));
				expect(verdicts).toHaveLength(containerRules.length);
				expect(verdicts.flatMap(({reasons}) => reasons).filter(({source}) => source.startsWith('rule:'))).toEqual([]);
			}),
			{numRuns: 200},
		);
	});

	it('is not impressed by a command line that mentions flags of dockerd', () => {
		const spoof =
			'sleep 86400; : dockerd --icc=false --userns-remap=default --no-new-privileges --live-restore --userland-proxy=false';
		const plain = judgeContainer(
			containerScope({Config: {Cmd: ['sh', '-c', 'sleep 86400']}, Path: 'sh', Args: ['-c', 'sleep 86400']}),
		);
		const spoofed = judgeContainer(containerScope({Config: {Cmd: ['sh', '-c', spoof]}, Path: 'sh', Args: ['-c', spoof]}));
		expect(spoofed.map(({rule, verdict}) => [rule, verdict])).toEqual(plain.map(({rule, verdict}) => [rule, verdict]));
	});

	it('never shows the value of a secret', () => {
		const secret = 'correct-horse-battery-staple-77';
		const verdicts = judgeContainer(
			containerScope({
				Path: 'server',
				Args: [`--password=${secret}`],
				Config: {
					Env: [`DB_PASSWORD=${secret}`, `DATABASE_URL=postgres://app:${secret}@db/app`, `LD_PRELOAD=/tmp/x.so`],
					Labels: {'proxy.auth.password': secret},
					Cmd: ['server', `--password=${secret}`],
					Healthcheck: {Test: ['CMD-SHELL', `curl -u admin:${secret} http://127.0.0.1/`]},
				},
			}),
		);
		for (const slug of ['container-secret-in-env', 'container-secret-in-label', 'container-secret-in-command'])
			expect(verdicts.find(({rule}) => rule === slug)?.verdict).toBe('fail');
		expect(JSON.stringify(verdicts)).not.toContain(secret);
	});

	it('lets no escape sequence through', () => {
		const nasty = '\u001b]0;owned\u0007\u001b[31m\u202e';
		const verdicts = judgeContainer(
			containerScope({
				Name: `/w${nasty}`,
				Config: {User: `1000${nasty}`, Image: `evil/${nasty}`, Env: [`LD_PRELOAD=/tmp/${nasty}`], Labels: {[nasty]: nasty}},
				HostConfig: {
					CapAdd: [`SYS_ADMIN${nasty}`],
					SecurityOpt: [`seccomp=unconfined${nasty}`],
					NetworkMode: `host${nasty}`,
					CgroupParent: nasty,
					VolumesFrom: [nasty],
					Binds: [`/etc:/x${nasty}`],
					Sysctls: {[`net.ipv4.ip_forward${nasty}`]: '1'},
				},
				Mounts: [{Type: 'bind', Source: `/etc/${nasty}`, Destination: `/x${nasty}`, RW: true}],
			}),
		);
		const shown = verdicts.map(({remedy, ...verdict}) => ({...verdict, remedy: remedy?.text, ...flagsOf(remedy)}));
		expect(JSON.stringify(shown)).not.toMatch(/\\u001b|\\u0007|\u202e/);
	});
});

describe('remedies name the flags of this container', () => {
	it.each<[string, string, ContainerExample, {remove: string[]; add: string[]}]>([
		[
			'a capability as it was typed',
			'container-capabilities',
			{HostConfig: {CapAdd: ['cap_sys_admin', 'CHOWN']}},
			{remove: ['--cap-add cap_sys_admin'], add: []},
		],
		['ALL', 'container-capabilities', {HostConfig: {CapAdd: ['ALL']}}, {remove: ['--cap-add ALL'], add: []}],
		['a default capability by dropping it', 'container-net-raw', {}, {remove: [], add: ['--cap-drop NET_RAW']}],
		[
			'one that was added back after dropping all',
			'container-net-raw',
			{HostConfig: {CapDrop: ['ALL'], CapAdd: ['NET_RAW']}},
			{remove: ['--cap-add NET_RAW'], add: []},
		],
		[
			'an option that is really there',
			'container-no-new-privileges',
			{HostConfig: {SecurityOpt: ['no-new-privileges:false', 'label=type:x']}},
			{remove: ['--security-opt no-new-privileges:false'], add: ['--security-opt no-new-privileges']},
		],
		[
			'the label that dockerd adds by itself: not',
			'container-selinux',
			{HostConfig: {PidMode: 'host', SecurityOpt: ['label=disable']}, engineInfo: {SecurityOptions: ['name=selinux']}},
			{remove: [], add: []},
		],
		[
			'a port with its address',
			'container-wildcard-publish',
			{
				HostConfig: {PortBindings: {'53/udp': [{HostIp: '::', HostPort: '5353'}]}},
				NetworkSettings: {Ports: {'53/udp': [{HostIp: '::', HostPort: '5353'}]}},
			},
			{remove: ["-p '[::]:5353:53/udp'"], add: ['-p 127.0.0.1:5353:53/udp']},
		],
		[
			'the range in which a port was typed, with the others of it as before',
			'container-admin-port',
			range('9199', '9200', '9201', '9202'),
			{remove: ['-p 9199-9202:9199-9202'], add: ['-p 127.0.0.1:9200:9200', '-p 9199:9199', '-p 9201:9201', '-p 9202:9202']},
		],
		[
			'a range of which only one port goes',
			'container-open-ports',
			{
				...range('8000', '8001', '8002', '8003'),
				image: {Config: {ExposedPorts: {'8000/tcp': {}, '8001/tcp': {}, '8002/tcp': {}}}},
			},
			{remove: ['-p 8000-8003:8000-8003'], add: ['-p 8000-8002:8000-8002']},
		],
		[
			'a privileged port of a range, moved',
			'container-privileged-port',
			range('1022', '1023', '1024', '1025'),
			{
				remove: ['-p 1022-1025:1022-1025'],
				add: ['-p 11022:1022', '-p 11023:1023', '-p 1024:1024', '-p 1025:1025'],
			},
		],
		[
			'a mount with the options of its volume, the password masked',
			'container-volume-hides-bind',
			{
				HostConfig: {
					Mounts: [
						{
							Type: 'volume',
							Source: 'cfg',
							Target: '/cfg',
							VolumeOptions: {
								DriverConfig: {Name: 'local', Options: {type: 'none', o: 'bind,password=hunter2', device: '/etc'}},
							},
						},
					],
				},
				Mounts: [{Type: 'volume', Name: 'cfg', Source: '/var/lib/docker/volumes/cfg/_data', Destination: '/cfg', RW: true}],
			},
			{
				remove: [
					`--mount 'type=volume,source=cfg,target=/cfg,volume-driver=local,volume-opt=type=none,"volume-opt=o=bind,password=********",volume-opt=device=/etc'`,
				],
				add: [],
			},
		],
		[
			'a user of the container where the engine remaps users',
			'container-root-user',
			{
				engine: {userns: true, rootDirectory: own('/var/lib/docker/100000.200000')},
				facts: {processes: known([exampleProcess('web', {uid: 101_000, gid: 201_001})])},
			},
			{remove: [], add: ['--user 1000:1001']},
		],
		[
			'no user of the host where it is not known how users are remapped',
			'container-root-user',
			{engine: {rootless: true}, facts: {processes: known([exampleProcess('web', {uid: 101_000, gid: 101_000})])}},
			{remove: [], add: ['--user 10001:10001']},
		],
		[
			'all ports at once',
			'container-wildcard-publish',
			{
				Config: {ExposedPorts: {'80/tcp': {}}},
				HostConfig: {PublishAllPorts: true, PortBindings: {}},
				NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '32768'}]}},
			},
			{remove: ['-P'], add: ['-p 127.0.0.1:32768:80']},
		],
		[
			'a bind with its options',
			'container-runtime-socket',
			{
				HostConfig: {Binds: ['/var/run/docker.sock:/var/run/docker.sock:ro']},
				Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
			},
			{remove: ['-v /var/run/docker.sock:/var/run/docker.sock:ro'], add: []},
		],
		[
			'a mount option',
			'container-sensitive-mount',
			{
				HostConfig: {Mounts: [{Type: 'bind', Source: '/etc', Target: '/host etc', ReadOnly: true}]},
				Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host etc', RW: false}],
			},
			{remove: ["--mount 'type=bind,source=/etc,target=/host etc,readonly'"], add: []},
		],
		[
			'a namespace through another container',
			'container-host-pid',
			{
				HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
				others: [{Id: 'a'.repeat(64), Name: '/monitor', HostConfig: {PidMode: 'host'}}],
			},
			{remove: ['--pid container:monitor'], add: []},
		],
		[
			'a device with its letters',
			'container-dangerous-device',
			{HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/xvda', CgroupPermissions: 'r'}]}},
			{remove: ['--device /dev/sda:/dev/xvda:r'], add: []},
		],
		[
			'a restart policy with its count',
			'container-restart-policy',
			{HostConfig: {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 9}}},
			{remove: ['--restart on-failure:9'], add: ['--restart on-failure:5']},
		],
		[
			'the paths that systempaths=unconfined opened',
			'container-system-paths',
			{HostConfig: {MaskedPaths: [], ReadonlyPaths: []}},
			{remove: ['--security-opt systempaths=unconfined'], add: []},
		],
		[
			'the paths that Podman was asked to unmask',
			'container-masked-paths',
			{HostConfig: {Annotations: {'io.container.manager': 'libpod'}, SecurityOpt: ['unmask=all']}},
			{remove: ['--security-opt unmask=all'], add: []},
		],
		[
			'the network of another container',
			'container-default-bridge',
			{
				HostConfig: {NetworkMode: 'container:way'},
				NetworkSettings: {Networks: {bridge: {NetworkID: 'n1'}}},
				others: [{Id: 'f'.repeat(64), Name: '/way', HostConfig: {NetworkMode: 'bridge'}}],
			},
			{remove: [], add: []},
		],
		[
			'a profile whose file name is not kept',
			'container-seccomp',
			{HostConfig: {SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']}},
			{remove: ['--security-opt seccomp=FILE'], add: []},
		],
		[
			'every gpu',
			'container-gpu',
			{HostConfig: {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]}},
			{remove: ['--gpus all'], add: []},
		],
		[
			'one gpu',
			'container-devices',
			{HostConfig: {DeviceRequests: [{Count: 0, DeviceIDs: ['0', '2'], Capabilities: [['gpu']]}]}},
			{remove: [`--gpus '"device=0,2"'`], add: []},
		],
		[
			'a user that was typed',
			'container-root-user',
			{Config: {User: '0:0'}},
			{remove: ['--user 0:0'], add: ['--user 10001:10001']},
		],
		[
			'not a user of the image',
			'container-root-user',
			{Config: {User: '0:0'}, image: {Config: {User: '0:0'}}},
			{remove: [], add: ['--user 10001:10001']},
		],
		[
			'both wildcards as one port',
			'container-privileged-port',
			{
				HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
				NetworkSettings: {
					Ports: {
						'80/tcp': [
							{HostIp: '0.0.0.0', HostPort: '80'},
							{HostIp: '::', HostPort: '80'},
						],
					},
				},
			},
			{remove: ['-p 80:80'], add: ['-p 8080:80']},
		],
		[
			'the API of an engine, which loopback would still offer',
			'container-engine-inside',
			{
				HostConfig: {PortBindings: {'2375/tcp': [{HostIp: '127.0.0.1', HostPort: '2375'}]}},
				NetworkSettings: {Ports: {'2375/tcp': [{HostIp: '127.0.0.1', HostPort: '2375'}]}},
			},
			{remove: ['-p 127.0.0.1:2375:2375'], add: []},
		],
	])('%s', (_what, slug, example, flags) => {
		const verdict = verdictOn(slug, example);
		expect(verdict.verdict).toBe('fail');
		expect(flagsOf(verdict.remedy)).toEqual(flags);
	});

	it('sends whoever uses the network of another container there', () => {
		const {remedy} = verdictOn('container-wildcard-publish', {
			HostConfig: {NetworkMode: `container:${'a'.repeat(64)}`},
			Config: {ExposedPorts: {'80/tcp': {}}},
			others: [
				{
					Id: 'a'.repeat(64),
					Name: '/front',
					HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
					NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
				},
			],
		});
		expect(remedy).toMatchObject({text: expect.stringMatching(/shares the network of front/), remove: [], add: []});
	});

	it('says so when a mount is inherited, and does not invent a -v for it', () => {
		const {remedy} = verdictOn('container-sensitive-mount', {
			HostConfig: {VolumesFrom: ['base:ro', 'other']},
			Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host/etc', RW: true}],
			others: [
				{Id: 'a'.repeat(64), Name: '/base', Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host/etc', RW: true}]},
				{Id: 'd'.repeat(64), Name: '/other', Mounts: []},
			],
		});
		expect(flagsOf(remedy)).toEqual({remove: ['--volumes-from base:ro'], add: []});
		expect(remedy?.text).toMatch(/\/host\/etc is inherited with --volumes-from/);
	});

	it('never advises to drop every capability without those that are needed', () => {
		for (const rule of containerRules)
			for (const which of ['bad', 'good'] as const) {
				const flags = rule.slug === 'container-required-flags' ? [] : rule.remedy(containerScope(rule.examples[which])).add;
				expect([rule.slug, flags ?? []]).not.toEqual([
					rule.slug,
					expect.arrayContaining([expect.stringMatching(/cap-drop[ =]all/i)]),
				]);
			}
	});
});
