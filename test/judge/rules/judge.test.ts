import {describe, expect, it} from 'vitest';
import {type ContainerInspect, known} from '../../../src/base/answers/index.js';
import {containerFacts} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {containerRules} from '../../../src/judge/rules/index.js';
import {judgeContainer} from '../../../src/judge/rules/judge.js';
import {type ContainerExample, defineRule, pass} from '../../../src/judge/rules/rule.js';
import type {ContainerScope} from '../../../src/judge/rules/scope.js';
import {exampleProcess} from '../../../src/judge/rules/shared/examples.js';
import {containerScope, exampleInspect} from '../../support/example-scope.js';
import {flagsOf} from '../../support/flags.js';

/** The verdicts on a container with exactly this inspect answer. */
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

	it('turns a check that throws into unknown, and continues', () => {
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

	it('neither passes nor fails on an empty answer', () => {
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

	it('is not misled by a command line that mentions flags of dockerd', () => {
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
	const advises = (what: string, slug: string, remove: readonly string[], add: readonly string[], example: ContainerExample) => ({
		what,
		slug,
		example,
		flags: {remove, add},
	});
	it.each([
		advises('a capability as it was typed', 'container-capabilities', ['--cap-add cap_sys_admin'], [], {
			HostConfig: {CapAdd: ['cap_sys_admin', 'CHOWN']},
		}),
		advises('ALL', 'container-capabilities', ['--cap-add ALL'], [], {HostConfig: {CapAdd: ['ALL']}}),
		advises('a default capability by dropping it', 'container-net-raw', [], ['--cap-drop NET_RAW'], {}),
		advises('one that was added back after dropping all', 'container-net-raw', ['--cap-add NET_RAW'], [], {
			HostConfig: {CapDrop: ['ALL'], CapAdd: ['NET_RAW']},
		}),
		advises(
			'an option that is really there',
			'container-no-new-privileges',
			['--security-opt no-new-privileges:false'],
			['--security-opt no-new-privileges'],
			{HostConfig: {SecurityOpt: ['no-new-privileges:false', 'label=type:x']}},
		),
		advises('not the label that dockerd adds automatically', 'container-selinux', [], [], {
			HostConfig: {PidMode: 'host', SecurityOpt: ['label=disable']},
			engineInfo: {SecurityOptions: ['name=selinux']},
		}),
		advises('a port with its address', 'container-wildcard-publish', ["-p '[::]:5353:53/udp'"], ['-p 127.0.0.1:5353:53/udp'], {
			HostConfig: {PortBindings: {'53/udp': [{HostIp: '::', HostPort: '5353'}]}},
			NetworkSettings: {Ports: {'53/udp': [{HostIp: '::', HostPort: '5353'}]}},
		}),
		advises(
			'the range in which a port was typed, with the others of it as before',
			'container-admin-port',
			['-p 9199-9202:9199-9202'],
			['-p 127.0.0.1:9200:9200', '-p 9199:9199', '-p 9201:9201', '-p 9202:9202'],
			range('9199', '9200', '9201', '9202'),
		),
		advises(
			'a range of which only one port goes',
			'container-open-ports',
			['-p 8000-8003:8000-8003'],
			['-p 8000-8002:8000-8002'],
			{
				...range('8000', '8001', '8002', '8003'),
				image: {Config: {ExposedPorts: {'8000/tcp': {}, '8001/tcp': {}, '8002/tcp': {}}}},
			},
		),
		advises(
			'a privileged port of a range, moved',
			'container-privileged-port',
			['-p 1022-1025:1022-1025'],
			['-p 11022:1022', '-p 11023:1023', '-p 1024:1024', '-p 1025:1025'],
			range('1022', '1023', '1024', '1025'),
		),
		advises(
			'a mount with the options of its volume, the password masked',
			'container-volume-hides-bind',
			[
				`--mount 'type=volume,source=cfg,target=/cfg,volume-driver=local,volume-opt=type=none,"volume-opt=o=bind,password=********",volume-opt=device=/etc'`,
			],
			[],
			{
				HostConfig: {
					Mounts: [
						{
							Type: 'volume',
							Source: 'cfg',
							Target: '/cfg',
							VolumeOptions: {DriverConfig: {Name: 'local', Options: {type: 'none', o: 'bind,password=hunter2', device: '/etc'}}},
						},
					],
				},
				Mounts: [{Type: 'volume', Name: 'cfg', Source: '/var/lib/docker/volumes/cfg/_data', Destination: '/cfg', RW: true}],
			},
		),
		advises('a user of the container where the engine remaps users', 'container-root-user', [], ['--user 1000:1001'], {
			engine: {userns: true, rootDirectory: trusted('/var/lib/docker/100000.200000')},
			facts: {processes: known([exampleProcess('web', {uid: 101_000, gid: 201_001})])},
		}),
		advises(
			'no user of the host where it is not known how users are remapped',
			'container-root-user',
			[],
			['--user 10001:10001'],
			{engine: {rootless: true}, facts: {processes: known([exampleProcess('web', {uid: 101_000, gid: 101_000})])}},
		),
		advises('all ports at once', 'container-wildcard-publish', ['-P'], ['-p 127.0.0.1:32768:80'], {
			Config: {ExposedPorts: {'80/tcp': {}}},
			HostConfig: {PublishAllPorts: true, PortBindings: {}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '32768'}]}},
		}),
		advises('a bind with its options', 'container-runtime-socket', ['-v /var/run/docker.sock:/var/run/docker.sock:ro'], [], {
			HostConfig: {Binds: ['/var/run/docker.sock:/var/run/docker.sock:ro']},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
		}),
		advises('a mount option', 'container-sensitive-mount', ["--mount 'type=bind,source=/etc,target=/host etc,readonly'"], [], {
			HostConfig: {Mounts: [{Type: 'bind', Source: '/etc', Target: '/host etc', ReadOnly: true}]},
			Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host etc', RW: false}],
		}),
		advises('a namespace through another container', 'container-host-pid', ['--pid container:monitor'], [], {
			HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
			others: [{Id: 'a'.repeat(64), Name: '/monitor', HostConfig: {PidMode: 'host'}}],
		}),
		advises('a device with its letters', 'container-dangerous-device', ['--device /dev/sda:/dev/xvda:r'], [], {
			HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/xvda', CgroupPermissions: 'r'}]},
		}),
		advises(
			'a restart policy with its count',
			'container-restart-policy',
			['--restart on-failure:9'],
			['--restart on-failure:5'],
			{HostConfig: {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 9}}},
		),
		advises(
			'the paths that systempaths=unconfined opened',
			'container-system-paths',
			['--security-opt systempaths=unconfined'],
			[],
			{HostConfig: {MaskedPaths: [], ReadonlyPaths: []}},
		),
		advises('the paths that Podman was asked to unmask', 'container-masked-paths', ['--security-opt unmask=all'], [], {
			HostConfig: {Annotations: {'io.container.manager': 'libpod'}, SecurityOpt: ['unmask=all']},
		}),
		advises('the network of another container', 'container-default-bridge', [], [], {
			HostConfig: {NetworkMode: 'container:way'},
			NetworkSettings: {Networks: {bridge: {NetworkID: 'n1'}}},
			others: [{Id: 'f'.repeat(64), Name: '/way', HostConfig: {NetworkMode: 'bridge'}}],
		}),
		advises('a profile whose file name is not kept', 'container-seccomp', ['--security-opt seccomp=FILE'], [], {
			HostConfig: {SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']},
		}),
		advises('every gpu', 'container-gpu', ['--gpus all'], [], {
			HostConfig: {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]},
		}),
		advises('one gpu', 'container-devices', [`--gpus '"device=0,2"'`], [], {
			HostConfig: {DeviceRequests: [{Count: 0, DeviceIDs: ['0', '2'], Capabilities: [['gpu']]}]},
		}),
		advises('a user that was typed', 'container-root-user', ['--user 0:0'], ['--user 10001:10001'], {Config: {User: '0:0'}}),
		advises('not a user of the image', 'container-root-user', [], ['--user 10001:10001'], {
			Config: {User: '0:0'},
			image: {Config: {User: '0:0'}},
		}),
		advises('both wildcards as one port', 'container-privileged-port', ['-p 80:80'], ['-p 8080:80'], {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
			NetworkSettings: {
				Ports: {
					'80/tcp': [
						{HostIp: '0.0.0.0', HostPort: '80'},
						{HostIp: '::', HostPort: '80'},
					],
				},
			},
		}),
		advises(
			'the API of an engine, which loopback would still expose',
			'container-engine-inside',
			['-p 127.0.0.1:2375:2375'],
			[],
			{
				HostConfig: {PortBindings: {'2375/tcp': [{HostIp: '127.0.0.1', HostPort: '2375'}]}},
				NetworkSettings: {Ports: {'2375/tcp': [{HostIp: '127.0.0.1', HostPort: '2375'}]}},
			},
		),
	])('$what', ({slug, example, flags}) => {
		const verdict = verdictOn(slug, example);
		expect(verdict.verdict).toBe('fail');
		expect(flagsOf(verdict.remedy)).toEqual(flags);
	});

	it('refers to the container whose network is shared', () => {
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
