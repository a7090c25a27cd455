import {chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {forEachLimited} from '../../../src/base/lib/spread-work.js';
import {searchPath} from '../engine-binaries.js';
import {engineRequest} from '../engine-request.js';
import {busyboxImage} from '../images.js';
import {runProgram} from '../private-engine.js';
import {until} from '../process-table.js';

/** What the fleet needs of an engine, Docker's or Podman's. */
export type FleetEngine = {
	readonly host: string;
	readonly socketPath: string;
	/** A folder of its own, removed with it. */
	readonly dir: string;
	/** Of the service, in the network namespace where published ports are. */
	readonly pid: number;
	docker(...args: string[]): Promise<string>;
};

type Member = {
	/** How it is created; HOST is the folder of the bind sources. */
	readonly flags?: string;
	/** Runs inside first, as a shell script. */
	readonly script?: string;
	readonly state?: 'never started' | 'stopped' | 'killed' | 'paused';
	/** It changes by itself: of its files only the names that it was made with are compared, and none of its events. */
	readonly isLively?: boolean;
	readonly image?: string;
	/** What it does after its script, until it is removed. */
	readonly command?: string;
};

/** Where dockscope looks for something in a container. */
const lookedAt = [
	...['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/os-release', '/usr/lib/os-release', '/etc/hostname.d/x'],
	...['/var/lib/dpkg/status', '/lib/apk/db/installed', '/usr/lib/apk/db/installed', '/var/lib/rpm/rpmdb.sqlite'],
	...['/etc/redis/redis.conf', '/usr/local/etc/redis/redis.conf', '/etc/mysql/my.cnf', '/etc/my.cnf', '/root/.ssh/id_rsa'],
	...['/var/lib/postgresql/data/pg_hba.conf', '/app/package.json', '/app/package-lock.json', '/bin/odd', '/var/run/docker.sock'],
];
/** Each of these paths is something else than a file, made by a command that gets it as `$p`. */
const instead = (make: string): string => `for p in ${lookedAt.join(' ')}; do mkdir -p \${p%/*}; rm -f $p; ${make}; done`;
/** Longer than PATH_MAX, which is 4096. */
const deepTree = (last: string): string =>
	`n=$(printf '%0100d' 0); i=0; while [ $i -lt 45 ]; do mkdir $n && cd $n; i=$((i+1)); done; ${last}; cd /`;

const never = (flags = ''): Member => ({flags, state: 'never started'});
const moved = (flags: string, script: string, state?: Member['state']): Member => ({
	flags,
	script,
	...(state === undefined ? {} : {state}),
});

/** Containers in which looking could leave something behind, or which would notice. */
const fleet: Readonly<Record<string, Member>> = {
	'never-plain': never(),
	'never-bind': never('-v HOST/plain:/newdir/deep/er'),
	'never-volume': never('-v data:/new/volume'),
	'never-under-etc': never('-v data:/etc/made/here'),
	'never-anonymous': never('-v /anonymous/deep'),
	'never-tmpfs': never('--tmpfs /tmpfs/deep'),
	'never-read-only': never('--read-only -v data:/fixed/x'),
	'never-file': never('-v HOST/plain/file:/etc/new.d/conf'),
	'never-link': never('-v data:/link/x'),
	// Docker makes the folder of a bind that is gone, where it mounts it.
	'never-source-gone': never('-v HOST/gone:/x/y'),
	// Mounted by the engine only while a container uses it.
	'never-mounted-volume': never('-v lazy:/lazy/x'),
	'never-volumes-from': never('--volumes-from never-volume'),
	'never-ports': never('-p 18080:80 -v data:/published/x'),

	plain: {},
	user: {flags: '--user 1000:1000'},
	privileged: {flags: '--privileged -v data:/p/x'},
	'read-only': {flags: '--read-only --tmpfs /run -v data:/var/x'},
	init: {flags: '--init'},
	'host-pid': {flags: '--pid host'},
	'host-network': {flags: '--network host'},
	neighbour: {flags: '--network container:plain'},
	tmpfs: {flags: '--tmpfs /foo/bar'},
	'mounted-tmpfs': {flags: '--mount type=tmpfs,target=/deep/er/t'},
	anonymous: {flags: '-v /anonymous/deep'},
	nested: {flags: '-v data:/n -v more:/n/deep/er'},
	'under-etc': {flags: '-v data:/etc/conf.d/made'},
	'bind-file': {flags: '-v HOST/plain/file:/etc/a.conf'},
	'bind-link': {flags: '-v HOST/linked/below:/linked'},
	'bind-read-only': {flags: '-v HOST/plain:/s/t:ro'},
	'volumes-from': {flags: '--volumes-from nested'},
	lazy: {flags: '-v lazy:/lazy/x', script: 'echo text > /lazy/x/file'},
	served: {flags: '-p 18081:80', command: 'httpd -f -p 80'},
	healthy: {flags: '--health-cmd true --health-interval 1s --health-retries 1', isLively: true},

	moved: moved('-v data:/opt/x', 'mv /opt /opt2'),
	'moved-bind': moved('-v HOST/plain:/opt/x', 'mv /opt /opt2'),
	'moved-under-etc': moved('-v data:/etc/made/x', 'mv /etc/made /etc/unmade'),
	shadowed: moved('-v data:/srv/y', 'mv /srv /srv2; ln -s /tmp /srv'),
	'link-for-folder': moved('-v data:/a/b/c', 'mv /a /a2; ln -s a2 /a'),
	'folder-for-link': moved('-v data:/link/x', 'rm /link; mkdir -p /link/other'),
	outwards: moved('-v data:/o/x', 'mv /o /o2; ln -s ../../../../../../tmp /o'),
	overmounted: moved(
		'--cap-add SYS_ADMIN --security-opt apparmor=unconfined -v data:/m/x',
		'mount -t tmpfs none /m; mkdir /m/other',
	),

	'character-devices': {flags: '--cap-add MKNOD', script: instead('mknod $p c 1 3')},
	'block-devices': {flags: '--cap-add MKNOD', script: instead('mknod $p b 7 0')},
	// Whoever opens one lets its writer go on, which notes it in the file system.
	pipes: {
		script: `${instead('mkfifo $p')}; for p in ${lookedAt.join(' ')}; do (echo text > $p; echo $p >> /opened) & done`,
	},
	sockets: {
		script: `ln -s /socket /dev/log; syslogd -O /dev/null; until [ -S /socket ]; do sleep 0.1; done; ${instead('ln /socket $p')}`,
	},
	'links-to-devices': {script: instead('ln -s /dev/zero $p')},
	loops: {script: instead('ln -s $p $p')},
	'device-volume': {
		flags: '--cap-add MKNOD -v nodes:/etc/redis',
		script: 'mknod /etc/redis/redis.conf c 1 3; mkfifo /etc/redis/key.pem',
	},
	redis: {
		image: 'redis:7',
		flags: '-p 16379:6379',
		script: 'mkdir -p /etc/redis; echo "bind 0.0.0.0" > /etc/redis/redis.conf',
		command: 'httpd -f -p 6379',
	},
	postgres: {
		image: 'postgres:16',
		flags: '-v pgdata:/var/lib/postgresql/data',
		script: 'echo "host all all all trust" > /var/lib/postgresql/data/pg_hba.conf',
	},

	deep: {script: `cd /tmp; ${deepTree('touch file')}`},
	'deep-volume': {flags: '-v deep:/deep', script: `cd /deep; ${deepTree('cp /bin/busybox su; chmod 4755 su')}`},
	setuid: {
		flags: '-v setuid:/own',
		script: 'cp /bin/busybox /own/su; chmod 4755 /own/su; cp /bin/busybox /bin/su2; chmod 2755 /bin/su2',
	},
	closed: {script: 'mkdir /closed; echo text > /closed/file; chmod 0 /closed/file /closed /etc/passwd'},
	'odd-names': {script: `mkdir /odd; cd /odd; touch "$(printf 'a\\nb')" "$(printf '\\377\\376')" "$(printf 'x\\033[2J')"`},
	many: {script: 'mkdir /many; cd /many; i=0; while [ $i -lt 1500 ]; do : > $i; i=$((i+1)); done'},
	fuse: {flags: '-v HOST/fuse:/fuse'},
	changing: {script: '(while :; do date > /changing; sleep 0.05; done) &', isLively: true},
	// Of its own network the engine would mount a new one at each start.
	restarting: {flags: '--restart always --network host', command: 'false', isLively: true},
	paused: moved('-v data:/opt/x', 'mv /opt /opt2', 'paused'),

	'stopped-plain': {state: 'stopped', script: 'echo text > /etc/own'},
	'stopped-moved': moved('-v data:/gone/z', 'mv /gone /gone2', 'stopped'),
	'stopped-shadowed': moved('-v HOST/plain:/srv/y', 'mv /srv /srv2; ln -s /tmp /srv', 'stopped'),
	'stopped-tmpfs': moved('--tmpfs /foo/bar', 'rmdir /foo/bar || mv /foo /foo2', 'stopped'),
	'stopped-lazy': moved('-v lazy:/lazy/x', 'mv /lazy /lazy2', 'stopped'),
	'stopped-programs': moved(
		'-v data:/gone/z',
		'mv /gone /gone2; cp /bin/busybox /usr/bin/new; chmod 4755 /usr/bin/new',
		'stopped',
	),
	'stopped-devices': {flags: '--cap-add MKNOD', script: instead('mknod $p c 1 3'), state: 'stopped'},
	killed: moved('-v data:/opt/x', 'mv /opt /opt2', 'killed'),
};
export const fleetNames = Object.keys(fleet);

export const isRunning = (name: string): boolean => {
	const {state} = fleet[name] ?? {};
	return name !== 'restarting' && (state === undefined || state === 'paused');
};
export const isLively = (name: string): boolean => fleet[name]?.isLively === true;

/** Paths in containers that are no files: nothing may open them. */
export const unopened: Readonly<Record<string, readonly string[]>> = {
	...Object.fromEntries(['character-devices', 'block-devices', 'pipes', 'sockets'].map(name => [name, lookedAt])),
	'device-volume': ['/etc/redis/redis.conf', '/etc/redis/key.pem'],
};

/** The folder of the bind sources. */
export const bindFolder = (engine: FleetEngine): string => join(engine.dir, 'binds');

/**
 * Makes the fleet, and waits until every script has run.
 *
 * @param network  of containers that name none
 */
export async function startFleet(engine: FleetEngine, without: readonly string[], network: string | null): Promise<void> {
	const binds = bindFolder(engine);
	for (const folder of ['plain', 'gone', 'lazy', 'fuse', 'behind', 'target/below'])
		mkdirSync(join(binds, folder), {recursive: true});
	for (const file of ['plain/file', 'behind/file', 'target/below/file']) writeFileSync(join(binds, file), `${file}\n`);
	writeFileSync(join(binds, 'plain/id_rsa'), 'no key\n');
	chmodSync(join(binds, 'plain/id_rsa'), 0);
	symlinkSync('target', join(binds, 'linked'));
	if (!without.includes('fuse')) await runProgram('bindfs', [join(binds, 'behind'), join(binds, 'fuse')], {PATH: searchPath()});
	const options = ['type=none', 'o=bind', `device=${join(binds, 'lazy')}`];
	await engine.docker('volume', 'create', ...options.flatMap(option => ['--opt', option]), 'lazy');

	const image = await busyboxImage(engine, {
		files: {'etc/os-release': 'ID=debian\nVERSION_ID="13"\n', 'elsewhere/x/file': 'text'},
	});
	const links = await engine.docker('create', image, 'ln', '-s', '/elsewhere', '/link');
	await engine.docker('start', '--attach', links);
	await engine.docker('commit', '--change', 'CMD ["sh"]', links, 'fleet:1');
	await engine.docker('rm', links);
	for (const name of new Set(Object.values(fleet).flatMap(member => member.image ?? [])))
		await engine.docker('tag', 'fleet:1', name);

	const begin = async (name: string): Promise<void> => {
		const {flags = '', script = ':', state, image: own = 'fleet:1', command = 'sleep 100000'} = fleet[name] ?? {};
		const given = flags
			.replaceAll('HOST', binds)
			.split(' ')
			.filter(flag => flag !== '');
		const attached = network === null || given.includes('--network') ? [] : ['--network', network];
		const usual = ['--name', name, '--stop-signal', 'KILL', ...attached, ...given, own];
		const end = state === 'stopped' ? 'exit 0' : name === 'restarting' ? 'exit 1' : `touch /dev/shm/ready; exec ${command}`;
		const line = ['sh', '-c', `${script}\n${end}`];
		await engine.docker(
			state === 'never started' ? 'create' : 'run',
			...(state === 'never started' ? [] : ['--detach']),
			...usual,
			...line,
		);
		if (state === 'stopped') await engine.docker('wait', name);
		else if (isRunning(name) || state === 'killed') await until(`the script of ${name} has run`, () => isReady(engine, name));
		if (state === 'killed') await engine.docker('kill', name);
		if (state === 'paused') await engine.docker('pause', name);
	};
	const names = fleetNames.filter(name => !without.includes(name));
	const later = names.filter(name => /container:|volumes-from/.test(fleet[name]?.flags ?? ''));
	await forEachLimited(
		names.filter(name => !later.includes(name)),
		4,
		begin,
	);
	await forEachLimited(later, 4, begin);
	rmdirSync(join(binds, 'gone'));
}

/** What the removal of the engine does not: what is mounted on a bind source. */
export async function removeFleet(engine: FleetEngine): Promise<void> {
	const fuse = join(bindFolder(engine), 'fuse');
	if (linesOfMounts().some(line => line.split(' ')[4] === fuse)) await runProgram('umount', ['-l', fuse], {PATH: searchPath()});
}

const linesOfMounts = (): readonly string[] => readFileSync('/proc/self/mountinfo', 'utf8').split('\n');

/** Its last step makes a file where everyone may. */
async function isReady(engine: FleetEngine, name: string): Promise<boolean> {
	const {State: state} = JSON.parse(await engineRequest(engine.socketPath, 'GET', `/containers/${name}/json`));
	if (state.Running !== true) throw new Error(`${name} ended: ${await engine.docker('logs', name)}`);
	return existsSync(`/proc/${state.Pid}/root/dev/shm/ready`);
}
