import {readdir, readFile, readlink} from 'node:fs/promises';
import {isWithin} from '../../facts/host-paths.js';
import {hasCode} from '../../terminal/has-code.js';

/**
 * Ends processes that a scanner moved out of its process group (`setsid`), identified by the folder of this scan in
 * their environment or as their working directory. Needs `/proc`; outside Linux only the group can be ended.
 */
export async function endStragglers(directory: string): Promise<void> {
	// A process that is forking may be missed once.
	for (let round = 0; round < 3; round++) {
		const pids = await belongingTo(directory);
		if (pids.length === 0) return;
		for (const pid of pids) end(pid);
	}
}

async function belongingTo(directory: string): Promise<readonly number[]> {
	const names = await readdir('/proc').catch(absent([]));
	const pids = names.map(Number).filter(pid => pid > 1 && pid !== process.pid);
	const found = await Promise.all(pids.map(async pid => ((await isOf(pid, directory)) ? pid : null)));
	return found.filter(pid => pid !== null);
}

async function isOf(pid: number, directory: string): Promise<boolean> {
	const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(absent(''));
	if (environment.includes(directory)) return true;
	const place = await readlink(`/proc/${pid}/cwd`).catch(absent(''));
	return isWithin(place, directory);
}

function end(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
	}
}

/** A process may end while it is read, and those of other users are not visible. */
const absent =
	<T>(instead: T) =>
	(error: NodeJS.ErrnoException): T => {
		if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(error.code ?? '')) return instead;
		throw error;
	};
