import {execFile, execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {renderInstaller} from '../../scripts/release/installer.mjs';
import {sharedFolder, temporaryFolder} from '../support/temporary-folder.js';

const project = join(import.meta.dirname, '../..');
const release = sharedFolder();
const home = temporaryFolder();
const machine = execFileSync('uname', ['-m'], {encoding: 'utf8'}).trim();
const inner = `dockscope-1.2.3-linux-${machine === 'aarch64' ? 'arm64' : 'x64'}`;
const archive = `${inner}.tar.gz`;
const installed = [
	'dockscope',
	'dockscope.1',
	'dockscope.bash',
	'_dockscope',
	'dockscope.fish',
	'LICENSE',
	'THIRD-PARTY-LICENSES.txt',
];
let server: Server;
let url: string;

beforeAll(async () => {
	const folder = join(release, inner);
	mkdirSync(folder);
	for (const file of installed) writeFileSync(join(folder, file), `${file}\n`);
	writeFileSync(join(folder, 'dockscope'), '#!/bin/sh\necho dockscope 1.2.3\n');
	chmodSync(join(folder, 'dockscope'), 0o755);
	execFileSync('tar', ['-czf', join(release, archive), '-C', release, inner]);
	server = createServer((request, response) => {
		const file = join(release, request.url ?? '');
		if (!existsSync(file)) response.writeHead(404).end();
		else response.end(readFileSync(file));
	});
	await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => writeInstaller(sumOf(archive)));

const sumOf = (file: string) =>
	createHash('sha256')
		.update(readFileSync(join(release, file)))
		.digest('hex');

function writeInstaller(sum: string, file = archive): void {
	const parts = {program: 'dockscope', version: '1.2.3', npmPackage: 'dockscope-1.2.3.tgz', archives: [{sum, file}]};
	writeFileSync(join(release, 'install.sh'), renderInstaller(parts));
}

/** Runs the installer with the real sh. */
function install(args: readonly string[], env: Record<string, string> = {}) {
	return new Promise<{status: number; stdout: string; stderr: string}>(resolve => {
		const options = {env: {PATH: process.env['PATH'] ?? '', HOME: home, ...env}, cwd: home};
		execFile('sh', [join(release, 'install.sh'), ...args], options, (error, stdout, stderr) =>
			resolve({status: error === null ? 0 : Number(error.code), stdout, stderr}),
		);
	});
}

const filesIn = (folder: string) =>
	readdirSync(folder, {recursive: true, withFileTypes: true}).flatMap(one => (one.isFile() ? [one.name] : []));

describe('install.sh', () => {
	it('checks the sum of what a server sends, and says what it writes', async () => {
		const {status, stdout, stderr} = await install(['--from', url]);
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		const program = join(home, '.local/bin/dockscope');
		expect(execFileSync(program, {encoding: 'utf8'})).toBe('dockscope 1.2.3\n');
		const written = [...stdout.matchAll(/^ {2}(\/.*)$/gm)].map(([, path]) => path ?? '');
		expect(written.length).toBe(installed.length);
		for (const path of written) expect(existsSync(path), path).toBe(true);
		expect(filesIn(home).length).toBe(written.length);
		expect(stdout).toContain(`takes ${archive} from ${url}, checks its SHA-256, and installs into ${home}/.local/bin.`);
		expect(stdout).toContain(`${home}/.local/bin is not on the PATH`);
	});

	it('takes the files next to it without a name, and replaces an older program', async () => {
		const dir = join(home, 'tools');
		mkdirSync(dir);
		writeFileSync(join(dir, 'dockscope'), 'old');
		const {status, stdout} = await install(['--dir', dir], {PATH: `${dir}:${process.env['PATH']}`});
		expect(status).toBe(0);
		expect(filesIn(home)).toEqual(['dockscope']);
		expect(execFileSync(join(dir, 'dockscope'), {encoding: 'utf8'})).toBe('dockscope 1.2.3\n');
		expect(stdout).not.toContain('PATH');
	});

	it.each([
		['tools/bin', 'tools/bin/dockscope', 'tools/share/man/man1/dockscope.1'],
		['-v', '-v/dockscope', '-v/dockscope'],
	])('lists absolute paths, also for --dir %s', async (dir, ...expected) => {
		const {status, stdout} = await install(['--dir', dir], {TMPDIR: 'not absolute'});
		expect(status).toBe(1);
		mkdirSync(join(home, 'not absolute'));
		const again = await install(['--dir', dir], {TMPDIR: 'not absolute'});
		expect(again.status, again.stderr).toBe(0);
		expect(stdout).not.toContain('Writes:');
		for (const path of expected) expect(again.stdout).toContain(`  ${join(home, path)}\n`);
		expect(readdirSync(join(home, 'not absolute'))).toEqual([]);
	});

	it('follows no link that someone else left where it stages', async () => {
		const dir = join(home, 'shared');
		mkdirSync(dir);
		const precious = join(home, 'precious');
		writeFileSync(precious, 'old');
		// The name that the next process would have used, and those around it.
		const pid = Number(execFileSync('sh', ['-c', 'echo $$'], {encoding: 'utf8'}));
		for (let next = pid; next < pid + 3000; next += 1) symlinkSync(precious, join(dir, `dockscope.new.${next}`));
		symlinkSync(precious, join(dir, 'dockscope'));
		const {status} = await install(['--from', url, '--dir', dir]);
		expect(status).toBe(0);
		expect(readFileSync(precious, 'utf8')).toBe('old');
		expect(lstatSync(join(dir, 'dockscope')).isFile()).toBe(true);
		expect(readdirSync(dir).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('does not put the program into a folder of its name', async () => {
		mkdirSync(join(home, 'tools/dockscope'), {recursive: true});
		const {status, stderr} = await install(['--dir', join(home, 'tools')]);
		expect(status).toBe(1);
		expect(stderr).toContain(`${home}/tools/dockscope is a folder, not a program`);
		expect(filesIn(home)).toEqual([]);
	});

	it('refuses a wrong sum', async () => {
		writeInstaller('0'.repeat(64));
		const {status, stderr} = await install(['--from', url]);
		expect(status).toBe(1);
		expect(stderr).toBe(
			`install.sh: wrong sum: ${archive} has SHA-256 ${sumOf(archive)}, not ${'0'.repeat(64)}. Nothing was installed\n`,
		);
		expect(filesIn(home)).toEqual([]);
	});

	it.each([
		[
			'a server without the archive',
			() => ['--from', `${url}/nothing`],
			/cannot download .*\/nothing\/dockscope-1\.2\.3-linux/,
			1,
		],
		['a folder without the archive', () => ['--from', '/nonexistent'], /there is no \/nonexistent\/dockscope.* --from\n$/, 1],
		[
			'a folder that cannot be written',
			() => ['--dir', '/proc/bin'],
			/cannot write \/proc\/bin\/dockscope\. Choose another folder/,
			1,
		],
		['an unknown option', () => ['--prefix', '/usr'], /unknown option --prefix/, 2],
		['an option without a value', () => ['--dir'], /--dir needs a value/, 2],
	])('ends in one line with %s', async (_, args, message, expected) => {
		const {status, stderr} = await install(args());
		expect(stderr).toMatch(message);
		expect(
			stderr
				.trimEnd()
				.split('\n')
				.filter(line => line.startsWith('install.sh: ')).length,
		).toBe(1);
		expect(status).toBe(expected);
		expect(filesIn(home)).toEqual([]);
	});

	it('says what to do where there is no executable for the processor', async () => {
		writeInstaller(sumOf(archive), 'dockscope-1.2.3-linux-riscv64.tar.gz');
		const {status, stderr} = await install([]);
		expect({status, stderr}).toEqual({
			status: 1,
			stderr: `install.sh: this release has no executable for ${machine === 'aarch64' ? 'arm64' : 'x64'}. With Node 20.19 or newer: npm install --global dockscope-1.2.3.tgz\n`,
		});
	});

	it('installs nothing that does not start here', async () => {
		writeFileSync(join(release, inner, 'dockscope'), '#!/bin/sh\necho no libstdc++ >&2; exit 127\n');
		const broken = 'broken.tar.gz';
		execFileSync('tar', ['-czf', join(release, broken), '-C', release, inner]);
		const folder = join(home, 'from');
		mkdirSync(folder);
		writeFileSync(join(folder, archive), readFileSync(join(release, broken)));
		writeInstaller(sumOf(broken));
		const {status, stderr} = await install(['--from', folder]);
		expect({status, stderr}).toEqual({
			status: 1,
			stderr: 'install.sh: the executable does not start here, and nothing was installed: no libstdc++\n',
		});
		expect(filesIn(home)).toEqual([archive]);
	});
});

describe('the npm package', () => {
	it('installs with no dependencies, and starts', () => {
		const npm = (...args: string[]) =>
			execFileSync('npm', args, {
				cwd: project,
				encoding: 'utf8',
				env: {PATH: process.env['PATH'] ?? '', HOME: home},
				stdio: ['ignore', 'pipe', 'ignore'],
			});
		const [{filename, name, files}] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', home));
		expect(name).toMatch(/^@[a-z]+\/dockscope$/);
		const paths = files.map(({path}: {path: string}) => path);
		for (const path of [
			'bin/dockscope.js',
			'dist/main.js',
			'dist/dockscope.1',
			'dist/THIRD-PARTY-LICENSES.txt',
			'LICENSE',
			'README.md',
			'SECURITY.md',
		])
			expect(paths).toContain(path);
		expect(paths.filter((path: string) => /^(src|test|scripts|node_modules|release)\//.test(path))).toEqual([]);
		npm('install', '--global', '--offline', '--prefix', join(home, 'prefix'), join(home, filename));
		expect(execFileSync(join(home, 'prefix/bin/dockscope'), ['--version'], {encoding: 'utf8'})).toMatch(/^dockscope \d/);
		expect(existsSync(join(home, 'prefix/share/man/man1/dockscope.1'))).toBe(true);
	});
});
