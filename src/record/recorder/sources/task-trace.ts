import {basename} from 'node:path';
import {
	type ContainerFacts,
	callsOnDemand,
	type Execution,
	type HostTree,
	type Journal,
	type Known,
	known,
	type Member,
	TASK_NAME_LENGTH,
	type TcpEvent,
	type TracedTasks,
	type TraceEvent,
	traceAsItHappens,
} from '../../../base/index.js';
import type {ContainerFiles} from './container-files.js';
import type {CapabilityUses} from './container-tasks.js';
import {type Followed, followedContainers} from './followed-containers.js';
import {type SocketUse, watchSocketClients} from './socket-clients.js';
import {watchStarters} from './starter-watch.js';
import type {WorkUnderWay} from './work-under-way.js';

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
	const {files, work, factsOf} = options;
	const starters = await watchStarters(options, seconds());
	const opened = await traceAsItHappens('record', () => starters.first, options.journal);
	if (!opened.known) return opened;
	const trace = opened.value;
	const calls = callsOnDemand(trace);
	const connects = trace.watchConnects();
	const tcp = trace.watchTcp();
	const clients = await watchSocketClients({...options, onUse: options.onSocketUse, onLost: options.onLostConnects});
	const containers = followedContainers({...options, trace, seconds});
	const take = eventTaker(options, containers, {calls, clients});
	let lostBefore = 0;
	let nextReport = 0;

	const report = ({id, tasks}: Followed, at: number | null): void => {
		for (const use of tasks.uses(at)) options.onCapability(id, use);
	};

	return known({
		connects,
		tcp,
		async read() {
			work.check();
			const more = starters.found();
			if (more.length > 0) containers.followAll(new Map(), more);
			calls.nextRead();
			const events = trace.read();
			for (const event of events) await take(event);
			const now = seconds();
			if (now >= nextReport) {
				nextReport = now + reportEvery;
				for (const one of containers.all()) report(one, now);
			}
			return events.length > 0;
		},
		look(running) {
			for (const one of containers.all()) if (!running.has(one.id)) report(one, null);
			containers.forgetEnded(running);
			for (const id of running.keys()) if (factsOf(id)?.capabilities.granted.has('SYS_ADMIN')) calls.watch();
			starters.look(seconds());
			containers.followAll(running, starters.found());
			if (clients.look(running) && connects.known) connects.value.start();
		},
		lost() {
			const all = trace.lost();
			const fresh = Math.max(0, all - lostBefore);
			lostBefore = all;
			return fresh;
		},
		async close() {
			for (const one of containers.all()) report(one, null);
			trace.close();
			files.close();
			await work.finish();
		},
	});
}

type TakerParts = {
	readonly calls: ReturnType<typeof callsOnDemand>;
	readonly clients: Pick<Awaited<ReturnType<typeof watchSocketClients>>, 'connected'>;
};

/** Takes the events of the trace, each for the container whose task it is about. */
function eventTaker(
	{work, onProgram, onTcp}: TaskTraceOptions,
	containers: ReturnType<typeof followedContainers>,
	{calls, clients}: TakerParts,
): (event: TraceEvent) => Promise<void> {
	/** The trace goes on meanwhile. */
	const waitFor = patientWait(RAISES_TIMEOUT);

	async function exec(pid: number, file: string): Promise<void> {
		if (containers.isShim(pid, file)) {
			containers.begins(pid);
			return;
		}
		const owner = containers.ownerOfExec(pid, file);
		if (owner === null) return;
		const execution = owner.tasks.exec(pid, file, seconds());
		work.add(
			execution.then(one => {
				if (one !== null) onProgram(owner.id, one);
			}),
		);
		await waitFor(execution);
	}

	function connected({pid, path, length, command}: Extract<TraceEvent, {kind: 'connect'}>): void {
		const found = containers.memberOf(pid);
		if (found === null) return;
		const {id, member} = found;
		clients.connected(id, {pid, path, length, byExec: member.byExec, program: programName(member), command: command.trim()});
	}

	function socket(event: TcpEvent): void {
		const found = containers.memberOf(event.pid);
		if (found !== null) onTcp(found.id, {...event, process: programName(found.member) ?? event.command.trim()});
	}

	return async event => {
		if (event.kind === 'fork') containers.forked(event.parent, event.child);
		else if (event.kind === 'exec') await exec(event.pid, event.file);
		else if (event.kind === 'check') containers.ownerOf(event.pid)?.tasks.check(event, seconds(), () => calls.isEarly(event));
		else if (event.kind === 'connect') connected(event);
		else if (event.kind === 'tcp') socket(event);
	};
}

/**
 * Waits for answers, but not for long: once one took too long, nothing waits until something is answered.
 *
 * @param limit  milliseconds
 * @returns waits for a promise, which may also fail
 */
function patientWait(limit: number): (answer: Promise<unknown>) => Promise<void> {
	let isPatient = true;
	return async answer => {
		let timer: NodeJS.Timeout | undefined;
		const answered = answer.then(
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
			}, limit);
		});
		await Promise.race([answered, tooLong]);
		clearTimeout(timer);
	};
}

const programName = ({program}: Member): string | null =>
	program === null ? null : basename(program).slice(0, TASK_NAME_LENGTH);

const seconds = (): number => performance.now() / 1000;
