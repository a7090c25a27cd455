import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {open, readFile} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {expect, it} from 'vitest';
import {dockscope, program} from '../support/run-cli.js';

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
	expect(said).toBe('dockscope: cannot write the result: no space left on the disk\n');
	expect(status).toBe(2);
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

it('says what the doctor sees, and exits 3 without an engine', async () => {
	const {status, stdout} = await dockscope(['doctor'], {env: {DOCKER_HOST: 'unix:///nonexistent/docker.sock'}});
	expect(status).toBe(3);
	expect(stdout).toMatch(/engine\s+.*nonexistent/);
	expect(stdout).toMatch(/scanner\s+trivy/);
});

it('matches its JSON Schema', async () => {
	expect(JSON.parse(await readFile(new URL('../../schemas/audit.schema.json', import.meta.url), 'utf8'))).toMatchObject({
		$id: 'dockscope.audit/1',
	});
});
