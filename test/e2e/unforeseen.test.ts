import {execFile} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {canMount, runWithOwnMounts} from '../support/mount-namespace.js';
import {dockscope, program} from '../support/run-cli.js';
import {sharedFolder} from '../support/temporary-folder.js';
import {dockscope as openScreen} from '../support/terminal-program.js';

const folder = sharedFolder();

/** Runs the bundle in a Node that was broken beforehand: no known input triggers a defect. */
async function broken(script: string, args: readonly string[], input?: string) {
	const file = join(folder, 'broken.cjs');
	await writeFile(file, script);
	return dockscope(args, {env: {NODE_OPTIONS: `--require ${file}`}, ...(input === undefined ? {} : {input})});
}

/** A folder with a scanner: whoever asks for its version gives it a folder to work in. */
async function withScanner(): Promise<string> {
	const path = join(folder, 'programs');
	await mkdir(path, {recursive: true});
	await writeFile(join(path, 'grype'), '#!/bin/sh\necho "Version: 0.80.0"\n', {mode: 0o755});
	return path;
}

const oneLine = /^dockscope: [^\n]*\n$/;

describe('an unforeseen failure', () => {
	it('ends with 70 and one line, not with the status of a threshold', async () => {
		const script = 'Date.prototype.toISOString = () => { throw new RangeError("no time"); };';
		for (const args of [
			['audit', '--demo', '--fail-on', 'low'],
			['inspect', '--demo', 'shop-web'],
		]) {
			const {status, stderr} = await broken(script, args);
			expect(status).toBe(70);
			expect(stderr).toContain('RangeError');
			expect(stderr).not.toMatch(/\n\s+at /);
		}
	});

	it('in a part of the audit ends with 70, with the report of the rest written', async () => {
		// Asked by what judges capabilities, and by nothing that loads a fleet.
		const script = `
			const {has} = Set.prototype;
			Set.prototype.has = function (value) {
				if (value === 'SYS_MODULE') throw new TypeError('broken');
				return Reflect.apply(has, this, [value]);
			};`;
		const {status, stdout, stderr} = await broken(script, ['audit', '--demo', '--format', 'json']);
		expect(status).toBe(70);
		expect(JSON.parse(stdout)).toMatchObject({schema: 'dockscope.audit/1'});
		expect(stderr).toContain('stopped with TypeError. Please report this as a bug.');
	});

	it('where nothing waits for it ends with 70 and one line', async () => {
		for (const thrown of ['Promise.reject(new TypeError("late"))', '(() => { throw new TypeError("late"); })()']) {
			const script = `if (process.argv[2] === 'audit') setTimeout(() => ${thrown}, 1500);`;
			const {status, stderr} = await new Promise<{status: unknown; stderr: string}>(resolve => {
				void writeFile(join(folder, 'late.cjs'), script).then(() => {
					// Waits for a snapshot that never comes.
					const child = execFile(
						process.execPath,
						[program, 'audit', '--from', '-'],
						{
							env: {PATH: process.env['PATH'], HOME: folder, NODE_OPTIONS: `--require ${join(folder, 'late.cjs')}`},
							timeout: 60_000,
						},
						(error, _, stderr) => resolve({status: error?.code, stderr}),
					);
					child.stdin?.write('[');
				});
			});
			expect({status, stderr}).toEqual({
				status: 70,
				stderr: expect.stringMatching(
					/^dockscope: unexpected failure: TypeError: late \([^\n]*\)\. Please report this as a bug\.\n$/,
				),
			});
		}
	});
});

it('in the inspector gives the terminal back, says what it was in one line and ends with 70', async () => {
	const file = join(folder, 'inspector.cjs');
	await writeFile(file, 'setTimeout(() => Promise.reject(new TypeError("late")), 4000);');
	const screen = await openScreen({args: ['--demo'], env: {NODE_OPTIONS: `--require ${file}`}});
	try {
		await screen.shows(/shop-web/);
		expect(await screen.exit()).toBe(70);
		expect(screen.restored()).toBe(true);
		expect(screen.text()).toMatch(/dockscope: unexpected failure: TypeError: late/);
	} finally {
		await screen.stop();
	}
});

describe('a strange environment', () => {
	it.each([
		['a TMPDIR that is missing', {TMPDIR: '/nowhere'}],
		['no HOME', {HOME: ''}],
		[
			'folders that cannot be written',
			{HOME: '/proc/nobody', XDG_CONFIG_HOME: '/proc', XDG_CACHE_HOME: '/proc', XDG_RUNTIME_DIR: '/proc'},
		],
		['a zone and a language that are none', {TZ: 'garbage/../x', LANG: '%%', LC_ALL: '\u202e'}],
	])('with %s is no failure of an audit', async (_, env) => {
		const {status, stderr} = await dockscope(['audit', '--demo', '--format', 'json'], {env});
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
	});

	it('a missing temporary directory is one clear line in every command that needs one', async () => {
		const {status, stderr} = await dockscope(['doctor', '--demo'], {env: {TMPDIR: '/nowhere', PATH: await withScanner()}});
		expect(status).toBe(2);
		expect(stderr).toMatch(oneLine);
		expect(stderr).toContain('cannot make a folder in /nowhere: there is no such file. Set TMPDIR');
	});

	it.skipIf(!canMount())('a temporary directory on a full disk is one clear line', async () => {
		const script = `mount -t tmpfs -o size=16k none /mnt; head -c 16384 /dev/zero > /mnt/full || true
			TMPDIR=/mnt PATH="$3:$PATH" "$1" "$2" doctor --demo 2>&1 || echo "status $?"`;
		expect((await runWithOwnMounts(script, process.execPath, program, await withScanner())).trim()).toBe(
			'dockscope: cannot make a folder in /mnt: no space left on the disk. Set TMPDIR to a folder that can be written.\nstatus 2',
		);
	});

	it('with a working directory that was removed is no failure', async () => {
		const script = `d=$(mktemp -d); cd "$d"; rmdir "$d"; exec "${process.execPath}" "${program}" "$@"`;
		for (const args of [
			['audit', '--demo'],
			['policy', 'check'],
			['harden', '--demo', 'shop-web'],
		]) {
			const {code, stderr} = await new Promise<{code: unknown; stderr: string}>(resolve => {
				execFile('sh', ['-c', script, 'sh', ...args], {env: {PATH: process.env['PATH'], HOME: folder}}, (error, _, stderr) =>
					resolve({code: error?.code ?? 0, stderr}),
				);
			});
			expect(stderr).not.toMatch(/\n\s+at |uv_cwd/);
			expect(code).toBe(0);
		}
	});
});
