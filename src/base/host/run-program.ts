import {accessSync, constants} from 'node:fs';
import {hasCode} from '../lib/has-code.js';

/** Where administration programs are, whatever the caller's PATH is: nothing in a writable directory is ever run. */
const SAFE_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Of most programs, and those that may list a hundred thousand rules: bytes of output, milliseconds. */
const usual = {mostBytes: 4 << 20, deadline: 2000};
export const longList = {mostBytes: 64 << 20, deadline: 15_000};

export type HostProgram =
	| 'auditctl'
	| 'getcap'
	| 'nft'
	| 'nsenter'
	| 'setpriv'
	| 'ss'
	| `${'iptables' | 'ip6tables'}${'' | '-legacy'}-save`;

/** Where a program of that name is among the administration's programs. */
export const programPath = (name: HostProgram): string | null =>
	SAFE_PATH.map(directory => `${directory}/${name}`).find(mayBeProgram) ?? null;

export const hasProgram = (name: HostProgram): boolean => programPath(name) !== null;

/**
 * What a program of the host prints; `null` when there is none, it fails, prints too much, or takes too long.
 *
 * @param limits  of its output and time
 */
export async function runProgram(name: HostProgram, args: readonly string[], limits = usual): Promise<string | null> {
	// Looked for before a process is made for it: that takes some milliseconds, and most hosts have no auditctl.
	if (!hasProgram(name)) return null;
	const {execFile} = await import('node:child_process');
	return new Promise((resolve, reject) => {
		try {
			const child = execFile(
				// By name: a file that is not executable is skipped, as by a shell. @source execvp(3); the child's PATH is searched
				name,
				args,
				{
					env: {PATH: SAFE_PATH.join(':'), LC_ALL: 'C'},
					killSignal: 'SIGKILL',
					maxBuffer: limits.mostBytes,
				},
				(error, stdout) => {
					clearTimeout(deadline);
					resolve(error === null ? stdout : null);
				},
			);
			// One that the kernel holds does not end by the signal: it is left behind, and ends with what holds it.
			const deadline = setTimeout(() => {
				child.kill('SIGKILL');
				child.stdout?.destroy();
				child.stderr?.destroy();
				child.unref();
				resolve(null);
			}, limits.deadline);
		} catch (error) {
			if (isRefusedByNode(error)) resolve(null);
			else reject(error);
		}
	});
}

/** Missing, or not ours to run: the caller reports what is unknown. Where Node may not look, it may exist. */
function mayBeProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch (error) {
		return isRefusedByNode(error);
	}
}

/** Node's permission model throws here, where the system would have failed later. @source nodejs.org/api/permissions.html */
const isRefusedByNode = (error: unknown): boolean => hasCode(error, 'ERR_ACCESS_DENIED');
