import {
	type Actor,
	actorOf,
	bySeverity,
	type ContainerFacts,
	type HostFacts,
	hasProcesses,
	mayEnterProcess,
	type SafeText,
	safe,
} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import {withoutMount} from '../../changes/mount-changes.js';
import {withOwnPid} from '../../changes/namespace-changes.js';
import {processMount, seesEveryProcess} from '../shared/submounts.js';
import type {Evidence} from '../verdict.js';
import {type Danger, type DangerKind, inspectEvidence} from './danger.js';
import {type DangerScope, dangerTable, routesOf} from './index.js';
import {isUsable} from './weigh.js';

/** What a container opens to those that may enter its processes. */
export type PeerRoute = {
	readonly peer: ContainerFacts;
	readonly route: Danger;
	/** What it goes through: `/proc/PID/root of portainer`, `a process of ci-runner`. */
	readonly through: SafeText;
};

/** Reached through `/proc/PID/root`, the mounts of the process; the rest by code that runs in the process, which its memory is opened for. */
const ofMounts: readonly DangerKind[] = ['socket', 'host-write'];

/**
 * The worst that another container opens to this one, because it sees its processes and may enter them: `--pid container:portainer` reaches
 * the socket at `/proc/1/root/var/run/docker.sock`, and runs code in a privileged process with all that it may. `null` where there is none.
 *
 * @param fleet  every container by id
 */
export function peerRoute({container, engine, host}: DangerScope, fleet: ReadonlyMap<string, ContainerFacts>): PeerRoute | null {
	const sees = visibleFrom(container);
	if (sees === null || !hasProcesses(container)) return null;
	const actor = actorOf(container, engine);
	const takesOver = mayTrace(actor, host);
	// It is there already.
	const seesAll = seesEveryProcess(container);
	let worst: PeerRoute | null = null;
	for (const peer of fleet.values()) {
		if (peer.id === container.id || !hasProcesses(peer) || !sees(peer)) continue;
		const entered = enteredBy(actor, actorOf(peer, engine));
		if (entered === null) continue;
		// The files that its mounts show are opened by anyone who gets there.
		const onItsFiles = {...entered, identities: [...entered.identities, ...actor.identities]};
		const [route] = [
			...dangerTable({container: peer, engine, host, actor: onItsFiles}).ofKind(...ofMounts),
			...(takesOver ? routesOf({container: peer, engine, host, actor: entered}) : []),
		]
			.filter(one => isUsable(one) && !(seesAll && /^host-p/.test(one.kind)))
			.sort((a, b) => bySeverity(a.severity, b.severity));
		if (route === undefined || (worst !== null && bySeverity(route.severity, worst.route.severity) >= 0)) continue;
		const through = ofMounts.includes(route.kind) ? safe`/proc/PID/root of ${peer.name}` : safe`a process of ${peer.name}`;
		worst = {peer, route, through};
		// Nothing is worse, and with the host's processes every container of the fleet is one.
		if (route.severity === 'critical') break;
	}
	return worst;
}

/** What shows it the processes of others. */
export function processSight(container: ContainerFacts): Evidence {
	const mount = container.namespaces.pid.kind === 'private' ? processMount(container) : undefined;
	return mount === undefined
		? inspectEvidence('HostConfig.PidMode', container.namespaces.pid.kind)
		: inspectEvidence(`Mounts[${container.mounts.indexOf(mount)}].Source`, mount.realSource);
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
	if (seesEveryProcess(container)) return () => true;
	const mounted = processMount(container);
	if (mounted !== undefined && pid.kind === 'private') return peer => mounted.realSource === `/proc/${peer.pid}`;
	if (pid.kind !== 'container') return null;
	return ({id, namespaces}) => id === pid.id || (namespaces.pid.kind === 'container' && namespaces.pid.id === pid.id);
}

/**
 * The other container, reduced to its processes that this one may enter; `null` where there is none. Containers of an engine with
 * userns-remap, and those below the namespace of a rootless one, share no user namespace with another.
 */
function enteredBy(one: Actor, other: Actor): Actor | null {
	if (one.namespace !== other.namespace || one.namespace === 'userns' || one.namespace === 'nested') return null;
	const identities = other.identities.filter(({uid, gids, capabilities}) =>
		one.identities.some(identity => mayEnterProcess(identity, {uid, gid: gids[0] ?? null, capabilities})),
	);
	return identities.length === 0 ? null : {...other, identities};
}

/** Writing to the memory of a process is asked for more than its root directory, where Yama restricts it. @source Yama.rst of the kernel */
function mayTrace({identities}: Actor, host: HostFacts | null): boolean {
	const scope = host?.sysctls['kernel.yama.ptrace_scope'] ?? '0';
	return scope === '0' || (/^[12]$/.test(scope) && identities.some(({capabilities}) => capabilities.has('SYS_PTRACE')));
}
