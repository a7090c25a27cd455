import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {engineBinaries} from '../support/engine-binaries.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';
import {debianTree} from './services-base.js';
import {latePackages} from './services-held-applications.js';
import {type Bench, benchOf} from './services-held-bench.js';
import type {HeldService} from './services-held-kinds.js';
import {otherPackages} from './services-held-others.js';

const run = promisify(execFile);

/** One root file system for all of them; only configuration and command differ. */
const packages = [
	...[
		'pure-ftpd',
		'rsync',
		'samba',
		'smbclient',
		'dovecot-lmtpd',
		'postfix',
		'php8.4-fpm',
		'libfcgi-bin',
		'gunicorn',
		'uwsgi-core',
	],
	...['uwsgi-plugin-python3', 'apache2', 'cron', 'logrotate', 'sudo', 'iputils-ping', 'libcap2-bin', 'rsyslog', 'openssh-server'],
	...[
		'openssh-client',
		'openbsd-inetd',
		'atftpd',
		'atftp',
		'git',
		'mini-httpd',
		'at',
		'inetutils-telnetd',
		'python3-minimal',
		'python3',
	],
	...['curl', 'procps', 'redis-server', 'redis-tools', 'postgresql', 'stunnel4', 'netcat-openbsd'],
];

/** The engine on which the held-back services run, and what is done with them. */
export type HeldEngine = {
	readonly engine: PrivateEngine;
	/** Environment of commands that are copied from the advice. */
	readonly env: Record<string, string>;
	readonly folder: string;
	/** Root file system that holds the clients. */
	readonly tree: string;
	/** Runs a command of the advice in a shell. */
	run(command: string): Promise<unknown>;
	/** What clients of this running container work with. */
	bench(name: string): Promise<Bench>;
	build(service: HeldService): Promise<string>;
	/** Starts it as `name`, as its owner does, or with these capabilities only. */
	start(name: string, service: HeldService, capabilities?: readonly string[]): Promise<void>;
	/** The mark of the work, once the client has done it; throws its last failure, and the log, after `seconds`. */
	works(name: string, service: HeldService, seconds: number): Promise<string>;
	/** Restarts it; then its client works again, and what `mark` names is still there. */
	worksAfterRestart(name: string, service: HeldService, mark: string, seconds: number): Promise<void>;
	/** Whether what this work left is there. */
	has(name: string, service: HeldService, mark: string): Promise<boolean>;
	/** Stops it; whether it ended on its stop signal, before it was killed. */
	stops(name: string): Promise<boolean>;
	/** Kinds of process that stay: name, uid and gid. A worker that keeps root's group is not what it was. */
	kinds(name: string): Promise<string>;
	remove(...names: string[]): Promise<void>;
	stop(): Promise<void>;
};

/** Root file systems that only some services need, with their packages. */
const otherTrees = {'held-jvm': ['default-jdk-headless'], 'held-others': otherPackages, 'held-late': latePackages};

/** @param services  those that will run: their root file systems are made */
export async function startHeldEngine(services: readonly HeldService[]): Promise<HeldEngine> {
	const more = Object.entries(otherTrees).filter(([name]) => services.some(({from}) => from === `${name}:1`));
	const tree = await debianTree('held', packages);
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-held-'));
	const engine = await startPrivateEngine();
	const binaries = await engineBinaries();
	const env = {
		PATH: binaries.available ? binaries.path : '',
		HOME: folder,
		LANG: 'C.UTF-8',
		DOCKER_HOST: engine.host,
		DOCKER_BUILDKIT: '0',
		DOCKER_CONFIG: folder,
	};
	const shell = (command: string, timeout: number): Promise<unknown> =>
		run('/bin/sh', ['-c', command], {env, timeout, maxBuffer: 64 << 20});
	const trees = [tree, ...(await Promise.all(more.map(([name, its]) => debianTree(name, its))))];
	for (const one of trees)
		await shell(`tar -C '${one}' --exclude=./proc/* -cf - . | docker import - ${basename(one)}:1`, 600_000);
	await shell(
		`test -e '${tree}/tmp/held-key' || chroot '${tree}' ssh-keygen -q -t ed25519 -N '' -f /tmp/held-key; cp '${tree}/tmp/held-key.pub' '${folder}/key.pub'`,
		60_000,
	);
	const built = new Map<HeldService, Promise<string>>();
	const bench = (name: string): Promise<Bench> => benchOf(engine, name, tree);

	async function buildImage({name, from, image, files}: HeldService): Promise<string> {
		const context = join(folder, `image-${name}`);
		const copies: string[] = [];
		for (const [path, content] of Object.entries(files ?? {})) {
			const file = join(context, 'files', path);
			await mkdir(dirname(file), {recursive: true});
			await writeFile(file, content);
			await chmod(file, content.startsWith('#!') ? 0o755 : 0o644);
			copies.push(`COPY ${JSON.stringify([`files${path}`, path])}`);
		}
		await mkdir(context, {recursive: true});
		await writeFile(join(context, 'key.pub'), await readFile(join(folder, 'key.pub')));
		await writeFile(join(context, 'Dockerfile'), [`FROM ${from ?? 'held:1'}`, ...copies, ...image, ''].join('\n'));
		await run('docker', ['build', '--quiet', '--tag', `held-${name}:1`, context], {env, timeout: 300_000}).catch(error => {
			throw new Error(`the image of ${name}: ${error.stderr}`);
		});
		return `held-${name}:1`;
	}

	const held: HeldEngine = {
		...{engine, env, folder, tree},
		run: command => run('/bin/sh', ['-c', command], {env, cwd: folder, timeout: 120_000}),
		bench,
		build(service) {
			const image = built.get(service) ?? buildImage(service);
			built.set(service, image);
			// A retry builds it anew: on a busy machine runc now and then loses the container of a build.
			image.catch(() => built.delete(service));
			return image;
		},
		async start(name, service, capabilities) {
			const image = await held.build(service);
			const drop = capabilities === undefined ? [] : ['--cap-drop', 'ALL'];
			const add = (capabilities ?? service.added ?? []).flatMap(capability => ['--cap-add', capability]);
			await engine.docker('run', '--detach', '--name', name, ...(service.args ?? []), ...drop, ...add, image);
		},
		async works(name, service, seconds) {
			const deadline = Date.now() + seconds * 1000;
			for (;;) {
				try {
					const on = await bench(name);
					await service.work(on);
					return on.mark;
				} catch (error) {
					const state = await engine.docker('inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', name);
					if (Date.now() < deadline && state.startsWith('running')) {
						await sleep(500);
						continue;
					}
					const logs = await engine.docker('logs', '--tail', '8', name);
					throw new Error(`${name} (${state}): ${error instanceof Error ? error.message : String(error)}\n${logs}`);
				}
			}
		},
		async worksAfterRestart(name, service, mark, seconds) {
			await engine.docker('restart', '--time', '5', name);
			await held.works(name, service, seconds);
			if (!(await held.has(name, service, mark)))
				throw new Error(`${name}: ${service.keeps?.replaceAll('$MARK', mark)} did not outlive a restart`);
		},
		async has(name, {keeps}, mark) {
			if (keeps === undefined) return true;
			const there = await (await bench(name)).look(`test -e ${keeps.replaceAll('$MARK', mark)} && echo yes || true`);
			return there.trim() === 'yes';
		},
		async stops(name) {
			await engine.docker('stop', '--time', '5', name);
			return (await engine.docker('inspect', '--format', '{{.State.ExitCode}}', name)) !== '137';
		},
		async kinds(name) {
			const sample = async (): Promise<string[]> =>
				(await engine.docker('top', name, '-eo', 'pid,comm,uid,gid'))
					.split('\n')
					.slice(1)
					.map(line => line.trim().split(/\s+/).slice(1).join(':'));
			const first = await sample();
			await sleep(2000);
			const second = await sample();
			return [...new Set(first.filter(one => second.includes(one)))].sort().join(' ');
		},
		async remove(...names) {
			await engine.docker('rm', '--force', '--volumes', ...names);
		},
		async stop() {
			await engine.stop();
			await rm(folder, {recursive: true, force: true});
		},
	};
	return held;
}
