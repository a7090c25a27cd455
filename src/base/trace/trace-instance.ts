import {randomBytes} from 'node:crypto';
import {appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {openTree} from '../host/host-tree.js';
import type {Journal} from '../ownership/journal.js';
import {errorText} from '../text/error-text.js';
import {tracedCalls} from './call-lines.js';
import {capabilityEvents, stacksOf, type TracedEvent} from './capability-events.js';
import {watchConnects} from './connect-events.js';
import {connectedEvent} from './connect-lines.js';
import {ofFiles} from './file-checks.js';
import {missedByProbes, removeProbesOf} from './kernel-probes.js';
import {watchTcp} from './socket-events.js';
import {entryEvent, resultEvent} from './trace-events.js';
import {mountedTracefs} from './tracefs.js';
import {ownUserNamespace} from './user-namespace.js';

/** Processes to be followed: called again while there are new ones. */
export type ProcessList = () => readonly number[];
/** The process that each followed task belongs to. A task is a thread; the first one has the number of its process. */
export type FollowedTasks = ReadonlyMap<number, number>;

/** A separate tracefs instance that records capability checks, forks and execs of some processes and all their children. */
export type TraceInstance = {
	/** Its directory. */
	readonly path: string;
	/** The followed tasks, each with its process. */
	readonly tasks: FollowedTasks;
	/**
	 * Follows more processes, with their threads and children; returns their tasks. Those that have ended are skipped. Call it once for all of
	 * them: each call takes about 35 ms, and the kernel replaces its list, so that a fork in those microseconds may be missed.
	 *
	 * @source kernel/trace/trace.c, trace_pid_write; both measured on Linux 6.18
	 */
	follow(list: ProcessList): FollowedTasks;
	/**
	 * From now on also shows in which system call a check was made, where that matters and the kernel can. Every system call on the host takes
	 * some 20 to 50 ns longer meanwhile (measured with dd bs=1: 0.34 µs before).
	 */
	watchCalls(): void;
	/** By `ownUserNamespace`. */
	readonly namespace: string | null;
	/** Whether granted checks of `ofFiles` are followed by their stack, from the first on. */
	readonly hasStacks: boolean;
	/**
	 * Also shows connections to unix sockets with their path, from now on; or, where the kernel has no kprobes, from the first call of `start` on
	 * those of any kind with the length of their address: then every system call on the host takes some 80 ns longer. Why not, where the kernel
	 * can do neither.
	 */
	watchConnects(): Known<{start(): void}>;
	/** Also shows TCP sockets that begin to listen or to connect, from now on. Why not, where the kernel cannot. */
	watchTcp(): Known<true>;
	/** Events that did not fit in the buffer, or that a probe missed: the trace may be incomplete. */
	lost(): number;
	close(): void;
};

/**
 * Needs root, a local engine, and a kernel with the tracepoint (Linux 6.14) or with kprobe events. If tracefs is not mounted, it is
 * mounted, which the consent covers.
 *
 * @param list  what is followed from the beginning
 * @param options  `bufferKb`: for each processor; `stacks`: wants the stacks of granted checks of `ofFiles`. Where the kernel needs probes, before
 *   Linux 6.14, it is not asked for them.
 * @param journal  records the name of the instance before it is created
 * @throws JournalError
 */
export async function openTraceInstance(
	what: string,
	list: ProcessList,
	options: {readonly bufferKb: number; readonly stacks: boolean},
	journal: Pick<Journal, 'intend' | 'settled'>,
): Promise<Known<TraceInstance>> {
	const root = await mountedTracefs();
	if (root === null) return unknown('trace', 'tracefs is not available: it needs root and a kernel with tracing');
	const name = `dockscope-${randomBytes(8).toString('hex')}-${what}`;
	journal.intend({make: 'trace', name, root});
	const checks = capabilityEvents(root, name);
	if (!checks.known) {
		journal.settled(name);
		return checks;
	}

	const path = join(root, 'instances', name);
	let tasks: FollowedTasks = new Map();
	let seen = {namespace: null as string | null, hasStacks: false};
	const close = (): void => {
		if (closeInstance(path) && removeProbesOf(root, name)) journal.settled(name);
	};
	try {
		mkdirSync(path);
		seen = record(path, checks.value, list, options);
		tasks = follow(path, list);
	} catch (error) {
		close();
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
	const enableNow = (events: readonly TracedEvent[]): void => {
		if (existsSync(path)) enable(path, events);
	};
	return known({
		path,
		tasks,
		...seen,
		follow: more => follow(path, more),
		watchCalls: () => watchCalls(path),
		watchConnects: () => watchConnects(root, name, enableNow),
		watchTcp: () => watchTcp(root, enableNow),
		lost: () => (existsSync(path) ? overruns(path) + missedByProbes(root, [entryEvent, resultEvent, connectedEvent]) : 1),
		close,
	});
}

/** Times that processes and threads are listed, while there are new ones. */
const MAX_ROUNDS = 5;

/** A task that appears while they are listed has a parent that was not followed yet: it is found by listing them again. */
function follow(instance: string, list: ProcessList): Map<number, number> {
	const followed = new Map<number, number>();
	for (let round = 0; round < MAX_ROUNDS; round += 1) {
		const fresh = tasksOf(list()).filter(([task]) => !followed.has(task));
		if (fresh.length === 0) break;
		for (const [task, process] of fresh) followed.set(task, process);
		// Appended: overwriting the list would drop the children that the kernel has added to it.
		if (existsSync(instance)) appendFileSync(join(instance, 'set_event_pid'), fresh.map(([task]) => task).join(' '));
	}
	for (const task of endedBefore(instance, followed)) followed.delete(task);
	return followed;
}

/** The kernel takes a task from its list when that ends. One that had ended before it was written stays, and its number may be a stranger's soon. */
function endedBefore(instance: string, followed: FollowedTasks): number[] {
	const ended = [...followed].flatMap(([task, process]) => (hasEnded(task, process) ? [task] : []));
	if (ended.length === 0 || !existsSync(instance)) return [];
	const listed = new Set(readFileSync(join(instance, 'set_event_pid'), 'utf8').split('\n').map(Number));
	return ended.filter(task => listed.has(task));
}

function hasEnded(task: number, process: number): boolean {
	const status = openTree('/').read(`/proc/${process}/task/${task}/status`);
	return status.known && (status.value === null || /^State:\s*[ZX]/m.test(status.value));
}

/** The tasks of processes that have not ended, each with its process. */
function tasksOf(processes: readonly number[]): (readonly [task: number, process: number])[] {
	return processes.flatMap(process => {
		const tasks = openTree('/').list(`/proc/${process}/task`);
		return tasks.known && tasks.value !== null ? tasks.value.map(task => [Number(task), process] as const) : [];
	});
}

function record(
	instance: string,
	checks: readonly TracedEvent[],
	list: ProcessList,
	options: {readonly bufferKb: number; readonly stacks: boolean},
): Pick<TraceInstance, 'namespace' | 'hasStacks'> {
	const write = (file: string, text: string): void => writeFileSync(join(instance, file), text);
	write('tracing_on', '0');
	write('buffer_size_kb', String(options.bufferKb));
	enable(instance, checks);
	const namespace = ownUserNamespace(instance);
	write('options/event-fork', '1');
	const tasks = tasksOf(list());
	// An empty list would be every task of the host.
	write('set_event_pid', tasks.map(([task]) => task).join(' ') || String(process.pid));
	const hasStacks = options.stacks && recordStacks(instance, checks);
	for (const event of ['sched_process_fork', 'sched_process_exec']) write(`events/sched/${event}/enable`, '1');
	write('tracing_on', '1');
	return {namespace, hasStacks};
}

function enable(instance: string, events: readonly TracedEvent[]): void {
	for (const {path, filter} of events) {
		if (filter !== '') writeFileSync(join(instance, `events/${path}/filter`), filter);
		writeFileSync(join(instance, `events/${path}/enable`), '1');
	}
}

/** Returns first: a call that is seen to begin is seen to return. @source kernel/trace/trace_syscalls.c (CONFIG_FTRACE_SYSCALLS) */
function watchCalls(instance: string): void {
	for (const side of ['exit', 'enter'])
		for (const call of Object.keys(tracedCalls)) {
			const event = join(instance, `events/syscalls/sys_${side}_${call}`);
			if (existsSync(event)) writeFileSync(join(event, 'enable'), '1');
		}
}

function recordStacks(instance: string, checks: readonly TracedEvent[]): boolean {
	const check = checks.find(({hasStacks}) => hasStacks);
	const trigger = join(instance, `events/${check?.path}/trigger`);
	if (check === undefined || !existsSync(trigger)) return false;
	writeFileSync(trigger, stacksOf(ofFiles));
	return true;
}

function overruns(instance: string): number {
	return readdirSync(join(instance, 'per_cpu')).reduce((sum, cpu) => {
		const text = readFileSync(join(instance, 'per_cpu', cpu, 'stats'), 'utf8');
		return sum + Number(/^overrun: (\d+)/m.exec(text)?.[1] ?? 0);
	}, 0);
}

/** Whether it is gone; a busy one is left for the next sweep. */
export function closeInstance(instance: string): boolean {
	if (!existsSync(instance)) return true;
	try {
		writeFileSync(join(instance, 'events/enable'), '0');
		rmdirSync(instance);
		return true;
	} catch (error) {
		process.emitWarning(`the trace ${instance} could not be removed: ${errorText(error)}`);
		return false;
	}
}
