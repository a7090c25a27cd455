import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {engineBinaries, findProgram} from './engine-binaries.js';
import {sweepEngine} from './engine-sweep.js';
import {newNetworkNamespace} from './network-namespace.js';
import {runningProcesses, signal, until} from './process-table.js';

export type PrivateEngineOptions = {
	/** Content of daemon.json. */
	daemonJson?: Record<string, unknown>;
	/** More arguments of dockerd. */
	args?: readonly string[];
	/** More variables of dockerd's environment. */
	env?: Readonly<Record<string, string>>;
};

/** A dockerd of the test's own: its network namespace, its data, its socket, none of the machine's. */
export type PrivateEngine = {
	/** `unix:///…` */
	readonly host: string;
	readonly socketPath: string;
	/** Everything it owns; removed by `stop`. */
	readonly dir: string;
	/** Of dockerd as it runs now. */
	readonly pid: number;
	/** Runs the docker CLI against it and gives stdout, trimmed at the end; throws with what it said on stderr. */
	docker(...args: string[]): Promise<string>;
	/** Runs a command in the engine's network namespace (where published ports are) and gives its stdout. */
	inNetwork(...command: string[]): Promise<string>;
	/** Ends dockerd at once; containers and their shims live on until `restart` or `stop`. */
	kill9(): Promise<void>;
	/** Ends dockerd, if it runs, and starts it over the same data. */
	restart(): Promise<void>;
	/** Removes containers, processes, mounts and the folder, also after `kill9`. Safe to call twice. */
	stop(): Promise<void>;
};

/** Says why no real engine can be started here, or `null`. For `describe.skipIf`, loudly. */
export async function whyNoEngine(): Promise<string | null> {
	const binaries = await engineBinaries();
	if (binaries.available) return null;
	console.error(`SKIPPING the suites of real engines: ${binaries.reason}`);
	return binaries.reason;
}

/**
 * Starts dockerd in its own network namespace and waits for it. A second dockerd in the namespace of the first takes its
 * docker0 away, so no two ever share one.
 */
export async function startPrivateEngine(options: PrivateEngineOptions = {}): Promise<PrivateEngine> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await startOnce(options);
		} catch (error) {
			if (attempt === 3) throw error;
			console.error(`starting dockerd failed (attempt ${attempt}): ${String(error)}`);
		}
	}
}

async function startOnce(options: PrivateEngineOptions): Promise<PrivateEngine> {
	const binaries = await engineBinaries();
	if (!binaries.available) throw new Error(`no private engine: ${binaries.reason}`);
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-engine-'));
	// userns-remap must be able to walk through it.
	await chmod(dir, 0o755);
	await writeFile(join(dir, 'daemon.json'), JSON.stringify(options.daemonJson ?? {}));
	const socketPath = join(dir, 'd.sock');
	const env = {
		PATH: binaries.path,
		HOME: dir,
		LANG: 'C.UTF-8',
		DOCKER_CONFIG: join(dir, 'client'),
		DOCKER_HOST: `unix://${socketPath}`,
	};

	const namespace = await newNetworkNamespace(binaries.path);
	const holder = String(namespace.holder);

	const hasIptables = (await findProgram('iptables', binaries.path)) !== null;
	const withParent = (await findProgram('setpriv')) !== null ? ['setpriv', '--pdeathsig', 'TERM'] : [];
	const command = [
		...['nsenter', '-n', '-t', holder, ...withParent, 'dockerd'],
		...['--config-file', join(dir, 'daemon.json'), '--data-root', join(dir, 'data'), '--exec-root', join(dir, 'exec')],
		...['--pidfile', join(dir, 'd.pid'), '-H', `unix://${socketPath}`, ...(hasIptables ? [] : ['--iptables=false'])],
		// Where the machine runs a containerd, dockerd takes that one: ours are then recognised by their namespace.
		...['--containerd-namespace', basename(dir), '--containerd-plugins-namespace', `${basename(dir)}.plugins`],
		...(options.args ?? []),
	];

	let daemon: ChildProcess | undefined;
	let ended: Promise<void> = Promise.resolve();
	let stopped: Promise<void> | undefined;

	async function start(): Promise<void> {
		const log = openSync(join(dir, 'log'), 'a');
		const child = spawn(command[0] ?? '', command.slice(1), {
			env: {...env, ...options.env},
			stdio: ['ignore', log, log],
			detached: true,
		});
		closeSync(log);
		daemon = child;
		let over = false;
		ended = new Promise(resolve => {
			const end = (): void => {
				over = true;
				resolve();
			};
			child.once('exit', end);
			child.once('error', end);
		});
		await until('dockerd answers /_ping', async () => {
			if (over) throw new Error(`dockerd ended: ${await lastLines(join(dir, 'log'))}`);
			return answersPing(socketPath);
		}).catch(async (error: Error) => {
			throw new Error(`${error.message}: ${await lastLines(join(dir, 'log'))}`);
		});
	}

	async function end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		if (daemon?.pid !== undefined) signal(daemon.pid, how);
		const patience = setTimeout(() => {
			if (daemon?.pid !== undefined) signal(daemon.pid, 'SIGKILL');
		}, 30_000);
		await ended;
		clearTimeout(patience);
		daemon = undefined;
	}

	async function sweep(): Promise<void> {
		if (daemon !== undefined) {
			await removeContainers().catch((error: Error) => console.error(`containers of ${dir} will be killed: ${error.message}`));
			await end('SIGTERM');
		}
		await sweepEngine(dir, namespace.holder);
		namespace.release();
	}

	async function removeContainers(): Promise<void> {
		const ids = (await docker('ps', '--all', '--quiet', '--no-trunc')).split('\n').filter(id => id !== '');
		if (ids.length > 0) await docker('rm', '--force', ...ids);
	}

	const execute = (program: string, args: readonly string[]): Promise<string> => runProgram(program, args, env);
	const docker = (...args: string[]): Promise<string> => execute('docker', args);

	const engine: PrivateEngine = {
		host: `unix://${socketPath}`,
		socketPath,
		dir,
		get pid() {
			if (daemon?.pid === undefined) throw new Error('dockerd does not run now');
			return daemon.pid;
		},
		docker,
		inNetwork: (...inside) => execute('nsenter', ['-n', '-t', holder, ...inside]),
		async kill9() {
			await end('SIGKILL');
			await forgetContainerd(dir);
		},
		async restart() {
			if (daemon !== undefined) await end('SIGTERM');
			await start();
		},
		stop() {
			stopped ??= sweep();
			return stopped;
		},
	};
	try {
		await start();
		return engine;
	} catch (error) {
		await engine.stop();
		throw error;
	}
}

/**
 * containerd ends with the dockerd that was its parent. Where orphans are not reaped immediately it stays a zombie for some ten seconds,
 * which the next dockerd takes for a containerd that still runs; without the file it does not look.
 */
async function forgetContainerd(dir: string): Promise<void> {
	const file = join(dir, 'exec/containerd/containerd.pid');
	// None when dockerd found the machine's own containerd.
	if (!existsSync(file)) return;
	const pid = Number(await readFile(file, 'utf8'));
	await until('containerd has ended', async () => {
		const all = await runningProcesses();
		return all.find(one => one.pid === pid && one.command !== '') === undefined;
	});
	await rm(file);
}

/** Runs a program to its end. The error of one that fails holds its command and what it said. */
export function runProgram(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
	return new Promise((resolve, reject) => {
		execFile(program, args, {env, maxBuffer: 256 * 1024 * 1024, timeout: 180_000}, (error, stdout, stderr) => {
			if (error === null) resolve(stdout.trimEnd());
			else reject(new Error(`${program} ${args.slice(0, 12).join(' ')}: ${stderr.trim() || stdout.trim() || error.message}`));
		});
	});
}

export function answersPing(socketPath: string): Promise<true | null> {
	return new Promise(resolve => {
		const ping = request({socketPath, path: '/_ping', agent: false, timeout: 2000}, response => {
			response.resume();
			resolve(response.statusCode === 200 ? true : null);
		});
		ping.once('timeout', () => ping.destroy(new Error('no answer')));
		ping.once('error', () => resolve(null));
		ping.end();
	});
}

async function lastLines(file: string): Promise<string> {
	return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-6).join('\n');
}
