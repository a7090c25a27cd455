import {describe, expect, it} from 'vitest';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import {parseAccounts, renderAccounts} from '../../../src/base/facts/index.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {userFacts} from '../../../src/base/facts/user.js';
import {dockerInfo, dockerVersion, dockerWithoutInfo, facts, hostFacts} from './answers.js';

describe('user', () => {
	it.each([
		['', {uid: 0, gid: 0, isRoot: true, gidIsImplicit: false}],
		['root', {uid: 0, gid: 0, isRoot: true}],
		['0', {uid: 0, isRoot: true}],
		['00', {uid: 0, isRoot: true}],
		['0:0', {uid: 0, gid: 0, isRoot: true, gidIsImplicit: false}],
		['root:root', {uid: 0, gid: 0, isRoot: true}],
		['0:1000', {uid: 0, gid: 1000, isRoot: true}],
		['1000', {uid: 1000, gid: null, isRoot: false, gidIsImplicit: true}],
		['1000:', {uid: 1000, gid: null, isRoot: false, gidIsImplicit: true}],
		['1000:1000', {uid: 1000, gid: 1000, isRoot: false, gidIsImplicit: false}],
		['1000:root', {uid: 1000, gid: 0, isRoot: false}],
		['www-data', {uid: null, gid: null, isRoot: null, gidIsImplicit: false}],
		['toor:staff', {uid: null, gid: null, isRoot: null}],
		[':1000', {uid: 0, gid: 1000, isRoot: true}],
		['-1', {uid: null, isRoot: null}],
		['-0', {uid: 0, isRoot: true}],
		['+0:+0', {uid: 0, gid: 0, isRoot: true}],
		['+1000', {uid: 1000, isRoot: false}],
	])('reads %j', (User, expected) => expect(facts({Config: {User}}).user).toMatchObject({configured: User, ...expected}));
});

describe('a user with a known passwd file of the image', () => {
	const accounts = parseAccounts('root:x:0:0:::\n# none\ntoor:x:0:0:::\napp:x:1000:1001:::\nstaff:x:7:8:::\n1000:x:0:0:::\n');
	it.each([
		['app', {uid: 1000, gid: 1001, isRoot: false, gidIsImplicit: false}],
		['app:root', {uid: 1000, gid: 0, isRoot: false}],
		['app:staff', {uid: 1000, gid: null, isRoot: false}],
		['toor', {uid: 0, gid: 0, isRoot: true}],
		['1000', {uid: 1000, gid: 1001, isRoot: false, gidIsImplicit: false}],
		['4242', {uid: 4242, gid: 0, isRoot: false, gidIsImplicit: true}],
		['ghost', {uid: null, gid: null, isRoot: null}],
		['4294967296', {uid: null, gid: null, isRoot: null}],
		['', {uid: 0, gid: 0, isRoot: true}],
	])('reads %j', (User, expected) => expect(userFacts(User, null, accounts)).toMatchObject({configured: User, ...expected}));
	it('keeps only names and ids for a snapshot', () => {
		const text = renderAccounts(parseAccounts('root:$6$hash:0:0:Jane Doe:/root:/bin/sh\nbroken\nx:x:y:z\n'));
		expect(text).toBe('root:x:0:0:::\n');
		expect(parseAccounts(text)).toEqual([{name: 'root', uid: 0, gid: 0}]);
	});
});

describe('devices', () => {
	const device = (PathOnHost: string, CgroupPermissions = 'rwm') =>
		hostFacts({Devices: [{PathOnHost, PathInContainer: PathOnHost, CgroupPermissions}]}).devices[0];
	it.each([
		['/dev/sda', 'host-root'],
		['/dev/sda1', 'host-root'],
		['/dev/vda', 'host-root'],
		['/dev/nvme0n1p2', 'host-root'],
		['/dev/dm-0', 'host-root'],
		['/dev/mapper/vg-root', 'host-root'],
		['/dev/mem', 'host-root'],
		['/dev', 'host-root'],
		['/dev/mmcblk0boot0', 'host-root'],
		['/dev/zram0', 'high'],
		['/dev/sr0', 'medium'],
		['/dev/loop-control', 'high'],
		['/dev/input/event0', 'high'],
		['/dev/kvm', 'medium'],
		['/dev/kmsg', 'medium'],
		['/dev/fuse', 'low'],
		['/dev/net/tun', 'low'],
		['/dev/dri', 'low'],
		['/dev/ttyUSB0', 'low'],
		['/dev/null', null],
		['/dev/zero', null],
	])('%s: %s', (path, danger) => expect(device(path)?.danger).toBe(danger));
	it('is a step lower when it is read-only', () =>
		expect(device('/dev/sda', 'r')).toMatchObject({danger: 'high', means: 'raw disk'}));
	it.each([
		['a *:* rwm', true],
		['b *:* rwm', true],
		['b 8:* rwm', true],
		['b 259:0 r', true],
		['b 8:0 m', false],
		['c *:* rwm', true],
		['c 21:* rw', true],
		['c 21:* m', false],
		['c 10:200 rwm', false],
		['b 1:0 rw', false],
		['', false],
	])('rule %j opens a disk of the host: %s', (rule, allowsHostDisk) =>
		expect(hostFacts({DeviceCgroupRules: [rule]}).deviceRules).toMatchObject([{rule, allowsHostDisk}]),
	);
	it.each([
		['c 1:1 rwm', [['/dev/mem', 'host-root']]],
		['c 1:1 r', [['/dev/mem', 'high']]],
		['c 1:11 rwm', [['/dev/kmsg', 'medium']]],
		['c 10:200 rwm', [['/dev/net/tun', 'low']]],
		['c 10:237 rw', [['/dev/loop-control', 'high']]],
		['b 7:* rwm', [['/dev/loop0', 'high']]],
		['b 8:16 rw', [['a host disk', 'host-root']]],
		['c 10:200 m', []],
		['c 1:3 rwm', []],
		['b 10:200 rwm', []],
		['c 240:0 rwm', []],
	] as const)('rule %j opens %j', (rule, opens) => {
		const [facts] = hostFacts({DeviceCgroupRules: [rule]}).deviceRules;
		expect(facts?.opens.map(({name, danger}) => [name, danger])).toEqual(opens);
	});
	it.each([
		['b *:* m', true],
		['c *:* m', true],
		['c 1:3 rwm', true],
		['c 136:* rwm', true],
		['c 5:2 rw', true],
		['c 1:1 rwm', false],
		['c 10:229 rwm', false],
		['b 8:0 r', false],
		['a *:* rwm', false],
	])('rule %j is one that every container has: %s', (rule, isDefault) =>
		expect(hostFacts({DeviceCgroupRules: [rule]}).deviceRules).toMatchObject([{isDefault}]),
	);
	it('counts requests for GPUs', () => {
		expect(hostFacts({DeviceRequests: [{Driver: '', Count: -1, Capabilities: [['gpu']]}]}).gpuRequests).toBe(1);
		expect(hostFacts({Runtime: 'nvidia'}).gpuRequests).toBe(1);
		expect(hostFacts({Runtime: 'runc', DeviceRequests: null}).gpuRequests).toBe(0);
	});
});

describe('limits', () => {
	it.each([
		[{}, null],
		[{NanoCpus: 1_500_000_000}, '1.5 CPUs'],
		[{CpuQuota: 50_000, CpuPeriod: 100_000}, '0.5 CPUs by quota'],
		[{CpuQuota: 25_000}, '0.25 CPUs by quota'],
		[{CpuQuota: -1}, null],
		[{CpuShares: 1024}, null],
		[{CpuShares: 512}, '512 shares'],
		[{CpusetCpus: '0-1'}, 'CPUs 0-1'],
		[{CpusetCpus: '0-3'}, null],
		[{CpusetCpus: '0,2'}, 'CPUs 0,2'],
	])('of CPU with %j: %j', (config, cpu) => expect(hostFacts(config).limits.cpu).toBe(cpu));
	it('treat a CPU set as a limit while the number of CPUs is unknown', () =>
		expect(hostFacts({CpusetCpus: '0-3'}, {engine: dockerWithoutInfo}).limits.cpu).toBe('CPUs 0-3'));
	it.each([0, -1, null, undefined])('of pids with %j: none', PidsLimit =>
		expect(hostFacts(PidsLimit === undefined ? {} : {PidsLimit}).limits.pids).toBeNull(),
	);
	it('of memory', () =>
		expect(hostFacts({Memory: 1024, MemorySwap: -1, OomKillDisable: true}).limits).toMatchObject({
			memory: 1024,
			memorySwap: -1,
			oomKillDisable: true,
		}));
});

describe('logging', () => {
	it.each([
		[{Type: 'json-file', Config: {}}, false],
		[{Type: 'json-file', Config: {'max-size': '10m'}}, true],
		[{Type: 'json-file', Config: {'max-size': '-1'}}, false],
		[{Type: 'local', Config: null}, true],
		[{Type: 'none'}, true],
		[{Type: 'syslog'}, true],
		[{}, false],
	])('%j is bounded: %s', (LogConfig, bounded) => expect(hostFacts({LogConfig}).logging.bounded).toBe(bounded));
	it("is the engine's own where the container names none", () => {
		const engine = engineFacts({version: dockerVersion, info: {...dockerInfo, LoggingDriver: 'local'}});
		expect(hostFacts({LogConfig: {Type: ''}}, {engine}).logging).toMatchObject({driver: 'local', bounded: true});
	});
	it('masks the token of a log service', () =>
		expect(hostFacts({LogConfig: {Type: 'splunk', Config: {'splunk-token': 'abc-123'}}}).logging.options['splunk-token']).toBe(
			MASK,
		));
});

describe('environment and secrets', () => {
	const image = imageFacts({Id: `sha256:${'b'.repeat(64)}`, Config: {Env: ['PATH=/bin', 'DB_PASSWORD=x1']}});
	it('marks what the image sets', () =>
		expect(facts({Config: {Env: ['PATH=/bin', 'TZ=UTC', 'EMPTY=', 'BARE']}}, {images: new Map([[image.id, image]])}).env).toEqual(
			[
				{name: 'PATH', value: '/bin', secret: false, fromImage: true},
				{name: 'TZ', value: 'UTC', secret: false, fromImage: false},
				{name: 'EMPTY', value: '', secret: false, fromImage: false},
				{name: 'BARE', value: '', secret: false, fromImage: false},
			],
		));
	it('does not know it without the image', () => expect(facts({Config: {Env: ['A=1']}}).env[0]?.fromImage).toBeNull());
	it('finds secrets wherever an inspect answer shows them, and never shows their values', () => {
		const {secrets, labels, commandLine} = facts({
			Config: {
				Env: ['A=1', 'API_TOKEN=tok-1'],
				Labels: {'traefik.http.middlewares.x.basicauth.users': 'ann:$apr1$abcdefgh$0123456789abcdefghijkl', team: 'shop'},
				Entrypoint: ['server', '--db-password=pw-1'],
				Cmd: ['--auth-token', 'tok-2', '--port', '80'],
				Healthcheck: {Test: ['CMD-SHELL', 'curl -u ann:pw-3 localhost']},
			},
		});
		expect(secrets).toEqual([
			{path: 'Config.Env[1]', name: 'API_TOKEN', kind: 'name'},
			{
				path: 'Config.Labels["traefik.http.middlewares.x.basicauth.users"]',
				name: 'traefik.http.middlewares.x.basicauth.users',
				kind: 'password hash',
			},
			{path: 'Config.Entrypoint[1]', name: '--db-password', kind: 'in arguments'},
			{path: 'Config.Cmd[1]', name: '--auth-token', kind: 'in arguments'},
			{path: 'Config.Healthcheck.Test[1]', name: 'argument', kind: 'in arguments'},
		]);
		expect(commandLine).toBe(`server --db-password=${MASK} --auth-token ${MASK} --port 80`);
		expect(JSON.stringify([secrets, labels, commandLine])).not.toMatch(/pw-1|tok-\d|pw-3|abcdefghijkl/);
	});
	it('finds the same in a snapshot, where they are masked', () => {
		const {secrets, env} = facts({
			Config: {
				Env: [`API_TOKEN=${MASK}`, `DATABASE_URL=postgres://app:${MASK}@db/shop`, 'HINT=***'],
				Cmd: ['--auth-token', MASK, `--pin=${MASK}`],
			},
		});
		expect(secrets.map(({path}) => path)).toEqual(['Config.Env[0]', 'Config.Env[1]', 'Config.Cmd[1]', 'Config.Cmd[2]']);
		expect(env.map(({value, secret}) => `${value} ${secret}`)).toEqual([
			`${MASK} true`,
			`postgres://app:${MASK}@db/shop true`,
			'*** false',
		]);
	});
	it.each([
		['server --token abcdefgh1', '--token'],
		['PGPASSWORD=pw psql', 'PGPASSWORD'],
		['--config={"apiKey":"x1"}', 'apiKey'],
		['curl -u ann:hunter2 x', 'argument'],
	])('names what holds the secret in %s', (argument, name) =>
		expect(facts({Config: {Cmd: ['sh', '-c', argument]}}).secrets).toEqual([{path: 'Config.Cmd[2]', name, kind: 'in arguments'}]),
	);
	it('finds a password that two arguments make', () =>
		expect(facts({Config: {Cmd: ['redis-cli', '-a', 'hunter2']}}).secrets).toEqual([
			{path: 'Config.Cmd', name: 'command line', kind: 'in arguments'},
		]));
});

describe('Compose', () => {
	it.each([
		[{}, null],
		[
			{
				'com.docker.compose.project': 'shop',
				'com.docker.compose.service': 'api',
				'com.docker.compose.project.config_files': '/a.yml,/b.yml',
			},
			{project: 'shop', service: 'api', workingDirectory: null, configFiles: ['/a.yml', '/b.yml'], hook: null},
		],
		[
			{
				'io.podman.compose.project': 'shop',
				'com.docker.compose.service': 'api',
				'com.docker.compose.project.working_dir': '/srv',
			},
			{project: 'shop', service: 'api', workingDirectory: '/srv', configFiles: [], hook: null},
		],
		[
			{'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api', 'com.docker.compose.hook': 'pre_start'},
			{project: 'shop', service: 'api', workingDirectory: null, configFiles: [], hook: 'pre_start'},
		],
		[
			{'com.docker.stack.namespace': 'shop', 'com.docker.swarm.service.name': 'shop_api'},
			{project: 'shop', service: 'api', workingDirectory: null, configFiles: [], hook: null},
		],
	])('reads %j', (Labels, expected) => expect(facts({Config: {Labels}}).compose).toEqual(expected));
});

describe('state', () => {
	it.each([
		['running', 'running'],
		['paused', 'paused'],
		['exited', 'exited'],
		['configured', 'created'],
		['stopped', 'exited'],
		['dead', 'other'],
		['removing', 'other'],
		['teleported', 'other'],
	])('%s is %s', (Status, status) => expect(facts({State: {Status}}).status).toBe(status));
	it('has an exit code only when it ended', () => {
		expect(facts({State: {Status: 'running', ExitCode: 0}}).exitCode).toBeNull();
		expect(facts({State: {Status: 'exited', ExitCode: 137, OOMKilled: true}})).toMatchObject({exitCode: 137, oomKilled: true});
	});
	it("treats Go's zero time as no time", () =>
		expect(facts({State: {StartedAt: '0001-01-01T00:00:00Z', FinishedAt: '2026-01-01T00:00:00.5Z'}})).toMatchObject({
			startedAt: null,
			finishedAt: '2026-01-01T00:00:00.5Z',
		}));
	it.each([
		[{Test: ['CMD', 'true']}, true],
		[{Test: ['CMD-SHELL', 'true']}, true],
		[{Test: ['NONE']}, false],
		[{Test: []}, false],
		[{Test: null}, false],
		[null, false],
	])('health check %j: %s', (Healthcheck, has) => expect(facts({Config: {Healthcheck}}).hasHealthcheck).toBe(has));
	it('has a name even when the answer has none', () => expect(facts({Name: ''}).name).toBe('aaaaaaaaaaaa'));
	it('reads a restart policy without a name as no', () =>
		expect(hostFacts({RestartPolicy: {Name: '', MaximumRetryCount: 0}}).restart).toEqual({name: 'no', maximumRetries: 0}));
	it('does not know what was never requested', () => {
		const {processes, changes, execs, truth} = facts();
		expect([processes.known, changes.known, execs.known, truth.known]).toEqual([false, false, false, false]);
	});
});
