import type {Capability} from '../facts/index.js';
import type {HostTree} from '../host/host-tree.js';
import {nameOf} from '../host/process-table.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Family, Member} from './family.js';
import type {TraceEvent} from './trace-lines.js';
import {ofFiles} from './used-capabilities.js';
import type {ObservedUse} from './uses.js';

type Check = Extract<TraceEvent, {kind: 'check'}>;
type Use = {by: Set<string>; count: number; first: number; last: number; onlyByExec: boolean};
type Uses = Map<Capability, Use>;
/** What is known of one set of credentials: the process's, or those of the file system that it uses. */
type Credentials = {
	whose: 'own' | 'foreign' | 'undecided';
	/** File checks while it is undecided. */
	readonly undecided: Uses;
};

/** Credentials remembered at a time; the oldest is decided then. */
const mostCredentials = 4096;
/** Names kept for each capability. */
const mostNames = 20;

/**
 * The capabilities that the kernel checked and granted for the tasks of a running container, as the events arrive. Memory is bounded.
 *
 * A file system may use other credentials (overlayfs: its mounter's), which have every capability: their file checks do not count. They are
 * recognised as `usedCapabilities` does, by being granted what the container cannot have; since they are the same for every task, this is
 * remembered for all of them. Credentials to which anything was denied are the task's. The kernel uses the memory of old credentials again,
 * so the opposite later begins new ones. What is not decided so counts if the task itself can use the capability.
 *
 * @param granted  what the container can have at all
 */
export function watchCapabilities(tree: HostTree, family: Family, granted: ReadonlySet<Capability>) {
	const total: Uses = new Map();
	const known = new Map<string, Credentials>();

	const settle = ({whose, undecided}: Credentials): void => {
		if (whose !== 'foreign') for (const [capability, use] of undecided) merge(total, capability, use);
		undecided.clear();
	};
	const credentialsOf = (key: string): Credentials => {
		const found = known.get(key);
		if (found !== undefined) return found;
		const [oldest] = known;
		if (oldest !== undefined && known.size >= mostCredentials) {
			known.delete(oldest[0]);
			settle(oldest[1]);
		}
		const fresh: Credentials = {whose: 'undecided', undecided: new Map()};
		known.set(key, fresh);
		return fresh;
	};
	const decide = (key: string, whose: 'own' | 'foreign'): Credentials => {
		const found = credentialsOf(key);
		if (found.whose !== 'undecided' && found.whose !== whose) {
			known.delete(key);
			return decide(key, whose);
		}
		found.whose = whose;
		settle(found);
		return found;
	};

	return {
		/** @param at  seconds since the beginning */
		check({pid, command, credentials: key, capability, granted: yes}: Check, {byExec, name: executed}: Member, at: number): void {
			if (!yes) {
				decide(key, 'own');
				return;
			}
			if (!granted.has(capability)) {
				decide(key, 'foreign');
				return;
			}
			const isOfFiles = ofFiles.has(capability);
			const credentials = isOfFiles ? credentialsOf(key) : decide(key, 'own');
			if (credentials.whose === 'foreign') return;
			if (credentials.whose === 'undecided') {
				const held = family.heldBy(pid);
				if (held !== null && !held.has(capability)) return;
			}
			const unnamed = command === '<...>';
			const name = executed ?? (unnamed ? (nameOf(tree, pid) ?? 'a process that has ended') : command.trim());
			const use: Use = {by: new Set([sanitise(name)]), count: 1, first: at, last: at, onlyByExec: byExec};
			merge(credentials.whose === 'undecided' ? credentials.undecided : total, capability, use);
		},
		/** Everything that counts by now. @param undecidedUntil  seconds since the beginning: later undecided uses may still not count */
		uses(undecidedUntil = Number.POSITIVE_INFINITY): ObservedUse[] {
			const all: Uses = new Map();
			for (const [capability, use] of total) merge(all, capability, use);
			for (const {undecided} of known.values())
				for (const [capability, use] of undecided) if (use.first <= undecidedUntil) merge(all, capability, use);
			return [...all].map(([capability, {by, ...use}]) => ({capability, by: [...by].sort(), when: 'serving' as const, ...use}));
		},
	};
}

function merge(uses: Uses, capability: Capability, use: Use): void {
	const before = uses.get(capability);
	if (before === undefined) {
		uses.set(capability, {...use, by: new Set(use.by)});
		return;
	}
	for (const name of use.by) if (before.by.size < mostNames) before.by.add(name);
	before.count += use.count;
	before.first = Math.min(before.first, use.first);
	before.last = Math.max(before.last, use.last);
	before.onlyByExec &&= use.onlyByExec;
}
