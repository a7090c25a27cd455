import type {ContainerFacts, MountFacts} from '../../../base/index.js';
import type {Danger} from '../dangers/danger.js';
import {fromHost} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Evidence} from '../verdict.js';
import {supplementaryGroups} from './groups.js';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** How the user of a container gets at a socket that the table of dangers says it can use: by mode, owner, group or a program. */
export function howItConnects({use, about}: Danger, scope: ContainerScope): string {
	const {user, mounts} = scope.container;
	const socket = mounts.find(({destination}) => destination === about)?.socket ?? null;
	if (use.kind === 'through-setuid') return `becomes root by the setuid program ${use.program}`;
	if (socket !== null && (socket.mode & 0o002) !== 0) return `anyone may write to the socket (mode ${octal(socket.mode)})`;
	if (socket !== null && user.uid === socket.uid) return `uid ${user.uid} owns the socket`;
	const groups = [...new Set([...supplementaryGroups(scope), ...(user.gid === null ? [] : [String(user.gid)])])];
	const gid = socket?.gid ?? (scope.host?.socketGroup.known === true ? scope.host.socketGroup.value.gid : null);
	const its = groups.find(group => group === 'docker' || group === String(gid));
	if (its !== undefined) return `in group ${its}, which owns the socket`;
	return socket === null && groups.length > 0 ? `in group ${groups.join(', ')}` : 'one of its processes may write to the socket';
}

/** Group and mode of the socket, where they were seen. */
export function socketEvidence({socket, runtimeSocket}: MountFacts, {host}: ContainerScope): readonly Evidence[] {
	const name = runtimeSocket ?? 'the socket';
	if (socket !== null) return [fromHost(`mode of ${name}`, octal(socket.mode)), fromHost(`group of ${name}`, `(${socket.gid})`)];
	if (host?.socketGroup.known !== true) return [];
	const {group, gid} = host.socketGroup.value;
	return [fromHost(`group of ${name}`, `${group} (${gid})`)];
}

/** Of a user without a group the image's /etc/group may give more. @source moby/sys user.GetExecUser */
export const knowsGroups = ({truth, processes, user}: ContainerFacts): boolean =>
	truth.known || (processes.known && processes.value[0]?.groups != null) || (user.gid !== null && !user.gidIsImplicit);
