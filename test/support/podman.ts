import {spawn} from 'node:child_process';
import {chmod, mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findProgram, searchPath} from './engine-binaries.js';
import {sweepEngine} from './engine-sweep.js';
import {newNetworkNamespace} from './network-namespace.js';
import {answersPing, runProgram} from './private-engine.js';
import {until} from './process-table.js';

export type PrivatePodman = {
	/** `unix:///…` */
	readonly host: string;
	readonly socketPath: string;
	readonly dir: string;
	/** Of the service. */
	readonly pid: number;
	/** Runs podman on the same storage and gives its stdout. */
	podman(...args: string[]): Promise<string>;
	/** Runs a command line in a real sh that finds podman and this storage, in its folder, and gives its stdout. */
	sh(text: string): Promise<string>;
	/** Runs the docker CLI against the service. */
	docker(...args: string[]): Promise<string>;
	stop(): Promise<void>;
};

/** Says why Podman cannot be started here, or `null`. */
export async function whyNoPodman(): Promise<string | null> {
	const missing: string[] = [];
	for (const name of ['podman', 'runc', 'unshare']) if ((await findProgram(name)) === null) missing.push(name);
	const reason =
		process.getuid?.() !== 0
			? 'a private Podman needs root'
			: missing.length > 0
				? `not on the PATH: ${missing.join(', ')}`
				: null;
	if (reason !== null) console.error(`SKIPPING the suites of Podman: ${reason}`);
	return reason;
}

/** Writes where Podman stores images in a folder of its own; returns the environment in which it does, with the `containers.conf` there. */
export async function ownStorage(dir: string) {
	const storage = join(dir, 'storage.conf');
	await writeFile(storage, `[storage]\ndriver = "vfs"\ngraphroot = "${join(dir, 'graph')}"\nrunroot = "${join(dir, 'run')}"\n`);
	return {
		PATH: searchPath(),
		HOME: join(dir, 'home'),
		LANG: 'C.UTF-8',
		PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
		CONTAINERS_CONF: join(dir, 'containers.conf'),
		CONTAINERS_STORAGE_CONF: storage,
	};
}

/**
 * Podman's service with its own storage. runc and cgroupfs: crun refuses cgroups in hybrid mode, and there may be no systemd.
 * Containers want `--network none` or `host`: nothing here sets up a firewall.
 */
export async function startPodman(): Promise<PrivatePodman> {
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-podman-'));
	await chmod(dir, 0o755);
	const socketPath = join(dir, 'p.sock');
	for (const folder of ['graph', 'run', 'tmp', 'static', 'volumes', 'networks', 'home']) await mkdir(join(dir, folder));
	await writeFile(
		join(dir, 'containers.conf'),
		[
			...['[containers]', 'log_driver = "k8s-file"'],
			...[
				'[engine]',
				'runtime = "runc"',
				'cgroup_manager = "cgroupfs"',
				'infra_image = "docker.io/library/pause:1"',
				'events_logger = "file"',
			],
			...[`events_logfile_path = "${join(dir, 'events')}"`, `tmp_dir = "${join(dir, 'tmp')}"`],
			...[`static_dir = "${join(dir, 'static')}"`, `volume_path = "${join(dir, 'volumes')}"`],
			...['[network]', `network_config_dir = "${join(dir, 'networks')}"`, 'firewall_driver = "none"', ''],
		].join('\n'),
	);
	const env = {
		...(await ownStorage(dir)),
		DOCKER_HOST: `unix://${socketPath}`,
		DOCKER_CONFIG: join(dir, 'client'),
	};
	const namespace = await newNetworkNamespace();
	const inside = ['-n', '-t', String(namespace.holder)];
	const podman = (...args: string[]): Promise<string> => runProgram('nsenter', [...inside, 'podman', ...args], env);
	let said = '';
	let over = false;
	const service = spawn('nsenter', [...inside, 'podman', 'system', 'service', '-t', '0', `unix://${socketPath}`], {
		env,
		stdio: ['ignore', 'ignore', 'pipe'],
		detached: true,
	});
	service.stderr.on('data', (chunk: Buffer) => {
		said = (said + chunk.toString()).slice(-2000);
	});
	service.once('exit', () => {
		over = true;
	});
	let stopped: Promise<void> | undefined;
	const engine: PrivatePodman = {
		host: `unix://${socketPath}`,
		socketPath,
		dir,
		pid: service.pid ?? 0,
		podman,
		sh: text => runProgram('nsenter', [...inside, 'sh', '-c', `cd ${join(dir, 'home')} && ${text}`], env),
		docker: (...args) => runProgram('docker', args, env),
		stop() {
			stopped ??= (async () => {
				await podman('rm', '--all', '--force', '--time', '0').catch((error: Error) => console.error(error.message));
				service.kill('SIGTERM');
				await sweepEngine(dir, namespace.holder);
				namespace.release();
			})();
			return stopped;
		},
	};
	try {
		await until('podman answers /_ping', async () => {
			if (over) throw new Error(`podman ended: ${said}`);
			return answersPing(socketPath);
		});
		return engine;
	} catch (error) {
		await engine.stop();
		throw error;
	}
}
