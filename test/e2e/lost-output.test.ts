import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {openSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import {program} from '../support/run-cli.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const folder = temporaryFolder();
const run = promisify(execFile);

/** What a shell makes of a line, in which `dockscope` is the built program. */
async function inShell(line: string, shell = 'sh'): Promise<{readonly status: number; readonly said: string}> {
	// As the last command of a shell it would replace it.
	const script = `dockscope() { "$NODE" "$PROGRAM" "$@"; }\n${line}\nexit $?`;
	const env = {...process.env, NODE: process.execPath, PROGRAM: program, HOME: folder, XDG_STATE_HOME: folder, TMPDIR: folder};
	const child = spawn(shell, ['-c', script], {env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe']});
	child.stdout?.resume();
	const [said, [status]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit') as Promise<[number]>]);
	return {status, said};
}

const writing = [
	'--version',
	'--help',
	'--demo',
	'--demo audit',
	'--demo audit --format json',
	'--demo audit --format html',
	'--demo inspect ci-runner',
	'--demo command ci-runner',
	'--demo harden ci-runner',
	'--demo drift',
	'--demo snapshot',
	'--demo doctor',
	'--demo freeze ci-runner --output -',
	'doctor --self',
	'policy check',
	'policy show cis',
	'config',
	'completion bash',
	'man',
	'record --install',
	'record status',
] as const;

describe.each(writing)('dockscope %s', line => {
	it.each([
		['is closed', '>&-', 'it is closed, or open only for reading'],
		['is full', '>/dev/full', 'no space left on the disk'],
	])('does not pass when its output %s', async (_, redirection, why) => {
		const {status, said} = await inShell(`dockscope ${line} ${redirection}`);
		expect(said.match(/^dockscope: cannot write the result.*$/gm)).toEqual([
			`dockscope: cannot write the result to stdout: ${why}`,
		]);
		expect(status).toBe(2);
	});

	it('passes when its output is not wanted', async () => {
		expect((await inShell(`dockscope ${line} >/dev/null`)).status).toBe(0);
	});
});

describe('an output that is cut short', () => {
	it.each(['--demo audit', '--demo snapshot', '--demo audit --format html', 'man'])('is no success: %s', async line => {
		// The kernel takes the first 4 KB of one write, and says so only at the next.
		const {status, said} = await inShell(`ulimit -f 8; trap '' XFSZ; dockscope ${line} >out`);
		expect(said).toContain('cannot write the result to stdout: the file would be larger than allowed');
		expect(status).toBe(2);
	});

	it.each(['--demo audit', '--demo audit --fail-on low', '--demo snapshot'])(
		'by a reader that has ended is no success, without a message: %s',
		async line => {
			const path = join(folder, 'pipe');
			await run('mkfifo', [path]);
			const reader = await open(path, 'r+');
			const writer = openSync(path, 'w');
			await reader.close();
			const child = spawn(process.execPath, [program, ...line.split(' ')], {stdio: ['ignore', writer, 'pipe']});
			const [said, [status]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit') as Promise<[number]>]);
			expect([said, status]).toEqual(['', 141]);
		},
	);

	it('by a limit of a file is no success, and leaves nothing behind', async () => {
		const {status, said} = await inShell(
			`ulimit -f 8; trap '' XFSZ; dockscope --demo snapshot --output out; s=$?; ls -A | grep -v pipe >&2; (exit $s)`,
		);
		expect(said).toMatch(/^dockscope: cannot write out: the file would be larger than allowed.*\n$/);
		expect(status).toBe(2);
	});
});

describe('an output that is discarded on purpose', () => {
	it.each([
		['by a program that opens it for reading too', 'exec 1<>/dev/null; dockscope --demo audit'],
		['for appending', 'dockscope --demo audit >>/dev/null'],
		['and another file takes the result', 'dockscope --demo audit --output out >&-'],
	])('is no failure: %s', async (_, line) => {
		expect(await inShell(line)).toEqual({status: 0, said: ''});
	});

	it('by Node itself is no failure', async () => {
		const child = spawn(process.execPath, [program, '--demo', 'audit'], {stdio: ['ignore', 'ignore', 'ignore']});
		expect(await once(child, 'exit')).toEqual([0, null]);
	});
});
