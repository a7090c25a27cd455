import {basename} from 'node:path';
import {
	type ContainerFacts,
	callsOnDemand,
	type HostTree,
	isOfTheRuntime,
	type Journal,
	type Known,
	known,
	type Member,
	readStatus,
	TASK_NAME_LENGTH,
	type TcpEvent,
	type TracedTasks,
	type TraceEvent,
	textAt,
	traceAsItHappens,
} from '../../../base/index.js';
import type {ContainerFiles} from './container-files.js';
import {type CapabilityUses, type ContainerTasks, type Execution, followContainer, type OwnProcess} from './container-tasks.js';
import {type SocketUse, watchSocketClients} from './socket-clients.js';
import {watchStarters} from './starter-watch.js';
import {taskOwners} from './task-owners.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Seconds after which a container whose shim was seen is known to run, or does not any more. */
const startsWithin = 60;
/** Checks of all containers that wait until the engine has been asked about them, some 300 bytes each. */
const mostWaiting = 50_000;
/** Seconds between two reports of used capabilities. */
const reportEvery = 0.1;
/** Milliseconds for which the next events wait until it is known whether a program raises privileges. */
const RAISES_TIMEOUT = 500;

export type TaskTraceOptions = {
	readonly tree: HostTree;
	readonly host: Pick<TracedTasks, 'startersOf' | 'runtimeSocketsOf'>;
	readonly files: ContainerFiles;
	readonly work: WorkUnderWay;
	readonly journal: Pick<Journal, 'intend' | 'settled'>;
	/** Of the engine. */
	readonly socketPath: string | null;
	/** A container of this engine; `null` for any other, and while the engine has not been asked. */
	readonly factsOf: (id: string) => ContainerFacts | null;
	readonly onProgram: (id: string, execution: Execution) => void;
	readonly onCapability: (id: string, use: CapabilityUses) => void;
	readonly onSocketUse: (id: string, use: SocketUse) => void;
	/** A TCP socket of it begins to listen or to connect. @param process  untrusted */
	readonly onTcp: (id: string, socket: Pick<TcpEvent, 'does' | 'address' | 'port'> & {readonly process: string}) => void;
	/** Something that this container did could not be kept, or was not seen. */
	readonly onLost: (id: string) => void;
	/** So many connections to unix sockets of which it is not known where they led. */
	readonly onLostConnects: (count: number) => void;
};

/** Capabilities, programs and uses of container runtimes' sockets, of every container of an engine, from one kernel trace. */
export type TaskTrace = {
	/** Whether connections to unix sockets are seen, or why not. */
	readonly connects: Known<unknown>;
	/** Whether TCP sockets are seen as they begin to listen or to connect, or why not. */
	readonly tcp: Known<true>;
	/** Takes what was recorded since the last call; `true` when there was something. */
	read(): Promise<boolean>;
	/** To be called once a second: follows what appeared, forgets what has gone. @param running  ids and first processes */
	look(running: ReadonlyMap<string, number>): void;
	/** Events of any container that the kernel dropped since the last call. */
	lost(): number;
	/** Takes no more than what is known by now. */
	close(): Promise<void>;
};

/**
 * Follows the processes of all running containers, and what starts new ones. Their children are followed by the kernel, so that a new
 * container is seen from its first program on.
 *
 * @throws JournalError when the trace cannot be recorded in the journal: then nothing was created
 */
export async function openTaskTrace(options: TaskTraceOptions): Promise<Known<TaskTrace>> {
	const {tree, files, work, factsOf, onProgram, onCapability, onLost} = options;
	const starters = await watchStarters(options, seconds());
	const opened = await traceAsItHappens('record', () => starters.first, options.journal);
	if (!opened.known) return opened;
	const trace = opened.value;
	const calls = callsOnDemand(trace);
	const connects = trace.watchConnects();
	const tcp = trace.watchTcp();
	const clients = await watchSocketClients({...options, onUse: options.onSocketUse, onLost: options.onLostConnects});
	const containers = new Map<string, {readonly tasks: ContainerTasks; since: number}>();
	/** First processes of containers that were followed while they ran. */
	const attached = new Map<string, number>();
	const owners = taskOwners(tree);
	let counted = 0;
	let nextReport = 0;

	const hasRoom = (): boolean => [...containers.values()].reduce((sum, {tasks}) => sum + tasks.waiting(), 0) < mostWaiting;
	const follow = (id: string): ContainerTasks => {
		const found = containers.get(id);
		if (found !== undefined) return found.tasks;
		const tasks = followContainer(tree, id, {
			factsOf: () => factsOf(id),
			files,
			namespace: trace.namespace,
			hasRoom,
			onDropped: () => onLost(id),
		});
		containers.set(id, {tasks, since: seconds()});
		return tasks;
	};
	/** @param processesOf  what is to be followed, by container @param starters  what starts containers */
	const followAll = (processesOf: ReadonlyMap<string, () => readonly OwnProcess[]>, starters: readonly number[]): void => {
		const found = new Map<number, {readonly id: string; readonly as: OwnProcess['as']}>();
		const list = (): number[] => {
			for (const [id, processes] of processesOf) for (const {pid, as} of processes()) found.set(pid, {id, as});
			return [...starters, ...found.keys()];
		};
		for (const [task, process] of trace.follow(list)) {
			const own = found.get(process);
			if (own === undefined) continue;
			containers.get(own.id)?.tasks.add(task, own.as);
			owners.add(task, own.id);
		}
	};

	/** Of others not even the arguments are read: a container may hold who does. */
	const isOfHost = (pid: number): boolean => {
		const tasks = containers.get(owners.of(pid) ?? '')?.tasks;
		if (tasks !== undefined && tasks.family.inContainer(pid) !== null) return false;
		return readStatus(tree, pid)?.nestedPidNamespaces === 0 && !ofContainer.test(textAt(tree, `/proc/${pid}/cgroup`));
	};

	async function exec(pid: number, file: string): Promise<void> {
		// A container may call a program so, and name another container.
		if (basename(file).startsWith('containerd-shim') && isOfHost(pid)) {
			const id = /\0-id\0([0-9a-f]{64})\0/.exec(textAt(tree, `/proc/${pid}/cmdline`))?.[1];
			if (id === undefined) return;
			const tasks = follow(id);
			tasks.begins();
			// It starts again, which the engine has perhaps not been asked about yet.
			const found = containers.get(id);
			if (found !== undefined) found.since = seconds();
			tasks.family.addRuntime(pid);
			owners.add(pid, id);
			return;
		}
		const id = owners.of(pid) ?? ownerByGroup(pid, file);
		const found = id === undefined ? undefined : containers.get(id);
		if (id === undefined || found === undefined) return;
		const execution = found.tasks.exec(pid, file, seconds());
		work.add(
			execution.then(one => {
				if (one !== null) onProgram(id, one);
			}),
		);
		await waitFor(execution);
	}

	let isPatient = true;
	/** Once it took too long, nothing waits until something is answered: the trace goes on meanwhile. */
	async function waitFor(execution: Promise<unknown>): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const answered = execution.then(
			() => {
				isPatient = true;
			},
			() => undefined,
		);
		if (!isPatient) return;
		const tooLong = new Promise<void>(resolve => {
			timer = setTimeout(() => {
				isPatient = false;
				resolve();
			}, RAISES_TIMEOUT);
		});
		await Promise.race([answered, tooLong]);
		clearTimeout(timer);
	}

	/** Of a task whose parents were not seen. */
	function ownerByGroup(pid: number, file: string): string | undefined {
		if (isOfTheRuntime(file)) return undefined;
		const id = ofContainer.exec(textAt(tree, `/proc/${pid}/cgroup`))?.[0];
		if (id === undefined || factsOf(id) === null) return undefined;
		follow(id).family.addService(pid);
		owners.add(pid, id);
		return id;
	}

	async function take(event: TraceEvent): Promise<void> {
		if (event.kind === 'fork') {
			const id = owners.of(event.parent);
			const tasks = id === undefined ? undefined : containers.get(id)?.tasks;
			if (id === undefined || tasks === undefined) owners.forget(event.child);
			else {
				owners.add(event.child, id);
				tasks.fork(event.parent, event.child);
			}
		} else if (event.kind === 'exec') await exec(event.pid, event.file);
		else if (event.kind === 'check') containers.get(owners.of(event.pid) ?? '')?.tasks.check(event, seconds(), calls);
		else if (event.kind === 'connect') connected(event);
		else if (event.kind === 'tcp') socket(event);
	}

	function connected({pid, path, length, command}: Extract<TraceEvent, {kind: 'connect'}>): void {
		const id = owners.of(pid) ?? '';
		const member = containers.get(id)?.tasks.family.inContainer(pid) ?? null;
		if (member === null) return;
		clients.connected(id, {pid, path, length, byExec: member.byExec, program: programName(member), command: command.trim()});
	}

	function socket(event: TcpEvent): void {
		const id = owners.of(event.pid) ?? '';
		const member = containers.get(id)?.tasks.family.inContainer(event.pid) ?? null;
		if (member !== null) options.onTcp(id, {...event, process: programName(member) ?? event.command.trim()});
	}

	const report = (id: string, tasks: ContainerTasks, at: number | null): void => {
		for (const use of tasks.uses(at)) onCapability(id, use);
	};

	return known({
		connects,
		tcp,
		async read() {
			work.check();
			const more = starters.found();
			if (more.length > 0) followAll(new Map(), more);
			calls.nextRead();
			const events = trace.read();
			for (const event of events) await take(event);
			const now = seconds();
			if (now >= nextReport) {
				nextReport = now + reportEvery;
				for (const [id, {tasks}] of containers) report(id, tasks, now);
			}
			return events.length > 0;
		},
		look(running) {
			const now = seconds();
			for (const [id, {tasks, since}] of containers) {
				const runs = running.has(id);
				if (!runs) report(id, tasks, null);
				// Ended, or of another engine that shares the containerd.
				if (!runs && now - since > startsWithin) {
					containers.delete(id);
					attached.delete(id);
				}
			}
			const processesOf = new Map<string, () => readonly OwnProcess[]>();
			for (const [id, pid] of running) {
				const isNew = !containers.has(id);
				const tasks = follow(id);
				// What it has done since a start that was missed is lost.
				const isMissed = !isNew && !tasks.family.has(pid) && attached.get(id) !== pid;
				if (isMissed) onLost(id);
				if (isNew || isMissed) attached.set(id, pid);
				processesOf.set(id, () => (isNew || isMissed ? tasks.present(pid) : tasks.unfollowed(pid)));
				if (factsOf(id)?.capabilities.granted.has('SYS_ADMIN')) calls.watch();
			}
			starters.look(now);
			followAll(processesOf, starters.found());
			if (clients.look(running) && connects.known) connects.value.start();
		},
		lost() {
			const all = trace.lost();
			const fresh = Math.max(0, all - counted);
			counted = all;
			return fresh;
		},
		async close() {
			for (const [id, {tasks}] of containers) report(id, tasks, null);
			trace.close();
			files.close();
			await work.finish();
		},
	});
}

const programName = ({program}: Member): string | null =>
	program === null ? null : basename(program).slice(0, TASK_NAME_LENGTH);

/** In a cgroup. */
const ofContainer = /[0-9a-f]{64}/;

const seconds = (): number => performance.now() / 1000;
