import type {Change} from '../../changes/change.js';
import {withoutMount} from '../../changes/mounts.js';
import {withOwnPid} from '../../changes/namespaces.js';
import {type Actor, actorOf} from '../../facts/actor.js';
import type {Identity} from '../../facts/identities.js';
import {bySeverity, type ContainerFacts} from '../../facts/index.js';
import {hasProcesses} from '../../facts/lifecycle.js';
import {processMount, seesHostProcesses} from '../shared/submounts.js';
import type {Evidence} from '../verdict.js';
import {type Danger, type DangerKind, inspect} from './danger.js';
import {type DangerScope, dangerTable} from './index.js';
import {isOpen} from './weigh.js';

/** What a container opens to those that may enter its processes. */
export type PeerRoute = {readonly peer: ContainerFacts; readonly route: Danger};

/** Reached through `/proc/PID/root`, the mounts of the process. Devices and capabilities stay with the container that has them. */
const ofMounts: readonly DangerKind[] = ['socket', 'host-write'];

/**
 * The worst that the mounts of another container open to this one, because it sees its processes and may enter their root folders:
 * `--pid container:portainer` reaches the socket at `/proc/1/root/var/run/docker.sock`. `null` where there is none.
 *
 * @param fleet  every container by id
 */
export function peerRoute({container, engine, host}: DangerScope, fleet: ReadonlyMap<string, ContainerFacts>): PeerRoute | null {
	const sees = visibleFrom(container);
	if (sees === null || !hasProcesses(container)) return null;
	const actor = actorOf(container, engine);
	let worst: PeerRoute | null = null;
	for (const peer of fleet.values()) {
		if (peer.id === container.id || peer.mounts.length === 0 || !hasProcesses(peer) || !sees(peer)) continue;
		if (!mayEnter(actor, actorOf(peer, engine))) continue;
		const [route] = dangerTable({container: peer, engine, host})
			.ofKind(...ofMounts)
			.filter(isOpen);
		if (route === undefined || (worst !== null && bySeverity(route.severity, worst.route.severity) >= 0)) continue;
		worst = {peer, route};
		// Nothing is worse, and with the host's processes every container of the fleet is one.
		if (route.severity === 'critical') break;
	}
	return worst;
}

/** What shows it the processes of others. */
export function processSight(container: ContainerFacts): Evidence {
	const mount = container.namespaces.pid.kind === 'private' ? processMount(container) : undefined;
	return mount === undefined
		? inspect('HostConfig.PidMode', container.namespaces.pid.kind)
		: inspect(`Mounts[${container.mounts.indexOf(mount)}].Source`, mount.realSource);
}

/** What takes that away. */
export function withoutProcessSight(container: ContainerFacts): Change {
	const mount = container.namespaces.pid.kind === 'private' ? processMount(container) : undefined;
	return mount === undefined
		? withOwnPid(container)
		: withoutMount(container, mount, 'Do not mount /proc of the host.', 'Monitoring that reads it.');
}

/** Whose processes it sees, its own aside; `null`: those of no other container, as far as its own configuration shows. */
function visibleFrom(container: ContainerFacts): ((peer: ContainerFacts) => boolean) | null {
	const {pid} = container.namespaces;
	if (seesHostProcesses(container)) return () => true;
	if (pid.kind !== 'container') return null;
	return ({id, namespaces}) => id === pid.id || (namespaces.pid.kind === 'container' && namespaces.pid.id === pid.id);
}

/**
 * The kernel's check of ptrace for reading: CAP_SYS_PTRACE, or the same uid and gid and every capability that the other has, in the same
 * user namespace. Containers of an engine with userns-remap, and those below the namespace of a rootless one, share none with another.
 * @source ptrace(2), "Ptrace access mode checking"; linux kernel/ptrace.c, security/commoncap.c (cap_ptrace_access_check)
 */
function mayEnter(one: Actor, other: Actor): boolean {
	if (one.namespace !== other.namespace || one.namespace === 'userns' || one.namespace === 'nested') return false;
	return one.identities.some(
		identity => identity.capabilities.has('SYS_PTRACE') || other.identities.some(target => isAlike(identity, target)),
	);
}

const isAlike = (one: Identity, other: Identity): boolean =>
	one.uid !== null &&
	one.uid === other.uid &&
	one.gids[0] === other.gids[0] &&
	[...other.capabilities].every(name => one.capabilities.has(name));
