import type {Capability} from '../facts/index.js';
import type {HostTree} from '../host/host-tree.js';
import {commOf} from '../host/process-table.js';
import {sanitise} from '../terminal/safe-text.js';
import {askedFor, type GivenCapabilities, isDeciding} from './deciding-checks.js';
import type {Member, TaskFamily} from './family.js';
import {ofFiles} from './file-checks.js';
import type {TraceEvent} from './trace-events.js';
import type {ObservedUse} from './uses.js';

type Check = Extract<TraceEvent, {kind: 'check'}>;
/** `by`: each name, and whether it is certain that a check of it decided something. */
type Use = {by: Map<string, boolean>; count: number; first: number; last: number; onlyByExec: boolean};
type Uses = Map<Capability, Use>;
/** What is known of one set of credentials: the process's, or those of the file system that it uses. */
type Credentials = {
	whose: 'own' | 'foreign' | 'undecided';
	/** File checks while it is undecided. */
	readonly undecided: Uses;
	/** File checks of tasks that cannot use the capability when they are looked at, by task. */
	readonly doubtful: Map<number, Uses>;
};

/** Credentials remembered at a time; the oldest is decided then. */
const mostCredentials = 4096;
/** Names kept for each capability. */
const mostNames = 20;
/** Names of programs whose checks decided nothing. */
const mostIdle = 1000;
/** Tasks whose doubtful checks are kept for each set of credentials. */
const mostDoubtful = 64;

/**
 * The capabilities that the kernel checked and granted for the tasks of a running container, as the events arrive. Memory is bounded.
 *
 * A file system may use other credentials (overlayfs: its mounter's), which have every capability: their file checks do not count. They are
 * recognised as `usedCapabilities` does, by being granted what the container cannot have; since they are the same for every task, this is
 * remembered for all of them. Credentials to which anything was denied are the task's. The kernel uses the memory of old credentials again,
 * so the opposite later begins new ones. What is not decided so counts if the task itself can use the capability. A task is looked at some
 * 50 ms later, when login(1), say, has opened the terminal as root and become the user: what it cannot use by then counts if the same task
 * used the same credentials for something else, since setuid(2) asks with them before it replaces them.
 *
 * What decided nothing does not count either.
 */
export function watchCapabilities(tree: HostTree, family: TaskFamily, given: GivenCapabilities) {
	const {granted} = given;
	const total: Uses = new Map();
	const known = new Map<string, Credentials>();
	/** `SETUID rsync`: a check of this program was seen to decide nothing. */
	const idle = new Set<string>();
	let knowsFileSystem = false;

	/** @param own  the task that used the credentials for what only its own are used for; `null`: none */
	const settle = ({whose, undecided, doubtful}: Credentials, own: number | null): void => {
		if (whose !== 'foreign') mergeAll(total, undecided);
		undecided.clear();
		if (own !== null) mergeAll(total, doubtful.get(own) ?? []);
		doubtful.clear();
	};
	const credentialsOf = (key: string): Credentials => {
		const found = known.get(key);
		if (found !== undefined) return found;
		const [oldest] = known;
		if (oldest !== undefined && known.size >= mostCredentials) {
			known.delete(oldest[0]);
			settle(oldest[1], null);
		}
		const fresh: Credentials = {whose: 'undecided', undecided: new Map(), doubtful: new Map()};
		known.set(key, fresh);
		return fresh;
	};
	const decide = (key: string, whose: 'own' | 'foreign', pid: number): Credentials => {
		const found = credentialsOf(key);
		if (found.whose !== 'undecided' && found.whose !== whose) {
			known.delete(key);
			return decide(key, whose, pid);
		}
		found.whose = whose;
		if (whose === 'foreign') knowsFileSystem = true;
		settle(found, whose === 'own' ? pid : null);
		return found;
	};

	return {
		/**
		 * @param at  seconds since the beginning
		 * @param early  it was made before system calls were watched: if the same program was later seen to use the capability for nothing
		 *   only, this counts as little
		 * @param times  that it was made
		 */
		check(check: Check, {byExec, name: executed, rootIds}: Member, at: number, early = false, times = 1): void {
			const {pid, command, credentials: key, granted: yes} = check;
			const capability = askedFor(check, given);
			if (!yes) {
				decide(key, 'own', pid);
				return;
			}
			if (!granted.has(capability)) {
				decide(key, 'foreign', pid);
				return;
			}
			const isOfFiles = ofFiles.has(capability);
			const credentials = isOfFiles ? credentialsOf(key) : decide(key, 'own', pid);
			if (credentials.whose === 'foreign') return;
			const unnamed = command === '<...>';
			const name = sanitise(executed ?? (unnamed ? (commOf(tree, pid) ?? 'a process that has ended') : command.trim()));
			if (!isDeciding(check, ids => rootIds.has(ids))) {
				if (check.reason !== 'overlay' && idle.size < mostIdle) idle.add(`${capability} ${name}`);
				return;
			}
			family.changeIds(pid, capability);
			const use: Use = {by: new Map([[name, !early]]), count: times, first: at, last: at, onlyByExec: byExec};
			if (credentials.whose === 'own') merge(total, capability, use);
			else if (family.heldBy(pid)?.has(capability) ?? true) merge(credentials.undecided, capability, use);
			else merge(doubtfulOf(credentials, pid), capability, use);
		},
		/** Whether the credentials of its file system are known since it was started: others are then most likely those of tasks. */
		knowsFileSystem: (): boolean => knowsFileSystem,
		/** It is started: its root file system is mounted again, with other credentials. */
		starts(): void {
			knowsFileSystem = false;
		},
		/** Everything that counts by now. @param undecidedUntil  seconds since the beginning: later undecided uses may still not count */
		uses(undecidedUntil = Number.POSITIVE_INFINITY): ObservedUse[] {
			const all: Uses = new Map();
			mergeAll(all, total);
			for (const {undecided} of known.values())
				for (const [capability, use] of undecided) if (use.first <= undecidedUntil) merge(all, capability, use);
			return [...all].flatMap(([capability, {by, ...use}]) => {
				const names = [...by].flatMap(([name, certain]) => (certain || !idle.has(`${capability} ${name}`) ? [name] : []));
				return names.length === 0 ? [] : [{capability, by: names.sort(), when: 'serving' as const, ...use}];
			});
		},
	};
}

function doubtfulOf({doubtful}: Credentials, pid: number): Uses {
	const uses: Uses = doubtful.get(pid) ?? new Map();
	if (doubtful.has(pid) || doubtful.size < mostDoubtful) doubtful.set(pid, uses);
	return uses;
}

function mergeAll(uses: Uses, more: Iterable<readonly [Capability, Use]>): void {
	for (const [capability, use] of more) merge(uses, capability, use);
}

function merge(uses: Uses, capability: Capability, use: Use): void {
	const before = uses.get(capability);
	if (before === undefined) {
		uses.set(capability, {...use, by: new Map(use.by)});
		return;
	}
	for (const [name, certain] of use.by)
		if (before.by.has(name) || before.by.size < mostNames) before.by.set(name, certain || before.by.get(name) === true);
	before.count += use.count;
	before.first = Math.min(before.first, use.first);
	before.last = Math.max(before.last, use.last);
	before.onlyByExec &&= use.onlyByExec;
}
