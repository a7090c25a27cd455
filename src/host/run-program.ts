import {accessSync, constants} from 'node:fs';

/** Where the administration's programs are, whatever the caller's own PATH says: nothing of a writable directory is ever run. */
const SAFE_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const DEADLINE = 2000;

/** What a program of the host prints; `null` when there is none, it fails, or it takes too long. */
export async function runProgram(name: 'auditctl' | 'iptables' | 'ip6tables', args: readonly string[]): Promise<string | null> {
	// Looked for before a process is made for it: that takes some milliseconds, and most hosts have no auditctl.
	if (!SAFE_PATH.some(directory => mayBeProgram(`${directory}/${name}`))) return null;
	const {execFile} = await import('node:child_process');
	return new Promise((resolve, reject) => {
		try {
			execFile(
				// By its name: what of it cannot be run is passed over, as by a shell. @source execvp(3); the child's PATH is searched
				name,
				args,
				{
					env: {PATH: SAFE_PATH.join(':'), LC_ALL: 'C'},
					timeout: DEADLINE,
					killSignal: 'SIGKILL',
					maxBuffer: 4 << 20,
				},
				(error, stdout) => resolve(error === null ? stdout : null),
			);
		} catch (error) {
			if (isRefusedByNode(error)) resolve(null);
			else reject(error);
		}
	});
}

/** Absent, or not ours to run: the caller says what it could not be told. Where Node lets us look at nothing, it may be there. */
function mayBeProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch (error) {
		return isRefusedByNode(error);
	}
}

/** Node's own permission model throws, where the system would have said it later. @source nodejs.org/api/permissions.html */
const isRefusedByNode = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
