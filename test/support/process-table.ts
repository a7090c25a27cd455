import {readdir, readFile, readlink} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {patience, waitedInVain} from './patience.js';

/** A process as /proc shows it; one that ends while it is read is omitted. */
export type RunningProcess = {pid: number; parent: number; command: string; network: string};

export async function runningProcesses(): Promise<RunningProcess[]> {
	const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number);
	const read = await Promise.all(pids.map(readProcess));
	return read.filter(one => one !== null);
}

async function readProcess(pid: number): Promise<RunningProcess | null> {
	try {
		const [command, stat, network] = await Promise.all([
			readFile(`/proc/${pid}/cmdline`, 'utf8'),
			readFile(`/proc/${pid}/stat`, 'utf8'),
			readlink(`/proc/${pid}/ns/net`),
		]);
		// The name in parentheses may hold anything; the fields after the last one are fixed.
		const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
		return {pid, parent, command: command.replaceAll('\0', ' '), network};
	} catch (error) {
		if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))) return null;
		throw error;
	}
}

/** `roots` and all that descends from them. */
export function withDescendants(all: readonly RunningProcess[], roots: readonly RunningProcess[]): RunningProcess[] {
	const chosen = new Map(roots.map(one => [one.pid, one]));
	for (let grew = true; grew; ) {
		const more = all.filter(one => !chosen.has(one.pid) && chosen.has(one.parent));
		for (const one of more) chosen.set(one.pid, one);
		grew = more.length > 0;
	}
	return [...chosen.values()];
}

/** Sends a signal; false when the process is no longer there. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, name);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
		throw error;
	}
}

/** Polls until `condition` holds; throws with `what` after `seconds`. */
export async function until<T>(what: string, condition: () => Promise<T | false | null>, seconds = 60): Promise<T> {
	const begin = Date.now();
	const most = patience(seconds * 1000);
	for (;;) {
		const answer = await condition();
		if (answer !== false && answer !== null) return answer;
		if (Date.now() - begin > most) throw new Error(`waited ${Math.round(most / 1000)} s in vain: ${what}${waitedInVain(most)}`);
		await sleep(40);
	}
}
