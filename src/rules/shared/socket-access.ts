import type {BlindSpot} from '../../answers/index.js';
import type {ContainerFacts, MountFacts} from '../../facts/index.js';
import type {ContainerScope} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {fromHost} from './evidence.js';
import {supplementaryGroups} from './groups.js';
import {uidsAreShifted} from './processes.js';

/** Whether the user of a container may connect to a socket; `null` when what decides it was not seen. */
export type Access =
	| {readonly may: true; readonly how: string; readonly evidence: readonly Evidence[]}
	| {readonly may: false; readonly evidence: readonly Evidence[]}
	| {readonly may: null; readonly reason: BlindSpot};

/** To connect takes the permission to write, as owner, by a group, or as anyone. @source unix(7) */
export function accessTo({socket, runtimeSocket}: MountFacts, scope: ContainerScope): Access {
	const {container, engine, host} = scope;
	const groups = groupsOf(scope);
	const group = socket === null && host?.socketGroup.known === true ? host.socketGroup.value : null;
	const gid = socket?.gid ?? group?.gid ?? null;
	const name = group === null ? '' : `${group.group} `;
	const evidence = gid === null ? [] : [fromHost(`group of ${runtimeSocket ?? 'the socket'}`, `${name}(${gid})`)];
	const {uid} = container.user;
	if (socket !== null) {
		const mode = socket.mode.toString(8).padStart(4, '0');
		const seen = [fromHost(`mode of ${runtimeSocket ?? 'the socket'}`, mode), ...evidence];
		if ((socket.mode & 0o002) !== 0)
			return {may: true, how: `the socket has mode ${mode}: anyone may write to it`, evidence: seen};
		// Ids of another user namespace are others on the host.
		if (uidsAreShifted(container, engine)) return {may: false, evidence: seen};
		if (uid === socket.uid && (socket.mode & 0o200) !== 0) return {may: true, how: `user ${uid} owns the socket`, evidence: seen};
		if ((socket.mode & 0o020) === 0) return {may: false, evidence: seen};
	}
	const byName = groups.find(one => one === 'docker' || (one === '0' && gid === null));
	if (byName !== undefined) return {may: true, how: `in group ${groups.join(', ')}`, evidence};
	if (gid === null)
		return {may: null, reason: {source: 'host:files', reason: 'the group of the socket on the host is not visible'}};
	if (groups.includes(String(gid))) return {may: true, how: `in group ${gid}, which owns the socket`, evidence};
	return knowsGroups(container)
		? {may: false, evidence}
		: {may: null, reason: {source: 'host:/proc', reason: "the groups that the image's /etc/group gives the user were not seen"}};
}

const groupsOf = (scope: ContainerScope): string[] => {
	const {gid} = scope.container.user;
	return [...supplementaryGroups(scope), ...(gid === null ? [] : [String(gid)])];
};

/** A group after the user's name is the only one; else the image may give more. @source moby/sys user.GetExecUser */
const knowsGroups = ({truth, processes, user}: ContainerFacts): boolean =>
	truth.known || (processes.known && processes.value[0]?.groups != null) || (user.gid !== null && !user.gidIsImplicit);
