import {execFileSync} from 'node:child_process';
import {appendFileSync, copyFileSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {searchPath} from '../support/engine-binaries.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sharedFolder} from '../support/temporary-folder.js';
import {officialNode} from './official-node.js';
import {debianTree} from './services-base.js';

const reason = await whyNoEngine();

describe.skipIf(reason !== null)('a release', () => {
	const release = sharedFolder();
	const changed = sharedFolder();
	const home = sharedFolder();
	const project = join(import.meta.dirname, '../..');
	const {version} = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
	const system = `linux-${process.arch}`;
	const archive = `dockscope-${version}-${system}.tar.gz`;
	const image = `localhost/dockscope:${version}`;
	let engine: PrivateEngine;

	beforeAll(async () => {
		const node = await officialNode();
		const env = {...process.env, PATH: searchPath()};
		execFileSync('node', ['scripts/build.mjs'], {cwd: project, env});
		execFileSync('node', ['scripts/release/release.mjs', '--node', node, '--output', release], {
			cwd: project,
			env,
			stdio: 'pipe',
		});
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		const tree = await debianTree('bare', []);
		const tar = join(release, 'bare.tar');
		execFileSync('tar', ['-C', tree, '--exclude=./proc/*', '--exclude=./dev/*', '-cf', tar, '.']);
		await engine.docker('import', tar, 'debian:bare');
	});
	afterAll(() => engine?.stop());

	const inDebian = (script: string, ...flags: string[]) =>
		engine.docker('run', '--rm', '--volume', `${release}:/release:ro`, ...flags, 'debian:bare', 'sh', '-c', script);

	it('has the sums of all its files', () => {
		const output = execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {cwd: release, encoding: 'utf8'});
		expect(output).toBe('');
		const listed = readFileSync(join(release, 'SHA256SUMS'), 'utf8')
			.trim()
			.split('\n')
			.map(line => line.split('  ')[1]);
		expect(listed).toEqual(
			readdirSync(release)
				.filter(file => !['SHA256SUMS', 'bare.tar'].includes(file))
				.sort(),
		);
	});

	it('installs and starts in a Debian that has no Node, against an engine too', async () => {
		const said = await inDebian(
			[
				'command -v node && exit 9',
				'sh /release/install.sh',
				'export PATH=$PATH:~/.local/bin DOCKER_HOST=unix:///d.sock NODE_OPTIONS=--nonsense',
				'dockscope --version',
				'dockscope audit --demo | tail -n 1',
				'dockscope doctor | grep ^engine',
				'dockscope audit --format json | grep -c dockscope.audit/1',
			].join('\n'),
			...['--volume', `${engine.socketPath}:/d.sock`],
		);
		expect(said).toMatch(/The sum is right: [0-9a-f]{64}\n/);
		expect(said).toContain(`\ndockscope ${version}\n`);
		expect(said).toMatch(/root causes: 7 critical/);
		expect(said).toMatch(/engine +unix:\/\/\/d\.sock +ok +Docker/);
		expect(said.trimEnd()).toMatch(/\n1$/);
	});

	it('is not installed when a byte of it was changed', async () => {
		for (const file of [archive, 'install.sh']) copyFileSync(join(release, file), join(changed, file));
		appendFileSync(join(changed, archive), '\0');
		const ran = engine.docker('run', '--rm', '--volume', `${changed}:/release:ro`, 'debian:bare', 'sh', '/release/install.sh');
		await expect(ran).rejects.toThrow(/wrong sum: .* Nothing was installed/);
	});

	it('says in a system with musl that the executable cannot run there, and what can', async () => {
		// What the installer looks for is the loader of musl; the executable misses that of glibc.
		await busyboxImage(engine, {name: 'alpine-like:1', files: {'lib/ld-musl-x86_64.so.1': ''}});
		const ran = engine.docker('run', '--rm', '--volume', `${release}:/release:ro`, 'alpine-like:1', 'sh', '/release/install.sh');
		await expect(ran).rejects.toThrow(
			/uses musl \(Alpine\); the executable needs glibc and cannot run here\. Either: apk add nodejs npm && npm install --global \S+\.tgz; or run the container image/,
		);
		const unpack = `cd /tmp && tar -xzf /release/${archive} && ./*/dockscope --version`;
		const started = engine.docker('run', '--rm', '--volume', `${release}:/release:ro`, 'alpine-like:1', 'sh', '-c', unpack);
		await expect(started).rejects.toThrow(/dockscope: not found/);
	});

	it('has an image that runs without root, sees others and not itself', async () => {
		await engine.docker('load', '--input', join(release, `dockscope-${version}-${system}-image.tar.gz`));
		await startIdle(engine, 'other', '--privileged');
		const run = (flags: readonly string[], ...args: string[]) =>
			engine.docker(
				'run',
				'--rm',
				'--name',
				'own',
				'--volume',
				`${engine.socketPath}:/var/run/docker.sock`,
				...flags,
				image,
				...args,
			);
		const gid = String(execFileSync('stat', ['-c', '%g', engine.socketPath], {encoding: 'utf8'}).trim());
		await expect(run([], 'audit')).rejects.toThrow(new RegExp(`permission denied.* --group-add ${gid}`));
		const report = JSON.parse(await run(['--group-add', gid], 'audit', '--format', 'json'));
		expect(report.targets.filter(({kind}: {kind: string}) => kind === 'container').map(({name}: {name: string}) => name)).toEqual(
			['other'],
		);
		expect(report.blindSpots.map(({reason}: {reason: string}) => reason).join('\n')).toMatch(/own container is omitted/);
		const doctor = await run(['--group-add', gid], 'doctor');
		expect(doctor).toMatch(/host +files and \/proc +limited +not visible from a container/);
		const user = await engine.docker('image', 'inspect', '--format', '{{.Config.User}}', image);
		expect(user).toBe('65532:65532');
		await engine.docker('rm', '--force', 'other');
	});

	it('rehearses from the executable, whose probes are no node of this machine', async () => {
		execFileSync('tar', ['-xzf', join(release, archive), '-C', home]);
		const program = join(home, archive.replace('.tar.gz', ''), 'dockscope');
		const server = ['busybox:1', 'httpd', '-f', '-p', '80', '-h', '/etc'];
		await engine.docker('run', '--detach', '--name', 'web', '--publish', '8080:80', '--stop-signal', 'KILL', ...server);
		const env = {
			PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
			HOME: home,
			XDG_STATE_HOME: home,
			LANG: 'C.UTF-8',
			DOCKER_HOST: engine.host,
		};
		const report = JSON.parse(await runProgram(program, ['harden', 'web', '--rehearse', '--yes', '--format', 'json'], env));
		// It serves a directory without an index.
		expect(report.rehearsal.notExercised).toContainEqual(expect.stringMatching(/^tcp\/80: .*GET \/ → 404/));
		await engine.docker('rm', '--force', 'web');
	});
});
