import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

/** The bundle. */
export const program = resolve(import.meta.dirname, '../../bin/dockscope.js');

export type CliResult = {readonly status: number; readonly stdout: string; readonly stderr: string};

/** Runs the real bundle without a terminal, with a clean environment and no home. */
export function dockscope(
	args: readonly string[],
	options: {input?: string; env?: Record<string, string>; cwd?: string} = {},
): Promise<CliResult> {
	const home = mkdtempSync(join(tmpdir(), 'dockscope-home-'));
	const env = {PATH: process.env['PATH'] ?? '', HOME: home, XDG_STATE_HOME: home, TMPDIR: home, LANG: 'C.UTF-8', ...options.env};
	return new Promise(resolveResult => {
		const child = execFile(
			process.execPath,
			[program, ...args],
			{env, cwd: options.cwd ?? home, timeout: 110_000, maxBuffer: 1 << 28},
			(error, stdout, stderr) => {
				rmSync(home, {recursive: true, force: true});
				const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
				resolveResult({status, stdout, stderr});
			},
		);
		child.stdin?.end(options.input ?? '');
	});
}
