import {
	callsOnDemand,
	counted,
	createFamily,
	errorText,
	type HostTree,
	isGrantedElsewhere,
	lookAtRaising,
	membersOfControlGroup,
	type SafeText,
	safe,
	sanitise,
	sharesUserNamespace,
	shimOf,
	type TraceEvent,
	type TracePipe,
	traceAsItHappens,
	trusted,
	watchCapabilities,
	watchPrograms,
} from '../../base/index.js';
import type {ExecutedProgram, ObservedUse} from '../evidence/evidence.js';
import type {ObserveOptions} from './options.js';

/** Capabilities and programs of the container's tasks. */
export type TaskWatch = {
	/** Takes what was recorded since the last call. @param at  seconds since the beginning */
	read(at: number): Promise<void>;
	/** Follows processes that were put into its cgroup meanwhile. */
	lookForMore(): void;
	/** Takes the rest, and counts what was lost. */
	finish(at: number): Promise<void>;
	/** @param undecidedUntil  as `watchCapabilities` takes it */
	capabilities(undecidedUntil?: number): readonly ObservedUse[];
	programs(): readonly ExecutedProgram[];
	missed(): readonly SafeText[];
	close(): void;
};

/** Watches nothing, for that reason. */
const unwatched = (reason: SafeText): TaskWatch => ({
	read: async () => undefined,
	lookForMore: () => undefined,
	finish: async () => undefined,
	capabilities: () => [],
	programs: () => [],
	missed: () => [safe`capabilities and programs: ${reason}`],
	close: () => undefined,
});

/** Begins to follow every task of a container. @throws JournalError */
export async function watchTasks(
	{facts, journal}: Pick<ObserveOptions, 'facts' | 'journal'>,
	tree: HostTree | null,
): Promise<TaskWatch> {
	const {pid, id} = facts;
	if (tree === null || pid === null) return unwatched(trusted('the engine is not on this machine'));
	if (journal === null) return unwatched(trusted('tracing needs root on the host of the engine'));
	const members = (): number[] | null => membersOfControlGroup(tree, pid, id);
	if (members() === null) return unwatched(trusted('no cgroup of the container is visible from here'));

	const family = createFamily(tree, id);
	const shim = shimOf(tree, pid, id);
	const starter = shim?.isOfContainerd ? shim.pid : null;
	journal.open();
	const all = (): number[] => [...(starter === null ? [] : [starter]), ...(members() ?? [])];
	const opened = await traceAsItHappens('observe', all, journal);
	if (!opened.known) return unwatched(sanitise(opened.reason.reason));
	const trace = opened.value;
	if (starter !== null) family.addRuntime(starter);
	for (const [task, process] of trace.tasks)
		if (process === starter) family.addRuntime(task);
		else family.addService(task);
	return follow(trace, {tree, family, facts, starter});
}

type Followed = {
	readonly tree: HostTree;
	readonly family: ReturnType<typeof createFamily>;
	readonly facts: ObserveOptions['facts'];
	/** Containerd's shim, whose children are followed. */
	readonly starter: number | null;
};

function follow(trace: TracePipe, {tree, family, facts, starter}: Followed): TaskWatch {
	const pid = facts.pid ?? 0;
	const capabilities = watchCapabilities(tree, family, facts.capabilities);
	const programs = watchPrograms(
		tree,
		family,
		() => pid,
		program => lookAtRaising(tree, program),
	);
	let broken: SafeText | null = null;
	let lost = 0;
	const calls = callsOnDemand(trace);
	const namespace = sharesUserNamespace(tree, pid) === true ? trace.namespace : null;

	const take = async (events: readonly TraceEvent[], at: number): Promise<void> => {
		for (const event of events) {
			if (event.kind === 'fork') {
				family.fork(event.parent, event.child);
				capabilities.renew(event.child);
			} else if (event.kind === 'check') {
				const member = family.inContainer(event.pid);
				if (member === null || isGrantedElsewhere(event, namespace)) continue;
				capabilities.check(event, member, at, calls.isEarly(event));
			} else if (event.kind === 'exec') {
				capabilities.renew(event.pid);
				const member = family.exec(event.pid, event.file);
				if (member !== null) await programs.exec(event.pid, member, at);
			}
		}
	};
	const read = async (at: number): Promise<void> => {
		if (broken !== null) return;
		calls.nextRead();
		try {
			await take(trace.read(), at);
		} catch (error) {
			broken = sanitise(errorText(error));
		}
	};

	return {
		read,
		lookForMore() {
			family.forgetHeld();
			if (broken !== null) return;
			const fresh = (): number[] => (membersOfControlGroup(tree, pid, facts.id) ?? []).filter(one => !family.has(one));
			// Neither a child of the service nor of the shim: an exec of Podman, or a process that was moved here.
			for (const task of trace.follow(fresh).keys()) family.addService(task, true);
		},
		async finish(at) {
			await read(at);
			await take(trace.end(), at);
			lost = trace.lost();
		},
		capabilities: capabilities.uses,
		programs: programs.programs,
		missed() {
			const overflow = programs.overflow();
			const unseen = programs.unseen();
			return [
				...(broken === null ? [] : [safe`capabilities and programs to the end: the trace broke off (${broken})`]),
				...(lost > 0
					? [sanitise(`${counted(lost, 'trace event')} that the kernel dropped: a capability or a program may be missing`)]
					: []),
				...(overflow > 0 ? [sanitise(`${counted(overflow, 'run')} of more programs than are listed`)] : []),
				...(unseen === null ? [] : [sanitise(`file capabilities of the programs: ${unseen}`)]),
				...(starter === null ? [trusted('programs that an exec starts, if they run for less than a second')] : []),
			];
		},
		close: trace.close,
	};
}
