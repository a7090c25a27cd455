import {
	type CallsOnDemand,
	type Capability,
	type ContainerFacts,
	createFamily,
	type HostTree,
	isGrantedElsewhere,
	membersOfControlGroup,
	type Raises,
	sharesUserNamespace,
	shimOf,
	type TraceEvent,
	watchCapabilities,
	watchPrograms,
} from '../../../base/index.js';
import type {ContainerFiles} from './container-files.js';

type Check = Extract<TraceEvent, {kind: 'check'}>;
/** Different checks that wait until the engine has said what the container may have: more only while there is room for all. */
const mostWaiting = 2000;
/** Seconds in which a check of a file is mostly known to be the file system's, if it is. */
const settling = 2;

export type Execution = {
	readonly pid: number;
	/** Untrusted. */
	readonly path: string;
	readonly uid: number | null;
	readonly raises: Raises;
	readonly byExec: boolean;
	/** Short name of what started it, where that could be seen. */
	readonly startedBy: string | null;
	/** It is the first program of the container since that was started. */
	readonly isStart: boolean;
};
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

/** A process to be followed: one that runs already, one that an exec started, or what starts others in the container. */
export type OwnProcess = {readonly pid: number; readonly as: 'service' | 'exec' | 'runtime'};

type FollowedContainer = {
	/** What is known of it; `null` until the engine was asked. */
	readonly factsOf: () => ContainerFacts | null;
	readonly files: Pick<ContainerFiles, 'raisedBy'>;
	/** By `ownUserNamespace`. */
	readonly namespace: string | null;
	/** Whether more checks may wait than each container may have waiting. */
	readonly hasRoom: () => boolean;
	/** A check could not be kept until the engine was asked. */
	readonly onDropped: () => void;
};

/** The followed tasks of one container. */
export type ContainerTasks = ReturnType<typeof followContainer>;

/**
 * Follows one container in the trace of the recorder.
 */
export function followContainer(tree: HostTree, id: string, {factsOf, files, namespace, hasRoom, onDropped}: FollowedContainer) {
	const family = createFamily(tree, id);
	let programs: ReturnType<typeof watchPrograms> | null = null;
	let capabilities: ReturnType<typeof watchCapabilities> | null = null;
	/** By what they are: a program that starts asks the same thousands of times. */
	let waiting = new Map<string, {readonly check: Check; readonly at: number; readonly early: boolean; times: number}>();
	let hasNews = false;
	let isStarting = false;
	/** Whether it is in the user namespace of this program; `null` while that is not known. */
	let isInOurs: boolean | null = null;
	/** The first process that containerd's shim is known to have started: its shim stays the same. */
	let ofShim: number | null = null;
	const reported = new Map<Capability, number>();
	/** Uses of SYS_ADMIN in calls that need it, since they were last reported. */
	let administering: {readonly by: string; readonly byExec: boolean; readonly times: number}[] = [];

	const watchOf = (): ReturnType<typeof watchCapabilities> | null => {
		const facts = capabilities === null ? factsOf() : null;
		if (facts !== null) capabilities = watchCapabilities(tree, family, facts.capabilities);
		return capabilities;
	};
	const watchFromNow = (): ReturnType<typeof watchPrograms> =>
		watchPrograms(
			tree,
			family,
			// Its first program, while the engine has not been asked.
			pid => factsOf()?.pid ?? pid,
			program => files.raisedBy(id, program),
			factsOf()?.user.isRoot === false ? Number.POSITIVE_INFINITY : undefined,
		);
	const take = (check: Check, at: number, isEarly: () => boolean, times = 1): void => {
		const member = family.inContainer(check.pid);
		if (member === null) return;
		hasNews = true;
		const early = isEarly();
		const watch = watchOf();
		if (watch !== null) {
			if (isElsewhere(check)) return;
			watch.check(check, member, at, early, times);
			if (isAdministering(check) && administering.length < mostWaiting)
				administering.push({by: member.name ?? check.command.trim(), byExec: member.byExec, times});
		} else {
			const key = JSON.stringify(check);
			const same = waiting.get(key);
			if (same !== undefined) same.times += 1;
			else if (waiting.size < mostWaiting || hasRoom()) waiting.set(key, {check, at, early, times: 1});
			else onDropped();
		}
	};

	const isElsewhere = (check: Check): boolean => {
		const pid = factsOf()?.pid;
		if (pid) isInOurs ??= sharesUserNamespace(tree, pid);
		return isInOurs === true && isGrantedElsewhere(check, namespace);
	};
	const isAdministering = ({granted, capability, within}: Check): boolean =>
		granted &&
		capability === 'SYS_ADMIN' &&
		within?.name === 'administer' &&
		factsOf()?.capabilities.granted.has(capability) === true;
	const administered = (): CapabilityUses[] => {
		const uses = administering;
		administering = [];
		const by = [...new Set(uses.map(use => use.by))];
		const onlyByExec = uses.every(({byExec}) => byExec);
		const count = uses.reduce((sum, {times}) => sum + times, 0);
		return uses.length === 0 ? [] : [{capability: 'SYS_ADMIN', by, count, onlyByExec, isCertain: true}];
	};

	return {
		family,
		/** Different checks that wait for the engine's answer. */
		waiting: (): number => waiting.size,
		/** What runs already, and starts others in it. None where they are not visible. */
		present(pid: number): OwnProcess[] {
			const shim = shimOf(tree, pid, id);
			const services = (membersOfControlGroup(tree, pid, id) ?? []).map(one => ({pid: one, as: 'service'}) as const);
			return shim?.isOfContainerd === true ? [{pid: shim.pid, as: 'runtime'}, ...services] : services;
		},
		/** What starts it was seen: the next program is its first. */
		begins(): void {
			isStarting = true;
		},
		add(task: number, as: OwnProcess['as']): void {
			if (as === 'runtime') family.addRuntime(task);
			else family.addService(task, as === 'exec');
		},
		fork(parent: number, child: number): void {
			family.fork(parent, child);
			capabilities?.renew(child);
		},
		check: (check: Check, at: number, calls: CallsOnDemand): void => take(check, at, () => calls.isEarly(check)),
		/** Its answer comes once it is known what the file gives. @param at  seconds by a steady clock */
		async exec(pid: number, file: string, at: number): Promise<Execution | null> {
			capabilities?.renew(pid);
			const member = family.exec(pid, file, isStarting);
			if (member === null) return null;
			const isStart = isStarting;
			isStarting = false;
			programs ??= watchFromNow();
			const seen = await programs.exec(pid, member, at);
			return {
				pid,
				path: member.program,
				byExec: member.byExec,
				uid: seen?.uid ?? null,
				raises: seen === null ? 'unknown' : seen.raises,
				startedBy: seen?.startedBy ?? null,
				isStart,
			};
		},
		/** Processes of it that are not followed, where containerd's shim does not start them: an exec of Podman. */
		unfollowed(pid: number): OwnProcess[] {
			family.forgetHeld();
			if (pid !== ofShim && shimOf(tree, pid, id)?.isOfContainerd === true) ofShim = pid;
			if (pid === ofShim) return [];
			const members = membersOfControlGroup(tree, pid, id) ?? [];
			return members.filter(one => !family.has(one)).map(one => ({pid: one, as: 'exec'}));
		},
		/** Capabilities that were used since the last call. @param at  seconds by a steady clock; `null` for all, at the end */
		uses(at: number | null): CapabilityUses[] {
			if (!hasNews) return [];
			const watch = watchOf();
			if (watch === null) return [];
			const held = waiting;
			waiting = new Map();
			for (const {check, at: then, early, times} of held.values()) take(check, then, () => early, times);
			const all = watch.uses(at === null ? undefined : at - settling);
			// What is not decided yet is asked for again.
			hasNews = at !== null && watch.uses().length > all.length;
			const used = all.flatMap(({capability, by, count, onlyByExec}) => {
				const more = count - (reported.get(capability) ?? 0);
				reported.set(capability, count);
				return more > 0 ? [{capability, by, count: more, onlyByExec, isCertain: capability !== 'SYS_ADMIN'}] : [];
			});
			return [...used, ...administered()];
		},
	};
}
