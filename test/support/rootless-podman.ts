import {type ChildProcess, spawn} from 'node:child_process';
import {appendFile, chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findProgram} from './engine-binaries.js';
import {sweepEngine} from './engine-sweep.js';
import type {TriedEngine} from './kernel-word-places.js';
import {newNetworkNamespace} from './network-namespace.js';
import {ownStorage} from './podman.js';
import {answersPing, runProgram} from './private-engine.js';
import {until} from './process-table.js';

/** Whose engine it is. */
const UID = 1000;

/** Says why no rootless Podman can be started here, or `null`. */
export async function whyNoRootlessPodman(): Promise<string | null> {
	const wanted = ['podman', 'runc', 'unshare', 'newuidmap', 'setpriv'];
	const found = await Promise.all(wanted.map(name => findProgram(name)));
	const missing = wanted.filter((_, index) => found[index] === null);
	const reason =
		process.getuid?.() !== 0 ? 'to become another user needs root' : missing.length > 0 ? `no ${missing.join(', ')}` : null;
	if (reason !== null) console.error(`SKIPPING the suites of rootless Podman: ${reason}`);
	return reason;
}

/** Podman's service as user 1000, who has subordinate uids in a copy of /etc that it sees instead of the machine's. */
export async function startRootlessPodman(): Promise<TriedEngine> {
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-rootless-'));
	await chmod(dir, 0o755);
	const etc = join(dir, 'etc');
	await cp('/etc', etc, {recursive: true, dereference: false, verbatimSymlinks: true, filter: isPlain});
	await appendFile(join(etc, 'passwd'), `account:x:${UID}:${UID}::${dir}/home:/bin/sh\n`);
	await appendFile(join(etc, 'group'), `account:x:${UID}:\n`);
	for (const name of ['subuid', 'subgid']) await writeFile(join(etc, name), 'account:165536:65536\n');
	for (const folder of ['home', 'runtime', 'graph', 'run', 'tmp', 'static', 'volumes', 'networks'])
		await ownFolder(join(dir, folder));
	await writeFile(join(dir, 'containers.conf'), settingsIn(dir));
	const env = {...(await ownStorage(dir)), USER: 'account', XDG_RUNTIME_DIR: join(dir, 'runtime')};
	const namespace = await newNetworkNamespace();
	const become = `mount --bind ${etc} /etc && exec setpriv --reuid ${UID} --regid ${UID} --init-groups podman "$@"`;
	const command = ['-n', '-t', String(namespace.holder), 'unshare', '--mount', 'sh', '-c', become, 'podman'];
	const podman = (...args: string[]): Promise<string> => runProgram('nsenter', [...command, ...args], env);
	const socketPath = join(dir, 'runtime/p.sock');
	const service = spawn('nsenter', [...command, 'system', 'service', '-t', '0', `unix://${socketPath}`], {
		env,
		cwd: dir,
		stdio: 'ignore',
		detached: true,
	});
	await until('rootless podman answers /_ping', () => answersPing(socketPath));
	return {
		socketPath,
		pid: await ownPid(service),
		docker: (...args) =>
			podman(...(args[0] === 'run' && !args.includes('--network') ? ['run', '--network', 'none', ...args.slice(1)] : args)),
		async stop() {
			await podman('rm', '--all', '--force', '--time', '0').catch((error: Error) => console.error(error.message));
			service.kill('SIGTERM');
			await sweepEngine(dir, namespace.holder);
			namespace.release();
			await rm(dir, {recursive: true, force: true});
		},
	};
}

const isPlain = (path: string): boolean => !/^\/etc\/(ssl|ca-certificates)\//.test(path);

async function ownFolder(path: string): Promise<void> {
	await mkdir(path, {mode: 0o700});
	await chown(path, UID, UID);
}

const settingsIn = (dir: string): string =>
	[
		...['[containers]', 'log_driver = "k8s-file"'],
		...['[engine]', 'runtime = "runc"', 'cgroup_manager = "cgroupfs"', 'events_logger = "file"'],
		...[`events_logfile_path = "${join(dir, 'tmp/events')}"`, `tmp_dir = "${join(dir, 'tmp')}"`],
		...[`static_dir = "${join(dir, 'static')}"`, `volume_path = "${join(dir, 'volumes')}"`],
		...['[network]', `network_config_dir = "${join(dir, 'networks')}"`, 'firewall_driver = "none"', ''],
	].join('\n');

/** The process that serves: the first one only waits for it, outside the user namespace. Any of its threads may have started it. */
async function ownPid({pid}: ChildProcess): Promise<number> {
	const threads = await readdir(`/proc/${pid}/task`);
	const children = await Promise.all(threads.map(thread => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')));
	return Number(children.join(' ').trim().split(' ')[0] || pid);
}
