import type {Stats} from 'node:fs';
import {capableAmong} from '../host/file-capabilities.js';
import {followedPath} from '../host/file-facts.js';
import {openForeignTree} from '../host/foreign-tree.js';
import type {HostTree} from '../host/host-tree.js';
import {idInContainer} from '../host/id-in-container.js';
import {commOf, readStatus} from '../host/process-table.js';
import type {Member, TaskFamily} from './family.js';
import type {ExecutedProgram} from './uses.js';

type Entry = {
	uids: Set<number>;
	raises: ExecutedProgram['raises'];
	count: number;
	first: number;
	onlyByExec: boolean;
	startedBy: Set<string>;
};

const mostPrograms = 500;
const mostUids = 20;
const mostStarters = 20;

/**
 * The programs that the tasks of a container execute, folded by path. A program is looked at when its event arrives, some 50 ms later:
 * one that has ended by then has no user.
 *
 * @param root  of the container's first process: `/proc/4711/root`
 * @param askedRuns  runs of a program of which each is asked for its user and its parent
 */
export function watchPrograms(tree: HostTree, family: TaskFamily, root: string, askedRuns = 100) {
	const inside = openForeignTree(root);
	const programs = new Map<string, Entry>();
	let overflow = 0;
	let unseen: string | null = null;

	/** What a file gives to anyone who executes it: the one that runs, else the one now at its path, with links followed inside. */
	const look = async (pid: number, path: string, isIt: boolean): Promise<ExecutedProgram['raises']> => {
		const place = followedPath(inside, path);
		const running = isIt ? tree.stat(`/proc/${pid}/exe`) : null;
		const there = place === null ? null : inside.lstat(place);
		const stats = (running?.known && running.value) || (there?.known && there.value) || null;
		if (stats === null || !stats.isFile()) return 'unknown';
		const byMode = raisedByMode(stats);
		if (byMode !== null || place === null) return byMode;
		const {uid, gid, mode} = stats;
		const capable = await capableAmong([{path, place: `${root}${place}`, uid, gid, mode: mode & 0o7777}]);
		if (!capable.known) unseen = capable.reason.reason;
		return capable.known && capable.value.length > 0 ? 'file capabilities' : null;
	};

	return {
		/**
		 * Its first run takes some milliseconds: the file is asked for its capabilities.
		 *
		 * @param at  seconds since the beginning
		 * @returns what the file gives, and the real uid in the container and what started it, where they were asked for; `null` for a program
		 *   beyond the limit
		 */
		async exec(
			pid: number,
			{program: path, name, byExec, parent}: Member & {readonly program: string},
			at: number,
		): Promise<{
			readonly raises: ExecutedProgram['raises'];
			readonly uid: number | null;
			readonly startedBy: string | null;
		} | null> {
			const status = readStatus(tree, pid);
			// It may run another program by now.
			const isIt = status !== null && (name === null || status.name === name);
			let entry = programs.get(path);
			if (entry === undefined) {
				if (programs.size >= mostPrograms) {
					overflow += 1;
					return null;
				}
				entry = {
					uids: new Set(),
					raises: await look(pid, path, isIt),
					count: 0,
					first: at,
					onlyByExec: true,
					startedBy: new Set(),
				};
				programs.set(path, entry);
			}
			const isAsked = isIt && entry.count < askedRuns;
			const uid = isAsked ? idInContainer(tree, pid, 'uid_map', status.uids[0] ?? null) : null;
			if (uid !== null && entry.uids.size < mostUids) entry.uids.add(uid);
			const startedBy = !byExec && parent !== null && entry.count < askedRuns ? commOf(tree, parent) : null;
			if (startedBy !== null && entry.startedBy.size < mostStarters) entry.startedBy.add(startedBy);
			entry.count += 1;
			entry.onlyByExec &&= byExec;
			if (entry.raises !== null) family.raise(pid);
			return {raises: entry.raises, uid, startedBy};
		},
		/** Why file capabilities could not be seen. */
		unseen: (): string | null => unseen,
		/** Those beyond the limit, which are not listed. */
		overflow: (): number => overflow,
		programs: (): ExecutedProgram[] =>
			[...programs].map(([path, {uids, startedBy, ...entry}]) => ({
				path,
				uids: [...uids].sort((a, b) => a - b),
				startedBy: [...startedBy].sort(),
				...entry,
			})),
	};
}

function raisedByMode({mode}: Stats): ExecutedProgram['raises'] {
	if ((mode & 0o4000) !== 0) return 'set-uid';
	// Without the group's execute bit it once meant mandatory locking.
	return (mode & 0o2010) === 0o2010 ? 'set-gid' : null;
}
