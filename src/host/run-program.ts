/** Where the administration's programs are, whatever the caller's own PATH says: nothing of a writable directory is ever run. */
const SAFE_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const DEADLINE = 2000;

/** What a program of the host prints; `null` when there is none, it fails, or it takes too long. */
export async function runProgram(name: 'auditctl' | 'iptables' | 'ip6tables', args: readonly string[]): Promise<string | null> {
	const {execFile} = await import('node:child_process');
	return new Promise((resolve, reject) => {
		try {
			execFile(
				'/usr/bin/env',
				['-i', `PATH=${SAFE_PATH}`, 'LC_ALL=C', name, ...args],
				{timeout: DEADLINE, killSignal: 'SIGKILL', maxBuffer: 4 << 20},
				(error, stdout) => resolve(error === null ? stdout : null),
			);
		} catch (error) {
			// Node's own permission model throws, where the system would have said it later. @source nodejs.org/api/permissions.html
			if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') resolve(null);
			else reject(error);
		}
	});
}
