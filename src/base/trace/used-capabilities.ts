import type {Capability} from '../facts/index.js';
import {isDeciding} from './deciding-checks.js';
import {ofFiles} from './file-checks.js';
import {isOfTheRuntime} from './runtime-programs.js';
import type {TraceEvent} from './trace-events.js';
import {isGrantedElsewhere} from './user-namespace.js';
import type {CapabilityUse} from './uses.js';

const ofTheRuntime = /^(runc|crun|containerd|exe$)/;

type Followed = {
	readonly root: number;
	readonly namespace?: string | null;
	readonly live: boolean;
	readonly tasks?: readonly number[];
	readonly roots?: readonly number[];
};
type Check = Extract<TraceEvent, {kind: 'check'}> & {readonly when: CapabilityUse['when']};
/** The phase that begins with a mark. */
const phases: Readonly<Record<string, CapabilityUse['when']>> = {
	ready: 'serving',
	waiting: 'idle',
	waited: 'serving',
	probed: 'stop',
};

/**
 * The capabilities that the kernel checked and granted for the processes of a container.
 *
 * Three filters keep a trace accurate. What happens before the container's first program replaces the runtime's belongs to the
 * runtime. And a file system may use other credentials (overlayfs: its mounter's): credentials that were ever granted what the
 * container cannot have are not the container's, and their file checks do not count. Nor do checks that decided nothing, or that another user
 * namespace granted.
 *
 * @param root     first process of the container, in the tracer's PID namespace
 * @param live     `true` for a container that ran before the trace began; `tasks` are then its processes and their threads
 *                 `namespace`: its user namespace, `null` where that is not known
 *                 `roots`: those of them, or `root`, that had no other user and group id than 0 at the beginning
 * @param granted  what the container can have at all
 * @returns each capability once, with the phase of its first use: by the marks of `root`, `start` before the first
 */
export function usedCapabilities(
	events: readonly TraceEvent[],
	from: Followed,
	granted: ReadonlySet<Capability>,
): CapabilityUse[] {
	const checks = checksOf(events, from);
	const foreign = new Set(
		checks.filter(check => check.granted && !granted.has(check.capability)).map(check => `${check.pid}/${check.credentials}`),
	);
	const uses = new Map<Capability, {by: Set<string>; when: CapabilityUse['when']}>();
	for (const {when, ...check} of checks) {
		if (!check.granted || !granted.has(check.capability)) continue;
		if (foreign.has(`${check.pid}/${check.credentials}`) && ofFiles.has(check.capability)) continue;
		const use = uses.get(check.capability) ?? {by: new Set(), when};
		use.by.add(check.command.trim());
		uses.set(check.capability, use);
	}
	return [...uses].map(([capability, {by, when}]) => ({capability, by: [...by].sort(), when}));
}

function checksOf(events: readonly TraceEvent[], {root, namespace = null, live, tasks = [], roots = []}: Followed): Check[] {
	const family = new Set([root, ...tasks]);
	/** Tasks that have not changed an id since they, or those that they were forked from, had only 0. */
	const unchanged = {SETUID: new Set(roots), SETGID: new Set(roots)};
	const decides = (check: Extract<TraceEvent, {kind: 'check'}>): boolean => {
		const {pid, capability, granted} = check;
		if (isGrantedElsewhere(check, namespace)) return false;
		if (!granted) return true;
		const deciding = isDeciding(check, ids => unchanged[ids].has(pid));
		if (deciding && (capability === 'SETUID' || capability === 'SETGID')) unchanged[capability].delete(pid);
		return deciding;
	};
	let started = live;
	let when: CapabilityUse['when'] = live ? 'serving' : 'start';
	const checks: Check[] = [];
	for (const event of events) {
		if (event.kind === 'fork') {
			if (family.has(event.parent)) family.add(event.child);
			for (const ids of Object.values(unchanged))
				if (ids.has(event.parent)) ids.add(event.child);
				else ids.delete(event.child);
		} else if (event.kind === 'exec') {
			if (event.pid !== root || started || isOfTheRuntime(event.file)) continue;
			started = true;
			// The runtime forked it, and has given it its ids by now.
			if (roots.includes(root)) for (const ids of Object.values(unchanged)) ids.add(root);
		} else if (event.kind === 'mark') {
			if (event.pid === root) when = phases[event.phase] ?? when;
		} else if (event.kind === 'check' && started && family.has(event.pid) && !ofTheRuntime.test(event.command) && decides(event))
			checks.push({...event, when});
	}
	return checks;
}
