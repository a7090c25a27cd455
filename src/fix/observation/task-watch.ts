import {
	callsOnDemand,
	counted,
	errorText,
	followContainer,
	type HostTree,
	lookAtRaising,
	membersOfControlGroup,
	type OwnProcess,
	processesToFollow,
	type SafeText,
	safe,
	sanitise,
	type TraceEvent,
	type TracePipe,
	traceAsItHappens,
	trusted,
} from '../../base/index.js';
import type {ExecutedProgram, ObservedUse} from '../evidence/evidence.js';
import type {ObserveOptions} from './observe-options.js';

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
	if (membersOfControlGroup(tree, pid, id) === null) return unwatched(trusted('no cgroup of the container is visible from here'));

	const toFollow = (): OwnProcess[] => processesToFollow(tree, pid, id);
	const starter = toFollow().find(({as}) => as === 'runtime')?.pid ?? null;
	journal.open();
	const opened = await traceAsItHappens('observe', () => toFollow().map(one => one.pid), journal);
	if (!opened.known) return unwatched(sanitise(opened.reason.reason));
	return follow(opened.value, tree, facts, starter);
}

/** @param starter  containerd's shim, whose children are followed */
function follow(trace: TracePipe, tree: HostTree, facts: ObserveOptions['facts'], starter: number | null): TaskWatch {
	const pid = facts.pid ?? 0;
	const container = followContainer(tree, {
		id: facts.id,
		factsOf: () => facts,
		raisedBy: program => lookAtRaising(tree, program),
		namespace: trace.namespace,
	});
	if (starter !== null) container.add(starter, 'runtime');
	for (const [task, process] of trace.tasks) container.add(task, process === starter ? 'runtime' : 'service');
	let broken: SafeText | null = null;
	let lost = 0;
	const calls = callsOnDemand(trace);

	const take = async (events: readonly TraceEvent[], at: number): Promise<void> => {
		for (const event of events) {
			if (event.kind === 'fork') container.fork(event.parent, event.child);
			else if (event.kind === 'check') container.check(event, at, () => calls.isEarly(event));
			else if (event.kind === 'exec') await container.exec(event.pid, event.file, at);
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
			container.family.forgetHeld();
			if (broken !== null) return;
			const fresh = (): number[] => container.unfollowed(pid).map(one => one.pid);
			for (const task of trace.follow(fresh).keys()) container.add(task, 'exec');
		},
		async finish(at) {
			await read(at);
			await take(trace.end(), at);
			lost = trace.lost();
		},
		capabilities: undecidedUntil => container.uses(undecidedUntil) ?? [],
		programs: container.programs,
		missed() {
			const overflow = container.programOverflow();
			const unseen = container.unseenPrograms();
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
