import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {open, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {promisify} from 'node:util';
import {expect, it} from 'vitest';
import {dockscope, program} from '../support/run-cli.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const folder = temporaryFolder();

it.each([['audit'], ['inspect', 'traefik'], ['doctor'], []])(
	'writes only ASCII where the locale supports no more: %s',
	async (...args) => {
		const {stdout} = await dockscope([...args, '--demo'], {env: {LC_ALL: 'C'}});
		expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
	},
);

it('says in one line that its output is lost', async () => {
	const full = await open('/dev/full', 'w');
	const child = spawn(process.execPath, [program, 'audit', '--demo'], {stdio: ['ignore', full.fd, 'pipe']});
	const [said, [status]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit') as Promise<[number]>]);
	await full.close();
	expect(said).toBe('dockscope: cannot write the result to stdout: no space left on the disk\n');
	expect(status).toBe(2);
});

it('keeps its status when its messages are lost', async () => {
	const full = await open('/dev/full', 'w');
	const child = spawn(process.execPath, [program, 'audit', '--nope'], {stdio: ['ignore', 'ignore', full.fd]});
	const [status] = (await once(child, 'exit')) as [number];
	await full.close();
	expect(status).toBe(2);
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends by %s while nothing reads its output', async signal => {
	const path = join(folder, signal);
	await promisify(execFile)('mkfifo', [path]);
	const pipe = await open(path, 'r+');
	const child = spawn(process.execPath, [program, 'snapshot', '--demo'], {stdio: ['ignore', pipe.fd, 'ignore']});
	await pipe.read(Buffer.alloc(1), 0, 1);
	setTimeout(() => child.kill(signal), 500);
	expect(await once(child, 'exit')).toEqual([130, null]);
	await pipe.close();
});

it.each([['--only', 'nope'], ['nobody']])(
	'rejects a bad option of an audit before anything is printed: %s',
	async (...args) => {
		const begun = new URL('data:text/javascript,setTimeout(() => undefined, 60_000)');
		const {status, stderr} = await dockscope(['audit', '--demo', ...args], {env: {NODE_OPTIONS: `--import "${begun}"`}});
		expect(stderr).toMatch(/^dockscope: .*(nope|nobody)/);
		expect(status).toBe(2);
	},
	30_000,
);

it('prints help and version', async () => {
	expect((await dockscope(['help'])).stdout).toBe((await dockscope(['--help'])).stdout);
	expect((await dockscope(['help', 'audit'])).stdout).toBe((await dockscope(['audit', '--help'])).stdout);
	expect((await dockscope(['--help'])).stdout).toContain('dockscope audit');
	expect((await dockscope(['audit', '--help'])).stdout).toContain('--fail-on SEVERITY');
	expect((await dockscope(['--version'])).stdout).toMatch(/^dockscope \d+\.\d+\.\d+\n$/);
});

it.each([
	['a missing socket', 'unix:///nonexistent/docker.sock', 3, /engine\s+.*nonexistent/],
	['no address', 'foo://x', 2, /"foo:\/\/" is not one of/],
])('explains a DOCKER_HOST that names %s, and what to try', async (_, DOCKER_HOST, expected, engine) => {
	const {status, stdout} = await dockscope(['doctor'], {env: {DOCKER_HOST}});
	expect(status).toBe(expected);
	expect(stdout).toMatch(engine);
	expect(stdout).toMatch(/scanner\s+trivy/);
	expect(stdout).toMatch(/\nTRY\nunset DOCKER_HOST {2,}\S/);
	const {advice} = JSON.parse((await dockscope(['doctor', '--format', 'json'], {env: {DOCKER_HOST}})).stdout);
	expect(advice[0].run).toBe('unset DOCKER_HOST');
});

it('names the Node that it needs, as package.json does', async () => {
	const {engines} = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
	const old = new URL("data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.18.9'})");
	const {status, stderr} = await dockscope(['--version'], {env: {NODE_OPTIONS: `--import "${old}"`}});
	expect({status, stderr}).toEqual({
		status: 2,
		stderr: `dockscope: needs Node ${engines.node.replace('>=', '')} or newer, this is 20.18.9. The single executable needs no Node\n`,
	});
});

it('matches its JSON Schema', async () => {
	expect(JSON.parse(await readFile(new URL('../../schemas/audit.schema.json', import.meta.url), 'utf8'))).toMatchObject({
		$id: 'dockscope.audit/1',
	});
});
