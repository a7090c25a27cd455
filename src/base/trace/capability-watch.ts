import type {Capability} from '../facts/index.js';
import type {HostTree} from '../host/host-tree.js';
import {commOf} from '../host/process-table.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import {askedFor, type GivenCapabilities, isDeciding} from './deciding-checks.js';
import type {Member, TaskFamily} from './family.js';
import {ofFiles} from './file-checks.js';
import type {TraceEvent} from './trace-events.js';
import type {ObservedUse} from './uses.js';
import {whoseCredentials} from './whose-credentials.js';

type Check = Extract<TraceEvent, {kind: 'check'}>;
/** `by`: each name, and whether it is certain that a check of it decided something. */
type Use = {by: Map<string, boolean>; count: number; first: number; last: number; onlyByExec: boolean};
type Uses = Map<Capability, Use>;
/** With these a task gets other ids, and with them other credentials. */
const changesIds: ReadonlySet<Capability> = new Set(['SETGID', 'SETUID']);
/** Names kept for each capability. */
const MAX_NAMES = 20;
/** Names of programs whose checks decided nothing. */
const MAX_IDLE = 1000;

/**
 * The capabilities that the kernel checked and granted for the tasks of a running container, as the events arrive. Memory is bounded.
 *
 * A file system may use other credentials (overlayfs: its mounter's), which have every capability: their file checks do not count. The stack of a
 * check shows it. Where there is none, as before Linux 6.14, credentials are recognised as `usedCapabilities` does, by being granted what the
 * container cannot have. Credentials to which anything was denied are the task's. What is not decided so counts if the task itself can use
 * the capability. A task is looked at some 50 ms later, when login(1), say, has opened the terminal as root and become the user: what it cannot
 * use by then counts if the same task used the same credentials for something else, since setuid(2) asks with them before it replaces them.
 *
 * What decided nothing does not count either.
 */
export function watchCapabilities(tree: HostTree, family: TaskFamily, given: GivenCapabilities) {
	const {granted} = given;
	const total: Uses = new Map();
	/** `SETUID rsync`: a check of this program was seen to decide nothing. */
	const idle = new Set<string>();
	const move = (from: Uses, to: Uses): void => {
		mergeAll(to, from);
		from.clear();
	};
	const credentials = whoseCredentials<Uses>({create: () => new Map(), move, count: uses => move(uses, total)});

	/** One that has not executed anything has the name of its parent. */
	const nameOf = ({pid, command}: Check, {name, parent}: Member): SafeText => {
		const known = command === '<...>' ? (commOf(tree, pid) ?? (parent === null ? null : commOf(tree, parent))) : command.trim();
		return sanitise(name ?? known ?? 'a process that has ended');
	};

	return {
		/**
		 * @param at  seconds since the beginning
		 * @param early  it was made before system calls were watched: if the same program was later seen to use the capability for nothing
		 *   only, this counts as little
		 * @param times  that it was made
		 */
		check(check: Check, member: Member, at: number, early = false, times = 1): void {
			const {pid, credentials: address, granted: yes} = check;
			const capability = askedFor(check, given);
			if (!yes) {
				credentials.decide(pid, address, 'own');
				return;
			}
			if (check.reason === 'overlay' || !granted.has(capability)) {
				credentials.decide(pid, address, 'foreign');
				return;
			}
			const isUnclear = ofFiles.has(capability) && check.reason === null;
			const used = isUnclear ? credentials.of(pid, address) : credentials.decide(pid, address, 'own');
			if (changesIds.has(capability)) credentials.renew(pid);
			if (used.whose === 'foreign') return;
			const name = nameOf(check, member);
			if (!isDeciding(check, ids => member.rootIds.has(ids))) {
				if (idle.size < MAX_IDLE) idle.add(`${capability} ${name}`);
				return;
			}
			family.changeIds(pid, capability);
			const use: Use = {by: new Map([[name, !early]]), count: times, first: at, last: at, onlyByExec: member.byExec};
			if (used.whose === 'own') merge(total, capability, use);
			else if (family.heldBy(pid)?.has(capability) ?? true) merge(used.undecided, capability, use);
			else merge(used.doubtful, capability, use);
		},
		/** The task was forked, or has executed a program: its credentials are new. */
		renew: credentials.renew,
		/** Everything that counts by now. @param undecidedUntil  seconds since the beginning: later undecided uses may still not count */
		uses(undecidedUntil = Number.POSITIVE_INFINITY): ObservedUse[] {
			const all: Uses = new Map();
			mergeAll(all, total);
			for (const undecided of credentials.undecided())
				for (const [capability, use] of undecided) if (use.first <= undecidedUntil) merge(all, capability, use);
			return [...all].flatMap(([capability, {by, ...use}]) => {
				const names = [...by].flatMap(([name, certain]) => (certain || !idle.has(`${capability} ${name}`) ? [name] : []));
				return names.length === 0 ? [] : [{capability, by: names.sort(), when: 'serving' as const, ...use}];
			});
		},
	};
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
		if (before.by.has(name) || before.by.size < MAX_NAMES) before.by.set(name, certain || before.by.get(name) === true);
	before.count += use.count;
	before.first = Math.min(before.first, use.first);
	before.last = Math.max(before.last, use.last);
	before.onlyByExec &&= use.onlyByExec;
}
