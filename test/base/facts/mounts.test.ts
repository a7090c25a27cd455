import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {MountPoint} from '../../../src/base/answers/index.js';
import type {FactsContext} from '../../../src/base/facts/context.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {canonical} from '../../../src/base/facts/host-paths.js';
import type {MountedSource} from '../../../src/base/facts/mount-facts.js';
import {pathSensitivity} from '../../../src/base/facts/path-sensitivity.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {volumeSource} from '../../../src/base/facts/volumes.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {dockerInfo, dockerVersion, facts, podman} from './answers.js';

const mount = (given: MountPoint, context: Partial<FactsContext> = {}) =>
	facts({Mounts: [{Type: 'bind', RW: true, Destination: '/x', ...given}]}, context).mounts[0];
const bind = (Source: string, context: Partial<FactsContext> = {}) => mount({Source}, context);

describe('canonical', () => {
	it.each([
		['/var/run/docker.sock', '/run/docker.sock'],
		['/var/running', '/var/running'],
		['//etc/../etc/./cron.d/', '/etc/cron.d'],
		['/../..', '/'],
		['/bin', '/usr/bin'],
		['/lib/systemd', '/usr/lib/systemd'],
		['/library', '/library'],
		['', '/'],
	])('%s is %s', (path, expected) => expect(canonical(path)).toBe(expected));
	it('is its own canonical form', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('var', 'run', 'lib', 'bin', '..', '.', '', 'x')), parts => {
				const path = canonical(`/${parts.join('/')}`);
				expect(canonical(path)).toBe(path);
			}),
		);
	});
});

describe('pathSensitivity', () => {
	it.each([
		['/', 'is', '/', 'host-root', 'secrets'],
		['/etc', 'is', '/etc', 'host-root', 'secrets'],
		['/etc/', 'is', '/etc', 'host-root', 'secrets'],
		['/etc/shadow', 'is', '/etc/shadow', 'host-root', 'secrets'],
		['/etc/cron.d/backup', 'inside', '/etc/cron.d', 'host-root', null],
		['/etc/nginx/conf.d', 'inside', '/etc', 'tamper', null],
		['/usr/local', 'is', '/usr/local', 'host-root', null],
		['/bin', 'is', '/usr/bin', 'host-root', null],
		['/lib/modules', 'is', '/usr/lib/modules', 'host-root', null],
		['/lib/modules/6.1', 'inside', '/usr/lib/modules', 'host-root', null],
		['/root', 'is', '/root', 'host-root', 'secrets'],
		['/root/.ssh/authorized_keys', 'is', '~/.ssh', 'host-root', 'secrets'],
		['/home', 'is', '/home', 'host-root', 'secrets'],
		['/home/ann', 'is', '/home/*', 'host-root', 'secrets'],
		['/home/ann/.ssh', 'is', '~/.ssh', 'host-root', 'secrets'],
		['/home/ann/.aws/credentials', 'is', '~/.kube, ~/.aws, ~/.docker, …', 'tamper', 'secrets'],
		['/srv/deploy/.kube/config', 'is', '~/.kube, ~/.aws, ~/.docker, …', 'tamper', 'secrets'],
		['/var', 'is', '/var', 'host-root', 'secrets'],
		['/var/lib/docker', 'is', '/var/lib/docker', 'host-root', 'secrets'],
		['/var/lib/docker/overlay2', 'inside', '/var/lib/docker', 'host-root', 'secrets'],
		['/var/log', 'is', '/var/log', 'tamper', 'information'],
		['/var/log/nginx', 'inside', '/var/log', 'tamper', 'information'],
		['/var/run', 'is', '/run', 'host-root', 'secrets'],
		['/proc', 'is', '/proc', 'host-root', 'secrets'],
		['/proc/sys/kernel', 'contains', '/proc/sys/kernel/core_pattern', 'host-root', null],
		['/proc/sys/vm', 'inside', '/proc/sys', 'tamper', null],
		['/home/ann/.bashrc', 'is', '~/.profile, ~/.config/systemd, ~/.local/bin, …', 'host-root', null],
		['/home/ann/.config/autostart', 'is', '~/.profile, ~/.config/systemd, ~/.local/bin, …', 'host-root', null],
		['/home/ann/.config', 'is', '~/.config, ~/.local', 'host-root', 'secrets'],
		['/proc/meminfo', 'inside', '/proc', 'tamper', 'information'],
		['/sys/kernel/mm/ksm', 'inside', '/sys/kernel', 'tamper', 'information'],
		['/etc/logrotate.d', 'is', '/etc/logrotate.d', 'host-root', null],
		['/etc/default/cron', 'inside', '/etc/default', 'host-root', null],
		['/usr/lib/udev/rules.d', 'inside', '/usr/lib/udev', 'host-root', null],
		['/run/udev', 'is', '/run/udev', 'host-root', null],
		['/sys/fs/cgroup', 'is', '/sys/fs/cgroup', 'host-root', 'information'],
		['/dev', 'is', '/dev', 'host-root', 'secrets'],
		// Measured: a node that is mounted and not given with --device cannot be opened (EPERM of the control group).
		['/dev/sda', 'inside', '/dev', 'tamper', null],
		['/dev/disk/by-id', 'inside', '/dev', 'tamper', null],
		['/dev/kmsg', 'inside', '/dev', 'tamper', null],
		['/usr/share/nginx', 'inside', '/usr', 'tamper', null],
		['/lib/firmware', 'inside', '/usr/lib', 'tamper', null],
		['/tmp', 'is', '/tmp', 'tamper', 'information'],
		['/dev/shm', 'is', '/dev/shm', 'tamper', 'information'],
		// Measured: a container may open terminals (136:*) without being asked, those of the host too when their nodes are mounted.
		['/dev/pts', 'inside', '/dev', 'tamper', null],
	])('%s %s %s', (path, relation, listed, whenWritten, whenRead) =>
		expect(pathSensitivity(path)).toEqual({listed, relation, whenWritten, whenRead}),
	);
	it('judges a parent by everything below it', () => {
		expect(pathSensitivity('/etc/pki/tls')).toEqual({
			listed: '/etc/pki/tls/private',
			relation: 'contains',
			whenWritten: 'tamper',
			whenRead: 'secrets',
		});
		expect(pathSensitivity('/etc/..')?.listed).toBe('/');
	});
	it.each([
		...'/srv/shop /opt/shop/data /data /mnt/disk1 /home/ann/project /home/ann/.docker/run/docker.sock /var/www/html'.split(' '),
		...'/var/lib/postgresql /etc/localtime /etc/timezone /etc/ssl/certs/ca.pem /usr/share/zoneinfo/UTC /tmp/build'.split(' '),
		...'/dev/null /dev/dri /dev/net/tun /etcetera /rooted'.split(' '),
	])('leaves %s alone', path => expect(pathSensitivity(path)).toBeNull());
	it.each(['/etc/hosts', '/etc/localtime', '/etc/resolv.conf', '/etc/ssl/certs', '/usr/share/zoneinfo/UTC'])(
		'ignores %s unless it is writable',
		path => {
			expect(pathSensitivity(path, null, false)).toBeNull();
			expect(pathSensitivity(path, null, true)).toMatchObject({relation: 'inside', whenWritten: 'tamper', whenRead: null});
		},
	);
	it("knows the engine's own data root", () => {
		expect(pathSensitivity('/mnt/docker-data')).toBeNull();
		expect(pathSensitivity('/mnt/docker-data/volumes', '/mnt/docker-data')).toMatchObject({
			relation: 'is',
			whenWritten: 'tamper',
		});
		expect(pathSensitivity('/mnt/docker-data/volumes/of-another/_data', '/mnt/docker-data')).toBeNull();
		expect(pathSensitivity('/mnt/docker-data/containers', '/mnt/docker-data')).toMatchObject({whenWritten: 'host-root'});
		expect(pathSensitivity('/mnt', '/mnt/docker-data')).toMatchObject({relation: 'contains', whenRead: 'secrets'});
	});
	it('never says less of a parent directory than of a listed path itself', () => {
		const rank = (path: string) => {
			const found = pathSensitivity(path);
			return found === null ? 0 : 1 + Number(found.whenWritten === 'host-root') + Number(found.whenRead === 'secrets');
		};
		fc.assert(
			fc.property(
				fc.constantFrom('/etc/shadow', '/var/lib/kubelet', '/etc/cron.d', '/root', '/proc/sys', '/var/lib/docker'),
				path => {
					const parent = path.slice(0, path.lastIndexOf('/')) || '/';
					expect(rank(parent)).toBeGreaterThanOrEqual(rank(path));
				},
			),
		);
	});
});

describe('runtime sockets', () => {
	it.each([
		['/var/run/docker.sock', '/run/docker.sock'],
		['/run/docker.sock', '/run/docker.sock'],
		['/run', '/run/docker.sock'],
		['/var/run/', '/run/docker.sock'],
		['/', '/run/docker.sock'],
		['/run/containerd', '/run/containerd/containerd.sock'],
		['/run/containerd/containerd.sock', '/run/containerd/containerd.sock'],
		['/run/podman/podman.sock', '/run/podman/podman.sock'],
		['/run/podman', '/run/podman/podman.sock'],
		['/var/run/crio/crio.sock', '/run/crio/crio.sock'],
		['/run/buildkit', '/run/buildkit/buildkitd.sock'],
		['/run/k3s', '/run/k3s/containerd/containerd.sock'],
		['/run/user/1000/docker.sock', '/run/user/1000/docker.sock'],
		['/run/user/1000/podman', '/run/user/1000/podman'],
		['/home/ann/.docker/desktop/docker.sock', '/home/ann/.docker/desktop/docker.sock'],
		['/var/run/docker.sock.raw', '/run/docker.sock.raw'],
	])('%s gives %s', (source, socket) => expect(bind(source)?.runtimeSocket).toBe(socket));
	it.each(['/var', '/srv', '/run/udev', '/opt/docker.sock.d', '/run/docker-socket-proxy', '/srv/app.sock'])(
		'%s gives none',
		source => expect(bind(source)?.runtimeSocket).toBeNull(),
	);
	it('counts a read-only mount too', () =>
		expect(mount({Source: '/run/docker.sock', RW: false, Mode: 'ro'})).toMatchObject({
			writable: false,
			runtimeSocket: '/run/docker.sock',
		}));
	it("knows the engine's real socket, and the directories above it", () => {
		const engineSocket = '/srv/engines/one/d.sock';
		expect(bind('/srv/engines', {engineSocket})?.runtimeSocket).toBe(engineSocket);
		expect(bind('/srv/engines/one/d.sock', {engineSocket})?.runtimeSocket).toBe(engineSocket);
		expect(bind('/srv/engines/two', {engineSocket})?.runtimeSocket).toBeNull();
	});
	it('knows the containerd that the engine names', () => {
		const engine = engineFacts({version: dockerVersion, info: {...dockerInfo, Containerd: {Address: '/srv/c/containerd.sock'}}});
		expect(bind('/srv/c', {engine})?.runtimeSocket).toBe('/srv/c/containerd.sock');
	});
	it("names Podman's own socket first", () =>
		expect(bind('/run', {engine: podman})?.runtimeSocket).toBe('/run/podman/podman.sock'));
	describe('where the host was looked at', () => {
		const socket = {uid: 0, gid: 998, mode: 0o660};
		const looked = (source: Partial<MountedSource>, given: MountPoint = {}) => {
			const seen = {kind: 'directory', runtimeSocket: null, socket: null, doubt: null, ...source} as const;
			return mount({Source: '/srv/x', ...given}, {sources: new Map([[given.Source ?? '/srv/x', seen]]), realPaths: new Map()});
		};
		it.each([
			[
				'a socket of a runtime under any name',
				{kind: 'socket', runtimeSocket: trusted('/srv/b.sock'), socket},
				{},
				'/srv/b.sock',
				socket,
			],
			['a directory that holds one', {runtimeSocket: trusted('/srv/x/b.sock'), socket}, {}, '/srv/x/b.sock', socket],
			['a socket that has only the name', {kind: 'socket', socket}, {Source: '/srv/docker.sock'}, '/srv/docker.sock', socket],
			['what is not there yet, by its name', {kind: 'missing'}, {Source: '/srv/docker.sock'}, '/srv/docker.sock', null],
			['a file that has the name', {kind: 'file'}, {Source: '/srv/docker.sock'}, null, null],
			['a directory that has the name', {}, {Source: '/srv/docker.sock'}, null, null],
			['another socket at the usual place inside', {kind: 'socket', socket}, {Destination: '/var/run/docker.sock'}, null, null],
			['a usual place, which may get its socket later', {}, {Source: '/run'}, '/run/docker.sock', null],
			['a usual place that has none', {lacksUsualSockets: true}, {Source: '/run'}, null, null],
		] as const)('judges %s', (_, source, given, runtimeSocket, file) =>
			expect(looked(source, given)).toMatchObject({runtimeSocket, socket: file, socketDoubt: null}),
		);
		it('keeps the recorded doubt', () =>
			expect(looked({doubt: trusted('why')})).toMatchObject({runtimeSocket: null, socketDoubt: 'why'}));
		it("finds one in a volume's own place", () => {
			const volume = {Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data'};
			expect(looked({runtimeSocket: trusted('/run/b.sock'), socket}, volume)).toMatchObject({
				kind: 'volume',
				runtimeSocket: '/run/b.sock',
			});
			expect(looked({}, volume)).toMatchObject({runtimeSocket: null, socketDoubt: null});
		});
	});
	describe('where it was not', () => {
		it.each([
			['/srv/x', '/var/run/docker.sock'],
			['/srv/x', '/tmp/docker.sock'],
			['/srv/x', '/run/user/1000/podman/podman.sock'],
			['/srv/x', '/run/containerd/containerd.sock'],
		])('treats %s at %s as a runtime socket', (Source, Destination) =>
			expect(mount({Source, Destination})).toMatchObject({runtimeSocket: Source, socket: null, socketDoubt: null}),
		);
		it.each([
			['/srv/app.sock', '/x'],
			['/srv/x', '/run/app.sock'],
			['/run/user/1000', '/x'],
		])('is not sure about %s at %s', (Source, Destination) =>
			expect(mount({Source, Destination})).toMatchObject({
				runtimeSocket: null,
				socketDoubt: expect.stringMatching(/not visible/),
			}),
		);
		it('does not suspect other mounts', () =>
			expect(mount({Source: '/srv/x', Destination: '/run/x'})).toMatchObject({runtimeSocket: null, socketDoubt: null}));
		it("knows Windows' pipe of the engine", () =>
			expect(mount({Type: 'npipe', Source: '\\\\.\\pipe\\docker_engine', Destination: '/x'})?.runtimeSocket).not.toBeNull());
	});
	it('does not report the symlinks that every distribution has', () =>
		expect(bind('/var/run/docker.sock', {realPaths: new Map([['/var/run/docker.sock', '/run/docker.sock']])})).toMatchObject({
			realSource: '/run/docker.sock',
			resolvedThrough: null,
			runtimeSocket: '/run/docker.sock',
		}));
	it('says where it could follow none', () => {
		expect(bind('/srv/hidden/x', {realPaths: new Map([['/srv/hidden/x', null]])})).toMatchObject({
			realSource: '/srv/hidden/x',
			linksFollowed: false,
		});
		expect(bind('/srv/hidden/x', {realPaths: new Map()})).toMatchObject({linksFollowed: true});
	});
	it('follows symlinks that the host shows', () =>
		expect(bind('/opt/shop/link', {realPaths: new Map([['/opt/shop/link', '/run/docker.sock']])})).toMatchObject({
			source: '/opt/shop/link',
			realSource: '/run/docker.sock',
			resolvedThrough: 'symlink',
			runtimeSocket: '/run/docker.sock',
		}));
});

describe('what is mounted below a source', () => {
	const owner = {uid: 0, gid: 0, mode: 0o755};
	const source: MountedSource = {
		kind: 'directory',
		runtimeSocket: null,
		socket: null,
		doubt: null,
		owner: {uid: 1000, gid: 1000, mode: 0o700},
		below: [
			{path: trusted('/var/log'), owner},
			{path: trusted('/etc'), owner},
		],
	};
	const sources = new Map([['/srv/chroot', source]]);

	it('counts where it exposes more than the source itself', () =>
		expect(bind('/srv/chroot', {sources})).toMatchObject({realSource: '/etc', resolvedThrough: 'submount', owner}));
	it('is left out where the bind leaves it out', () =>
		expect(
			facts(
				{
					Mounts: [{Type: 'bind', RW: true, Source: '/srv/chroot', Destination: '/x'}],
					HostConfig: {Mounts: [{Type: 'bind', Source: '/srv/chroot', Target: '/x', BindOptions: {NonRecursive: true}}]},
				},
				{sources},
			).mounts[0],
		).toMatchObject({realSource: '/srv/chroot', resolvedThrough: null, sensitivity: null}));
	it('hides nothing that is worse', () =>
		expect(bind('/', {sources: new Map([['/', source]])})).toMatchObject({realSource: '/', resolvedThrough: null}));
});

describe('a socket in another file system below a source', () => {
	const held: MountedSource = {
		kind: 'directory',
		runtimeSocket: trusted('/run/docker.sock'),
		socket: {uid: 0, gid: 0, mode: 0o660},
		apart: true,
		doubt: null,
	};
	const flat = (sources?: Map<string, MountedSource>) =>
		facts(
			{
				Mounts: [{Type: 'bind', RW: true, Source: '/', Destination: '/x'}],
				HostConfig: {Mounts: [{Type: 'bind', Source: '/', Target: '/x', BindOptions: {NonRecursive: true}}]},
			},
			sources === undefined ? {} : {sources},
		).mounts[0];

	it('comes along with what is mounted below', () =>
		expect(bind('/', {sources: new Map([['/', held]])})).toMatchObject({runtimeSocket: '/run/docker.sock'}));
	it('does not where that is left out, as /run does not where the host was not seen', () => {
		expect(flat(new Map([['/', held]]))).toMatchObject({runtimeSocket: null, socketDoubt: null});
		expect(flat()).toMatchObject({runtimeSocket: null});
	});
});

describe('part of a volume', () => {
	const part = (Subpath: string, Options: Record<string, string> | null) =>
		facts(
			{
				Mounts: [{Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data', Destination: '/x', RW: true}],
				HostConfig: {Mounts: [{Type: 'volume', Source: 'v', Target: '/x', VolumeOptions: {Subpath}}]},
			},
			{volumes: [{Name: 'v', Driver: 'local', Options}]},
		).mounts[0];
	const root = {type: 'none', o: 'bind', device: '/'};

	it('is that part of what the volume binds', () => {
		expect(part('srv/plain', root)).toMatchObject({realSource: '/srv/plain', sensitivity: null});
		expect(part('/etc/cron.d/', root)).toMatchObject({realSource: '/etc/cron.d', sensitivity: {whenWritten: 'host-root'}});
	});
	it('is no other path where the volume is its own', () =>
		expect(part('data', null)).toMatchObject({realSource: '/var/lib/docker/volumes/v/_data/data', resolvedThrough: null}));
	it('may be anything on a disk', () =>
		expect(part('data', {type: 'ext4', device: '/dev/sda1'})).toMatchObject({sensitivity: {whenWritten: 'host-root'}}));
});

describe('volumes', () => {
	it('with a file system in a loop device show an image, and no disk of the host', () =>
		expect(
			mount(
				{Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data'},
				{volumes: [{Name: 'v', Driver: 'local', Options: {type: 'ext4', device: '/dev/loop0'}}]},
			),
		).toMatchObject({realSource: '/dev/loop0', sensitivity: null}));

	const volume = (Options: Record<string, string> | null, given: MountPoint = {}) =>
		mount(
			{Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data', ...given},
			{volumes: [{Name: 'v', Driver: 'local', Options}]},
		);

	it('are data of the container, though they lie below the data root', () =>
		expect(volume(null)).toMatchObject({
			kind: 'volume',
			volume: 'v',
			anonymous: false,
			sensitivity: null,
			resolvedThrough: null,
		}));
	it('hide binds', () =>
		expect(volume({type: 'none', o: 'bind', device: '/run/docker.sock'})).toMatchObject({
			realSource: '/run/docker.sock',
			resolvedThrough: 'volume-options',
			runtimeSocket: '/run/docker.sock',
		}));
	it('may be read-only by their own options', () =>
		expect(volume({type: 'none', o: 'rbind,ro', device: '/etc'})).toMatchObject({
			writable: false,
			sensitivity: {listed: '/etc'},
		}));
	it('hide the socket in a directory above it, and behind a link', () => {
		expect(volume({type: 'none', o: 'bind', device: '/var/run'})).toMatchObject({
			realSource: '/var/run',
			runtimeSocket: '/run/docker.sock',
			writable: true,
		});
		const behindLink = mount(
			{Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data'},
			{
				volumes: [{Name: 'v', Driver: 'local', Options: {type: 'none', o: 'bind', device: '/srv/app'}}],
				realPaths: new Map([['/srv/app', '/run']]),
			},
		);
		expect(behindLink).toMatchObject({
			realSource: '/run',
			resolvedThrough: 'volume-options',
			runtimeSocket: '/run/docker.sock',
		});
	});
	it('of another driver are what it mounts from: its path is one of the host', () => {
		const given = (Source: string) => mount({Type: 'volume', Name: 'v', Driver: 'local-persist', Source});
		expect(given('/run')).toMatchObject({kind: 'volume', runtimeSocket: '/run/docker.sock', resolvedThrough: null});
		expect(given('/etc')?.sensitivity).toMatchObject({whenRead: 'secrets'});
		expect(given('/srv/data')).toMatchObject({sensitivity: null, runtimeSocket: null});
		expect(given('/var/lib/docker/plugins/4f/propagated-mount/volumes/v')).toMatchObject({sensitivity: null});
		expect(given('/home/me/.local/share/containers/storage/volumes/v/_data')).toMatchObject({sensitivity: null});
	});
	it('are read from the container where the list of volumes is not known', () =>
		expect(
			facts({
				Mounts: [{Type: 'volume', Name: 'v', Source: '/var/lib/docker/volumes/v/_data', Destination: '/x', RW: true}],
				HostConfig: {
					Mounts: [
						{
							Type: 'volume',
							Source: 'v',
							Target: '/x',
							VolumeOptions: {DriverConfig: {Options: {type: 'none', o: 'bind', device: '/root'}}},
						},
					],
				},
			}).mounts[0],
		).toMatchObject({realSource: '/root', sensitivity: {listed: '/root'}}));
	it.each([
		[
			{type: 'nfs4', o: 'addr=10.0.0.9,rw', device: ':/export'},
			{hostPath: null, remote: 'nfs4 :/export addr=10.0.0.9,rw'},
		],
		[{type: 'cifs', o: 'username=a,password=b', device: '//f/s'}, {remote: `cifs //f/s username=a,password=${MASK}`}],
		[
			{type: 'ext4', device: '/dev/sdb1'},
			{hostPath: '/dev/sdb1', remote: null},
		],
		// Measured: mount(2) takes a node anywhere, and the second slash.
		[
			{type: 'ext4', device: '//dev/sdb1'},
			{hostPath: '/dev/sdb1', remote: null, isDisk: true},
		],
		[
			{type: 'xfs', device: '/srv/node'},
			{hostPath: '/srv/node', remote: null, isDisk: true},
		],
		[
			{type: 'none', device: '/', o: 'rbind'},
			{hostPath: '/', submounts: true},
		],
		[
			{type: 'none', device: '/sys', o: 'bind'},
			{hostPath: '/sys', submounts: false},
		],
		[
			{type: 'tmpfs', device: 'tmpfs', o: 'size=1m'},
			{hostPath: null, remote: null},
		],
		[
			{type: 'overlay', device: 'overlay', o: 'lowerdir=/srv/base:/root,upperdir=/srv/top,workdir=/srv/work'},
			{hostPath: '/root', readOnly: true},
		],
		[
			{type: 'overlay', device: 'overlay', o: 'lowerdir=/srv/base,upperdir=/etc,workdir=/srv/work'},
			{hostPath: '/etc', readOnly: false},
		],
		[
			{type: 'overlay', device: 'overlay', o: 'lowerdir=/srv/base'},
			{hostPath: '/srv/base', readOnly: true},
		],
	])('reads %j', (options, expected) => expect(volumeSource(options)).toMatchObject(expected));
	it.each([null, {}, {type: 'none'}])('have nothing behind them with %j', options => expect(volumeSource(options)).toBeNull());
	it.each([
		['proc', '/proc', 'host-root'],
		['sysfs', '/sys', 'host-root'],
		['devtmpfs', '/dev', 'host-root'],
		['cgroup', '/sys/fs/cgroup', 'host-root'],
		['debugfs', '/sys/kernel/debug', 'tamper'],
		['tracefs', '/sys/kernel/tracing', 'tamper'],
		['binfmt_misc', '/proc/sys/fs/binfmt_misc', 'host-root'],
	])('mount the %s of the host', (type, realSource, whenWritten) =>
		expect(volume({type, device: type})).toMatchObject({
			realSource,
			resolvedThrough: 'volume-options',
			writable: true,
			sensitivity: {whenWritten},
		}),
	);
	it.each([
		['cgroup', 'devices', 1, '/sys/fs/cgroup/devices'],
		['cgroup', 'rw,cpu,cpuacct', 1, '/sys/fs/cgroup/cpu'],
		['cgroup', 'memory,devices', 1, '/sys/fs/cgroup/devices'],
		['cgroup', '', 1, '/sys/fs/cgroup'],
		['cgroup2', '', 1, '/sys/fs/cgroup/unified'],
		['cgroup2', '', 2, '/sys/fs/cgroup'],
		['cgroup', 'devices', 2, '/sys/fs/cgroup'],
		['cgroup2', '', null, '/sys/fs/cgroup'],
	] as const)('mount the %s with "%s" of a host with version %s', (type, o, version, hostPath) =>
		expect(volumeSource({type, device: type, o}, version)).toMatchObject({hostPath}),
	);
	it('are anonymous with a name that the engine made', () => expect(volume(null, {Name: 'a1'.repeat(32)})?.anonymous).toBe(true));
});

describe('an image that Podman mounts', () => {
	const root = `/var/lib/containers/storage/overlay-containers/${'a'.repeat(64)}/userdata/overlay/2449933658`;
	const copy: MountPoint = {
		Type: 'bind',
		Source: `${root}/merge`,
		Destination: '/img',
		Mode: '',
		RW: true,
		Propagation: 'private',
	};
	const image: MountPoint = {Type: 'image', Source: 'localhost/bb:1', Destination: '/img', Mode: '', RW: false, Propagation: ''};

	it('is nothing of the host, though a bind is listed too', () =>
		expect(facts({Mounts: [image, copy]}, {engine: podman}).mounts).toMatchObject([
			{kind: 'other', source: 'localhost/bb:1', sensitivity: null, writable: false},
		]));
	it('is distinguished from an overlay of a path, and from a bind mounted over it', () => {
		expect(facts({Mounts: [copy]}, {engine: podman}).mounts).toMatchObject([
			{kind: 'bind', sensitivity: {whenWritten: 'host-root'}},
		]);
		expect(facts({Mounts: [image, {...copy, Source: '/etc'}]}, {engine: podman}).mounts).toHaveLength(2);
	});
});

describe('mounts that no answer lists', () => {
	it('are taken from the request', () =>
		expect(
			facts({
				Mounts: null,
				HostConfig: {
					Binds: ['/etc:/host-etc:ro,rslave', 'data:/data'],
					Mounts: [{Type: 'bind', Source: '/srv', Target: '/srv', ReadOnly: true, BindOptions: {Propagation: 'rshared'}}],
				},
			}).mounts,
		).toMatchObject([
			{
				kind: 'bind',
				source: '/etc',
				destination: '/host-etc',
				writable: false,
				propagation: 'rslave',
				sensitivity: {listed: '/etc'},
			},
			{kind: 'volume', volume: 'data', destination: '/data', writable: true},
			{kind: 'bind', source: '/srv', destination: '/srv', writable: false, propagation: 'rshared'},
		]));
});
