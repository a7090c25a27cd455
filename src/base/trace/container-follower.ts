import type {ContainerFacts} from '../facts/index.js';
import {membersOfControlGroup, shimOf} from '../host/control-group.js';
import type {HostTree} from '../host/host-tree.js';
import type {Raises, RaisingProgram, SeenRaises} from '../host/traced-tasks.js';
import {watchCapabilities} from './capability-watch.js';
import type {GivenCapabilities} from './deciding-checks.js';
import {createFamily, type Member} from './family.js';
import {watchPrograms} from './program-watch.js';
import type {CheckEvent} from './trace-events.js';
import {seesGrantedElsewhere} from './user-namespace.js';
import type {ExecutedProgram, ObservedUse} from './uses.js';

/** Different checks of one container that wait: more only while there is room for all. */
const MAX_WAITING = 2000;

/** A process to be followed: one that runs already, one that an exec started, or what starts others in the container. */
export type OwnProcess = {readonly pid: number; readonly as: 'service' | 'exec' | 'runtime'};

/** A program that a task of the container has executed. */
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

type RoomForChecks = {
	/** Whether more checks may wait than each container may have waiting. */
	readonly hasRoom: () => boolean;
	/** A check could not be kept. */
	readonly onDropped: () => void;
};

export type FollowedContainer = {
	readonly id: string;
	/** What is known of it; `null` until the engine was asked. */
	readonly factsOf: () => (Pick<ContainerFacts, 'pid'> & {readonly capabilities: GivenCapabilities}) | null;
	/** What a file gives to anyone who executes it; `null`: that was not answered. */
	readonly raisedBy: (program: RaisingProgram) => Promise<SeenRaises | null>;
	/** Runs of a program of which each is asked for its user, as `watchPrograms` takes it; asked before the first. */
	readonly askedRuns?: () => number | undefined;
	/** By `ownUserNamespace`. */
	readonly namespace: string | null;
	/** For checks that wait until the engine was asked; absent where it was. */
	readonly room?: RoomForChecks;
	/** A check of a task of it that counts as `watchCapabilities` says. @param times  that it was made */
	readonly onCheck?: (check: CheckEvent, member: Member, times: number) => void;
};

export type ContainerFollower = ReturnType<typeof followContainer>;

/** Follows one container in a trace that is read as it happens: its tasks, the capabilities that they use, and the programs that they execute. */
export function followContainer(tree: HostTree, {id, factsOf, onCheck, ...container}: FollowedContainer) {
	const family = createFamily(tree, id);
	const held = holdChecks(container.room ?? null);
	const isElsewhere = seesGrantedElsewhere(tree, container.namespace, () => factsOf()?.pid ?? null);
	let capabilities: ReturnType<typeof watchCapabilities> | null = null;
	let programs: ReturnType<typeof watchPrograms> | null = null;
	let isStarting = false;

	function capabilitiesOnceKnown(): typeof capabilities {
		const facts = capabilities === null ? factsOf() : null;
		if (facts !== null) capabilities = watchCapabilities(tree, family, facts.capabilities);
		return capabilities;
	}

	function check(check: CheckEvent, at: number, isEarly: () => boolean, times = 1): void {
		const member = family.inContainer(check.pid);
		if (member === null) return;
		const watch = capabilitiesOnceKnown();
		if (watch === null) held.add(check, at, isEarly());
		else if (!isElsewhere(check)) {
			watch.check(check, member, at, isEarly(), times);
			onCheck?.(check, member, times);
		}
	}

	return {
		family,
		/** Different checks that wait for the engine's answer. */
		waiting: held.count,
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
		/** @param at  seconds by a steady clock @param isEarly  as `callsOnDemand` says; only asked for a check that may count */
		check: (one: CheckEvent, at: number, isEarly: () => boolean): void => check(one, at, isEarly),
		/** Its answer comes once it is known what the file gives; `null`: not by the container. @param at  as of `check` */
		async exec(pid: number, file: string, at: number): Promise<Execution | null> {
			capabilities?.renew(pid);
			const member = family.exec(pid, file, isStarting);
			if (member === null) return null;
			const isStart = isStarting;
			isStarting = false;
			programs ??= watchPrograms(tree, family, one => factsOf()?.pid ?? one, container.raisedBy, container.askedRuns?.());
			const seen = await programs.exec(pid, member, at);
			const {program: path, byExec} = member;
			return {pid, path, byExec, ...(seen ?? {uid: null, raises: 'unknown', startedBy: null}), isStart};
		},
		/** `null` until it is known what it may have. @param undecidedUntil  as `watchCapabilities` takes it */
		uses(undecidedUntil?: number): ObservedUse[] | null {
			const watch = capabilitiesOnceKnown();
			if (watch === null) return null;
			for (const {check: one, at, early, times} of held.take()) check(one, at, () => early, times);
			return watch.uses(undecidedUntil);
		},
		programs: (): ExecutedProgram[] => programs?.programs() ?? [],
		/** Runs of programs beyond the limit, which are not listed. */
		programOverflow: (): number => programs?.overflow() ?? 0,
		/** Why file capabilities could not be seen. */
		unseenPrograms: (): string | null => programs?.unseen() ?? null,
		/** Processes of it that are neither children of a followed one nor of its shim: an exec of Podman, or one that was moved here. */
		unfollowed: (pid: number): OwnProcess[] =>
			(membersOfControlGroup(tree, pid, id) ?? []).filter(one => !family.has(one)).map(one => ({pid: one, as: 'exec'})),
	};
}

type HeldCheck = {readonly check: CheckEvent; readonly at: number; readonly early: boolean; times: number};

/** Checks that wait until it is known what the container may have, by what they are: a program that starts asks the same thousands of times. */
function holdChecks(room: RoomForChecks | null) {
	let waiting = new Map<string, HeldCheck>();
	return {
		/** Different ones. */
		count: (): number => waiting.size,
		add(check: CheckEvent, at: number, early: boolean): void {
			const key = JSON.stringify(check);
			const same = waiting.get(key);
			if (same !== undefined) same.times += 1;
			else if (waiting.size < MAX_WAITING || room?.hasRoom() === true) waiting.set(key, {check, at, early, times: 1});
			else room?.onDropped();
		},
		/** All of them: they do not wait any more. */
		take(): readonly HeldCheck[] {
			const taken = [...waiting.values()];
			waiting = new Map();
			return taken;
		},
	};
}

/** What runs already in a container, and starts others in it. None where they are not visible. @param pid  its first process */
export function processesToFollow(tree: HostTree, pid: number, id: string): OwnProcess[] {
	const shim = shimOf(tree, pid, id);
	const services = (membersOfControlGroup(tree, pid, id) ?? []).map(one => ({pid: one, as: 'service'}) as const);
	return shim?.isOfContainerd === true ? [{pid: shim.pid, as: 'runtime'}, ...services] : services;
}
