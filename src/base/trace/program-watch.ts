import type {HostTree} from '../host/host-tree.js';
import {idInContainer} from '../host/id-in-container.js';
import {commOf, readStatus} from '../host/process-table.js';
import type {Raises, RaisingProgram, SeenRaises} from '../host/traced-tasks.js';
import type {Member, TaskFamily} from './family.js';
import type {ExecutedProgram} from './uses.js';

type Entry = {
	uids: Set<number>;
	raises: Raises;
	count: number;
	first: number;
	onlyByExec: boolean;
	startedBy: Set<string>;
	/** The look at its file; `null` where that was not answered. */
	look: Promise<SeenRaises | null> | null;
};

const MAX_PROGRAMS = 500;
const MAX_UIDS = 20;
const MAX_STARTERS = 20;

/**
 * The programs that the tasks of a container execute, folded by path. A program is looked at when its event arrives, some 50 ms later:
 * one that has ended by then has no user.
 *
 * @param firstOf  the first process of the container, of which this is a process
 * @param raisedBy  what a file gives to anyone who executes it; `null`: that was not answered
 * @param askedRuns  runs of a program of which each is asked for its user and its parent
 */
export function watchPrograms(
	tree: HostTree,
	family: TaskFamily,
	firstOf: (pid: number) => number,
	raisedBy: (program: RaisingProgram) => Promise<SeenRaises | null>,
	askedRuns = 100,
) {
	const programs = new Map<string, Entry>();
	let overflow = 0;
	let unseen: string | null = null;

	return {
		/**
		 * Its first run takes some milliseconds, or longer where nothing answers: its file is looked at.
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
			readonly raises: Raises;
			readonly uid: number | null;
			readonly startedBy: string | null;
		} | null> {
			const status = readStatus(tree, pid);
			// It may run another program by now.
			const isIt = status !== null && (name === null || status.name === name);
			const known = programs.get(path);
			if (known === undefined && programs.size >= MAX_PROGRAMS) {
				overflow += 1;
				return null;
			}
			const entry = known ?? newEntry(at);
			programs.set(path, entry);
			const isAsked = isIt && entry.count < askedRuns;
			const uid = isAsked ? idInContainer(tree, pid, 'uid_map', status.uids[0] ?? null) : null;
			if (uid !== null && entry.uids.size < MAX_UIDS) entry.uids.add(uid);
			const startedBy = !byExec && parent !== null && entry.count < askedRuns ? commOf(tree, parent) : null;
			if (startedBy !== null && entry.startedBy.size < MAX_STARTERS) entry.startedBy.add(startedBy);
			entry.count += 1;
			entry.onlyByExec &&= byExec;
			// The processes were asked before: they may end meanwhile.
			entry.look ??= raisedBy({pid, first: firstOf(pid), path, isRunning: isIt});
			const seen = await entry.look;
			if (seen === null) entry.look = null;
			else entry.raises = seen.raises;
			unseen = seen?.unseen ?? unseen;
			if (entry.raises !== null) family.raise(pid);
			return {raises: entry.raises, uid, startedBy};
		},
		/** Why file capabilities could not be seen. */
		unseen: (): string | null => unseen,
		/** Those beyond the limit, which are not listed. */
		overflow: (): number => overflow,
		programs: (): ExecutedProgram[] =>
			[...programs].map(([path, {uids, startedBy, look: _, ...entry}]) => ({
				path,
				uids: [...uids].sort((a, b) => a - b),
				startedBy: [...startedBy].sort(),
				...entry,
			})),
	};
}

const newEntry = (at: number): Entry => ({
	uids: new Set(),
	raises: 'unknown',
	count: 0,
	first: at,
	onlyByExec: true,
	startedBy: new Set(),
	look: null,
});
