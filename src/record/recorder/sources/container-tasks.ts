import {
	type Capability,
	type ContainerFacts,
	type ContainerFollower,
	followContainer,
	type HostTree,
	type Member,
	type OwnProcess,
	shimOf,
	type TraceEvent,
} from '../../../base/index.js';
import type {ContainerFiles} from './container-files.js';

type Check = Extract<TraceEvent, {kind: 'check'}>;
/** Uses of SYS_ADMIN that are kept between two reports. */
const MAX_ADMINISTERING = 2000;
/** Seconds in which a check of a file is mostly known to be the file system's, if it is. */
const settling = 2;

export type CapabilityUses = {
	readonly capability: Capability;
	readonly by: readonly string[];
	/** Since the last call. */
	readonly count: number;
	/** It was never used by anything else. */
	readonly onlyByExec: boolean;
	/** `false` of SYS_ADMIN where the checks may be those of mmap(2), which decide nothing: what was seen in mount(2) or the like comes apart. */
	readonly isCertain: boolean;
};

export type RecordedContainer = {
	/** What is known of it; `null` until the engine was asked. */
	readonly factsOf: () => ContainerFacts | null;
	readonly files: Pick<ContainerFiles, 'raisedBy'>;
	/** By `ownUserNamespace`. */
	readonly namespace: string | null;
	/** Whether more checks may wait for the engine's answer than each container may have waiting. */
	readonly hasRoom: () => boolean;
	/** A check could not be kept until then. */
	readonly onDropped: () => void;
};

/** The followed tasks of one container. */
export type ContainerTasks = Pick<
	ContainerFollower,
	'family' | 'waiting' | 'begins' | 'add' | 'fork' | 'check' | 'exec' | 'unfollowed'
> & {
	/** Capabilities that were used since the last call. @param at  seconds by a steady clock; `null` for all, at the end */
	uses(at: number | null): CapabilityUses[];
};

/** Follows one container in the trace of the recorder, which reports what is new. */
export function recordTasks(tree: HostTree, id: string, container: RecordedContainer): ContainerTasks {
	const {factsOf, files} = container;
	const administering = administeringUses(factsOf);
	let hasNews = false;
	/** The first process that containerd's shim is known to have started: its shim stays the same. */
	let ofShim: number | null = null;
	const reported = new Map<Capability, number>();

	const follower = followContainer(tree, {
		id,
		factsOf,
		raisedBy: program => files.raisedBy(id, program),
		askedRuns: () => (factsOf()?.user.isRoot === false ? Number.POSITIVE_INFINITY : undefined),
		namespace: container.namespace,
		room: container,
		onCheck(check, member, times) {
			hasNews = true;
			administering.add(check, member, times);
		},
	});
	const {family, waiting, begins, add, fork, check, exec} = follower;

	return {
		family,
		waiting,
		begins,
		add,
		fork,
		check,
		exec,
		/** To be called once a second. None where containerd's shim starts them: they are its children. */
		unfollowed(pid: number): OwnProcess[] {
			family.forgetHeld();
			if (pid !== ofShim && shimOf(tree, pid, id)?.isOfContainerd === true) ofShim = pid;
			return pid === ofShim ? [] : follower.unfollowed(pid);
		},
		uses(at) {
			if (!hasNews && waiting() === 0) return [];
			const all = follower.uses(at === null ? undefined : at - settling);
			if (all === null) return [];
			// What is not decided yet is asked for again.
			hasNews = at !== null && (follower.uses() ?? []).length > all.length;
			const used = all.flatMap(({capability, by, count, onlyByExec}) => {
				const more = count - (reported.get(capability) ?? 0);
				reported.set(capability, count);
				return more > 0 ? [{capability, by, count: more, onlyByExec, isCertain: capability !== 'SYS_ADMIN'}] : [];
			});
			return [...used, ...administering.take()];
		},
	};
}

/** Uses of SYS_ADMIN in calls that need it, since they were last taken. */
function administeringUses(factsOf: RecordedContainer['factsOf']) {
	let uses: {readonly by: string; readonly byExec: boolean; readonly times: number}[] = [];
	const isAdministering = ({granted, capability, within}: Check): boolean =>
		granted &&
		capability === 'SYS_ADMIN' &&
		within?.name === 'administer' &&
		factsOf()?.capabilities.granted.has(capability) === true;
	return {
		add(check: Check, {name, byExec}: Member, times: number): void {
			if (isAdministering(check) && uses.length < MAX_ADMINISTERING) uses.push({by: name ?? check.command.trim(), byExec, times});
		},
		take(): CapabilityUses[] {
			const taken = uses;
			uses = [];
			const by = [...new Set(taken.map(use => use.by))];
			const onlyByExec = taken.every(({byExec}) => byExec);
			const count = taken.reduce((sum, {times}) => sum + times, 0);
			return taken.length === 0 ? [] : [{capability: 'SYS_ADMIN', by, count, onlyByExec, isCertain: true}];
		},
	};
}
