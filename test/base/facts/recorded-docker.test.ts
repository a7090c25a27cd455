import {describe, expect, it} from 'vitest';
import {changeFacts} from '../../../src/base/facts/changes.js';
import {processFacts} from '../../../src/base/facts/processes.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {recordedFleet} from './recorded.js';

const {answers, engine, images, container} = recordedFleet('docker-26.1.5-fleet.json');

describe('a recorded Docker engine', () => {
	it('is what it says', () =>
		expect(engine).toMatchObject({
			kind: 'docker',
			version: '26.1.5+dfsg1',
			apiVersion: '1.45',
			rootless: false,
			userns: false,
			noNewPrivilegesDefault: false,
			seccompProfile: 'builtin',
			appArmor: false,
			seLinux: false,
			cgroupVersion: 1,
			rootDirectory: '/var/lib/docker',
			loggingDriver: 'json-file',
			liveRestore: false,
			insecureRegistries: [],
			tcpApi: 'none-seen',
			swarm: 'inactive',
		}));
	it('has a default bridge on which containers may talk', () =>
		expect(engine.defaultBridge).toMatchObject({known: true, value: {name: 'bridge', icc: true, defaultBinding: '0.0.0.0'}}));
	it('knows its networks and who is on them', () => {
		const networks = engine.networks.known ? engine.networks.value : [];
		expect(networks.find(({name}) => name === 'backend')).toMatchObject({
			internal: true,
			defaultBridge: false,
			containers: [container('composed').id],
		});
	});
});

describe('recorded Docker containers', () => {
	it('plain: everything at its default', () =>
		expect(container('plain')).toMatchObject({
			name: 'plain',
			image: 'shop/base:1.0',
			status: 'running',
			exitCode: null,
			finishedAt: null,
			health: 'none',
			hasHealthcheck: false,
			privileged: false,
			noNewPrivileges: {on: false, by: 'none'},
			seccomp: {kind: 'default'},
			appArmor: {kind: 'absent'},
			seLinux: {kind: 'absent'},
			systemPaths: {kind: 'default'},
			namespaces: {
				network: {kind: 'private'},
				pid: {kind: 'private'},
				ipc: {kind: 'private'},
				uts: {kind: 'private'},
				user: {kind: 'host', through: []},
				cgroup: {kind: 'host', through: []},
			},
			user: {configured: '', uid: 0, gid: 0, isRoot: true},
			readOnlyRoot: false,
			mounts: [],
			ports: [],
			limits: {memory: null, memorySwap: null, pids: null, cpu: null, ulimits: [], oomScoreAdj: 0},
			restart: {name: 'no', maximumRetries: 0},
			logging: {driver: 'json-file', bounded: false},
			commandLine: 'busybox sleep 86400',
			stopSignal: 'SIGKILL',
			secrets: [],
			compose: null,
		}));

	it('privileged', () => {
		const facts = container('privileged');
		expect(facts.capabilities.granted.size).toBe(41);
		expect(facts).toMatchObject({
			privileged: true,
			seccomp: {kind: 'unconfined', by: 'privileged'},
			systemPaths: {kind: 'unmasked', by: 'privileged'},
			restart: {name: 'always'},
		});
	});

	it('drop-all: one capability, read-only, no way to more', () => {
		const facts = container('drop-all');
		expect([...facts.capabilities.granted]).toEqual(['NET_BIND_SERVICE']);
		expect(facts).toMatchObject({
			noNewPrivileges: {on: true, by: 'option'},
			readOnlyRoot: true,
			tmpfs: [{destination: '/tmp', options: 'size=16m,noexec'}],
			user: {configured: '1000:1000', uid: 1000, gid: 1000, isRoot: false, gidIsImplicit: false},
		});
	});

	it('add-all: all but the one that is dropped', () => {
		const {granted, beyondDefault} = container('add-all').capabilities;
		expect(granted.size).toBe(40);
		expect(granted.has('SYS_ADMIN')).toBe(false);
		expect(beyondDefault).toHaveLength(26);
	});

	it('add-some: names in any case', () => {
		const {granted, beyondDefault} = container('add-some').capabilities;
		expect(beyondDefault).toEqual(['NET_ADMIN', 'SYS_ADMIN']);
		expect(granted.has('MKNOD')).toBe(false);
	});

	it('host-namespaces', () => {
		const host = {kind: 'host', through: []};
		expect(container('host-namespaces')).toMatchObject({
			namespaces: {network: host, pid: host, ipc: host, uts: host, user: host, cgroup: host},
			optsOutOfUserns: true,
			ports: [],
		});
	});

	it('reaches the host through one and through two other containers', () => {
		expect(container('pid-of-host-namespaces').namespaces).toMatchObject({
			network: {kind: 'host', through: ['host-namespaces']},
			pid: {kind: 'host', through: ['host-namespaces']},
			ipc: {kind: 'host', through: ['host-namespaces']},
			uts: {kind: 'private'},
		});
		expect(container('pid-at-two-removes').namespaces).toMatchObject({
			network: {kind: 'none'},
			pid: {kind: 'host', through: ['pid-of-host-namespaces', 'host-namespaces']},
		});
	});

	it('network-of-published: on the network and the published port of its owner', () => {
		const facts = container('network-of-published');
		expect(facts.namespaces.network).toEqual({kind: 'container', id: container('published').id, name: 'published'});
		expect(facts.ports.find(({port}) => port === 8080)).toMatchObject({
			reach: 'wildcard',
			published: [{hostPort: 80}, {hostPort: 80}],
		});
	});

	it('paths-unconfined: two empty lists', () =>
		expect(container('paths-unconfined')).toMatchObject({
			systemPaths: {kind: 'unmasked', by: 'systempaths'},
			namespaces: {ipc: {kind: 'shareable'}},
		}));

	it('reads seccomp profiles that the client put into the option', () => {
		const custom = container('seccomp-custom').seccomp;
		expect(custom).toMatchObject({kind: 'custom', profile: {defaultAction: 'SCMP_ACT_ALLOW'}});
		const dangerous = custom.kind === 'custom' ? custom.profile.dangerous : [];
		expect(dangerous).toEqual(expect.arrayContaining(['bpf', 'unshare', 'keyctl']));
		expect(dangerous).not.toEqual(expect.arrayContaining(['mount']));
		expect(container('seccomp-lax').seccomp).toEqual({kind: 'unconfined', by: 'profile'});
		expect(container('seccomp-off')).toMatchObject({
			seccomp: {kind: 'unconfined', by: 'option'},
			noNewPrivileges: {on: false, by: 'option'},
			// Named, accepted, and without a meaning on a kernel that has no AppArmor.
			appArmor: {kind: 'absent'},
		});
	});

	it('sees what is behind mounts', () => {
		const mounts = container('mounts').mounts.map(
			({destination, kind, realSource, writable, runtimeSocket, sensitivity, resolvedThrough}) => ({
				destination,
				kind,
				realSource,
				writable,
				runtimeSocket,
				listed: sensitivity?.listed ?? null,
				resolvedThrough,
			}),
		);
		expect(mounts.sort((a, b) => (a.destination < b.destination ? -1 : 1))).toMatchObject([
			{destination: '/anonymous', kind: 'volume', listed: null, runtimeSocket: null},
			{destination: '/data', kind: 'bind', realSource: '/opt/shop/data', listed: null, runtimeSocket: null},
			{destination: '/docker.sock', writable: false, runtimeSocket: '/run/docker.sock', listed: null},
			{destination: '/hidden', kind: 'volume', realSource: '/etc', listed: '/etc', resolvedThrough: 'volume-options'},
			{destination: '/host', writable: false, listed: '/', runtimeSocket: '/run/docker.sock'},
			{destination: '/host-run', writable: true, listed: '/run', runtimeSocket: '/run/docker.sock'},
			{destination: '/linked', realSource: '/opt/shop/linked', listed: null, resolvedThrough: null},
			{destination: '/orders', kind: 'volume', listed: null, runtimeSocket: null},
			{destination: '/scratch', kind: 'tmpfs', listed: null},
		]);
		expect(container('mounts').mounts.find(({destination}) => destination === '/anonymous')?.anonymous).toBe(true);
		expect(container('mounts').mounts.find(({destination}) => destination === '/data')?.propagation).toBe('rshared');
	});

	it('published: the addresses that the engine bound', () =>
		expect(
			container('published').ports.map(({port, protocol, published, reach, service, administrative}) => ({
				port: `${port}/${protocol}`,
				on: published.map(({address, hostPort}) => `${address} ${hostPort}`),
				reach,
				service,
				administrative,
			})),
		).toEqual(
			expect.arrayContaining([
				{port: '8080/tcp', on: ['0.0.0.0 80', ':: 80'], reach: 'wildcard', service: 'HTTP', administrative: false},
				{port: '9229/tcp', on: ['127.0.0.1 9229'], reach: 'loopback', service: 'Node debugger', administrative: true},
				{port: '53/udp', on: ['::1 5353'], reach: 'loopback', service: 'DNS', administrative: false},
				{port: '6379/tcp', on: ['10.99.0.1 6379'], reach: 'address', service: 'Redis', administrative: true},
			]),
		));

	it('published-stopped: what it will bind, not yet bound', () => {
		const facts = container('published-stopped');
		expect(facts).toMatchObject({status: 'created', startedAt: null, pid: null});
		expect(facts.ports.find(({port}) => port === 22)).toMatchObject({reach: 'wildcard', exposed: true, administrative: true});
		expect(facts.ports.find(({port}) => port === 8080)).toMatchObject({
			reach: 'loopback',
			published: [{address: '127.0.0.1', hostPort: 8081}],
		});
	});

	it("takes the network's own address where none is given, and masks the password of a remote volume", () => {
		const facts = container('remote-volume');
		expect(facts.ports).toMatchObject([{port: 80, reach: 'loopback', published: [{address: '127.0.0.1', hostPort: 8090}]}]);
		expect(facts.gpuRequests).toBe(1);
		expect(facts.mounts).toMatchObject([
			{kind: 'volume', volume: 'share', remote: `cifs //files/share username=ann,password=${MASK},vers=3.0`, sensitivity: null},
		]);
	});

	it('devices and rules that open the disks', () =>
		expect(container('devices')).toMatchObject({
			devices: [
				{path: '/dev/loop0', inContainer: '/dev/disk', permissions: 'r', danger: 'high'},
				{path: '/dev/fuse', permissions: 'rwm', danger: 'low'},
			],
			deviceRules: [
				{rule: 'b *:* rwm', allowsHostDisk: true},
				{rule: 'c 10:200 rw', allowsHostDisk: false},
			],
		}));

	it('limits', () =>
		expect(container('limits')).toMatchObject({
			limits: {
				memory: 268435456,
				memoryReservation: 134217728,
				memorySwap: -1,
				pids: 100,
				cpu: '0.5 CPUs',
				ulimits: [{Name: 'nofile', Soft: 1024, Hard: 2048}],
				oomKillDisable: false,
				oomScoreAdj: 500,
			},
			restart: {name: 'on-failure', maximumRetries: 3},
			logging: {driver: 'json-file', options: {'max-size': '10m'}, bounded: true},
			sysctls: [{name: 'net.ipv4.ip_forward', value: '1'}],
		}));

	it('composed: project, service, and secrets that are found and masked', () => {
		const facts = container('composed');
		expect(facts).toMatchObject({
			compose: {
				project: 'shop',
				service: 'api',
				workingDirectory: '/opt/shop',
				configFiles: ['/opt/shop/compose.yml'],
				hook: null,
			},
			networks: [{name: 'backend', driver: 'bridge', internal: true, defaultBridge: false, peers: []}],
			dns: ['9.9.9.9'],
			extraHosts: ['db:10.0.0.5'],
			health: 'starting',
			hasHealthcheck: true,
			user: {configured: '1000', uid: 1000, gid: null, gidIsImplicit: true, groupAdd: ['999']},
		});
		expect(facts.env).toEqual(
			expect.arrayContaining([
				{name: 'API_KEY', value: MASK, secret: true, fromImage: false},
				{name: 'DATABASE_URL', value: `postgres://app:${MASK}@db:5432/shop`, secret: true, fromImage: false},
				{name: 'DB_PASSWORD', value: MASK, secret: true, fromImage: true},
				{name: 'TZ', value: 'UTC', secret: false, fromImage: false},
			]),
		);
		expect(facts.secrets.map(({name}) => name).sort()).toEqual(['API_KEY', 'DATABASE_URL', 'DB_PASSWORD']);
	});

	it('arguments: a password on the command line', () => {
		const facts = container('arguments');
		expect(facts.commandLine).toBe(`busybox sh -c exec busybox sleep 86400 # --requirepass ${MASK}`);
		expect(facts.secrets).toEqual([{path: 'Config.Cmd[2]', name: '--requirepass', kind: 'in arguments'}]);
	});

	it('hostile: nothing of it reaches a terminal', () => {
		const facts = container('hostile');
		expect(facts.labels.find(({name}) => name === 'note')?.value).toBe('evil');
		expect(facts.env.find(({name}) => name === 'MOTD')?.value).toBe('gone');
	});
});

describe('recorded Docker answers on demand', () => {
	const plain = answers.containers.find(({inspect}) => inspect.Name === '/plain');
	it('processes', () =>
		expect(processFacts(plain?.top ?? {})).toMatchObject([
			{uid: 0, user: 'root', command: 'busybox', args: 'busybox sleep 86400'},
		]));
	it('changes', () => expect(changeFacts(plain?.changes ?? null, null)).toMatchObject({systemPaths: ['/etc/passwd'], total: 2}));
	it('history, with the build argument that anyone can read', () => {
		const api = images.find(({tags}) => tags.some(tag => tag === 'shop/api:latest'));
		expect(api?.secrets.map(({path, name}) => `${path.replace(/\d+/, 'n')} ${name}`).sort()).toEqual([
			'Config.Env[n] DB_PASSWORD',
			'history[n].CreatedBy DB_PASSWORD',
			'history[n].CreatedBy NPM_TOKEN',
		]);
		expect(api).toMatchObject({user: {uid: 1000}, hasHealthcheck: true, volumes: ['/data']});
	});
});

describe('a recorded strict Docker engine', () => {
	const strict = recordedFleet('docker-26.1.5-strict.json');
	it('is what it says', () =>
		expect(strict.engine).toMatchObject({
			userns: true,
			noNewPrivilegesDefault: true,
			liveRestore: true,
			debug: true,
			loggingDriver: 'local',
			insecureRegistries: ['registry.example:5000', '10.0.0.0/8'],
			tcpApi: 'plain',
			defaultBridge: {known: true, value: {icc: false, defaultBinding: '127.0.0.1'}},
		}));
	it('gives its containers what their own options do not say', () =>
		expect(strict.container('remapped')).toMatchObject({
			noNewPrivileges: {on: true, by: 'engine'},
			namespaces: {user: {kind: 'private'}},
			logging: {driver: 'local', bounded: true},
		}));
	it('lets one opt out', () =>
		expect(strict.container('opted-out')).toMatchObject({
			noNewPrivileges: {on: false, by: 'option'},
			namespaces: {user: {kind: 'host'}},
			optsOutOfUserns: true,
		}));
	it('publishes on loopback when no address is given', () =>
		expect(strict.container('remapped').ports.find(({port}) => port === 8080)?.reach).toBe('loopback'));
});
