import {readdir, readFile, readlink} from 'node:fs/promises';
import {hasCode, isWithin} from '../../base/index.js';

/**
 * Ends processes that a scanner moved out of its process group (`setsid`), identified by the folder of this scan as their TMPDIR or their
 * working directory. Needs `/proc`; outside Linux only the group can be ended.
 */
export const endStragglers = (directory: string): Promise<void> =>
	endAll(async pid => (await usesTmpdir(pid, directory)) || (await worksIn(pid, directory)));

/** The same after dockscope was killed: by TMPDIR only, since someone may have entered the folder meanwhile to look at it. */
export const endOrphans = (directory: string): Promise<void> => endAll(pid => usesTmpdir(pid, directory));

async function endAll(isMeant: (pid: number) => Promise<boolean>): Promise<void> {
	// A process that is forking may be missed once.
	for (let round = 0; round < 3; round++) {
		const names = await readdir('/proc').catch(absent([]));
		const pids = names.map(Number).filter(pid => pid > 1 && pid !== process.pid);
		const found = await Promise.all(pids.map(async pid => ((await isMeant(pid)) ? pid : null)));
		const meant = found.filter(pid => pid !== null);
		if (meant.length === 0) return;
		for (const pid of meant) end(pid);
	}
}

/** The folder itself, or one in it: see `environmentOf`. */
async function usesTmpdir(pid: number, directory: string): Promise<boolean> {
	const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(absent(''));
	const folder = environment
		.split('\0')
		.find(entry => entry.startsWith('TMPDIR='))
		?.slice('TMPDIR='.length);
	return folder !== undefined && isWithin(folder, directory);
}

const worksIn = async (pid: number, directory: string): Promise<boolean> =>
	isWithin(await readlink(`/proc/${pid}/cwd`).catch(absent('')), directory);

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
