import {type ContainerFacts, type EngineFacts, type ProcessFacts, string, userNamespaceOf} from '../../../base/index.js';
import {cannotTell, notApplicable} from '../rule.js';
import type {Judgement} from '../verdict.js';

/** Uids on the host are uids in the container, unless a user namespace shifts them. */
export const uidsAreShifted = (container: ContainerFacts, engine: EngineFacts): boolean =>
	userNamespaceOf(container, engine) !== 'initial';

/**
 * Uid and gid of a process as the container sees them, for `--user`. A user namespace shifts them: an engine that remaps users has the
 * shift in the name of its data root (`/var/lib/docker/100000.100000`), elsewhere it is not known, which is `null`.
 * @source moby daemon/daemon_unix.go (setupDaemonRoot)
 */
export function idsInContainer(
	{uid, gid}: ProcessFacts,
	container: ContainerFacts,
	engine: EngineFacts,
): {readonly uid: number; readonly gid: number | null} | null {
	if (uid === null) return null;
	if (!uidsAreShifted(container, engine)) return {uid, gid};
	const [, firstUid, firstGid] = /\/(\d{1,10})\.(\d{1,10})$/.exec(engine.rootDirectory ?? '') ?? [];
	if (engine.userns !== true || firstUid === undefined || uid < Number(firstUid)) return null;
	const inside = gid === null ? null : gid - Number(firstGid);
	return {uid: uid - Number(firstUid), gid: inside !== null && inside < 0 ? null : inside};
}

/** Processes that run as the container's root; `null` when a user namespace hides who that is, or when it is not known as whom they run. */
export function rootProcesses(
	container: ContainerFacts,
	engine: EngineFacts,
	processes: readonly ProcessFacts[],
): readonly ProcessFacts[] | null {
	if (uidsAreShifted(container, engine) || processes.some(({uid, user}) => uid === null && user === '')) return null;
	return processes.filter(({uid, user}) => uid === 0 || (uid === null && user === 'root'));
}

/** `sleep (pid 4711)` */
export const processLabel = ({command, pid}: ProcessFacts): string => (pid === null ? command : `${command} (pid ${pid})`);

/** For checks that look at what runs. */
export const notRunning = ({raw}: ContainerFacts): Judgement =>
	raw.State === undefined
		? cannotTell({source: 'inspect:State', reason: "the engine's answer does not say whether it is running"})
		: notApplicable('it is not running');

/** The short name of the program that the container starts: `sshd` of `/usr/sbin/sshd -D`. */
export const startedProgram = ({raw}: ContainerFacts): string => string(raw.Path).split('/').at(-1) ?? '';
