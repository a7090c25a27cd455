import {
	type Actor,
	bySeverity,
	type ContainerFacts,
	type EngineFacts,
	effectiveCapabilities,
	type HostFacts,
	kernelSetting,
	once,
	opensKernelSettings,
	trusted,
	userNamespaceOf,
} from '../../../base/index.js';
import {withDefaultPaths, withoutPrivileged} from '../../changes/confinement.js';
import {withOwnNetwork} from '../../changes/namespace-changes.js';
import type {ContainerScope} from '../scope.js';
import {pathsField} from '../shared/paths-field.js';
import {capabilityDangers, capabilityKinds} from './capability-dangers.js';
import {type Danger, type DangerDraft, type DangerKind, type DangerTable, hop, hostRoot, inspectEvidence} from './danger.js';
import {deviceDangers} from './device-dangers.js';
import {hostPidDangers} from './host-pid-dangers.js';
import {hostProcessDangers} from './host-process-dangers.js';
import {mountDangers, mountKinds} from './mount-dangers.js';
import {condition, ownCapability, writes} from './needs.js';
import {isUsable, weigher, worstDangerFirst} from './weigh.js';

export type {Danger, DangerKind} from './danger.js';

/** What decides about the dangers of a container besides its own facts. */
export type DangerScope = {
	readonly container: ContainerFacts;
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	/** Who acts in it, where that is not any of its processes. */
	readonly actor?: Actor;
};

/**
 * The table of dangers: all that a container was given and that reaches outside it, decided by who in it can really use it. Rules, badges,
 * attack paths, pages and the plan read it; none of them decides a severity.
 *
 * @source reference of combination rules: privileged, runtime socket, host-root mounts, writable /proc/sys, release_agent, ptrace in
 * the host's pid namespace, module loading, open_by_handle_at, raw disks.
 */
export function dangerTable({container, engine, host, actor}: DangerScope): DangerTable {
	const decide = once(() => weigher(container, engine, actor));
	const parts = families.map(({kinds, drafts}) => ({
		kinds,
		dangers: once(() => drafts(container, engine, host).map(decide())),
	}));
	const all = once(() => parts.flatMap(({dangers}) => dangers()).sort(worstDangerFirst));
	return {
		all,
		ofKind(...wanted) {
			const asked = parts.filter(({kinds}) => kinds.some(kind => wanted.includes(kind)));
			const dangers = asked.flatMap(part => part.dangers()).filter(({kind}) => wanted.includes(kind));
			return dangers.sort(worstDangerFirst);
		},
	};
}

/** For a rule: the dangers of some kinds, worst first. */
export const dangersOfKind = ({dangers}: Pick<ContainerScope, 'dangers'>, ...kinds: readonly DangerKind[]): readonly Danger[] =>
	dangers.ofKind(...kinds);

/** The routes by which an attacker in it becomes root of the host. */
export const hostRoutesOf = ({
	container,
	engine,
	dangers,
}: Pick<ContainerScope, 'container' | 'engine' | 'dangers'>): readonly Danger[] =>
	shortestRoutes(container, ownsHost(container, engine) ? dangers.ofKind('privileged') : dangers.all()).filter(
		danger =>
			isUsable(danger) && /^(host root|every file of the host|the engine's account)$/.test(danger.hops.at(-1)?.label ?? ''),
	);

type Family = (container: ContainerFacts, engine: EngineFacts, host: HostFacts | null) => DangerDraft[];

/** In another user namespace than the host's the kernel keeps devices, disks and its settings from it all the same. */
function privilegedDangers(container: ContainerFacts, engine: EngineFacts): DangerDraft[] {
	if (!container.privileged) return [];
	return [
		{
			id: 'privileged',
			kind: 'privileged',
			about: 'privileged',
			severity: 'critical',
			needs: [ownCapability('SYS_ADMIN')],
			mitigatedBy: ['rootless', 'userns'],
			exposes: trusted('every device and capability'),
			hops: ownsHost(container, engine)
				? [hop(trusted('privileged'), inspectEvidence('HostConfig.Privileged', true)), hostRoot]
				: [],
			change: () => withoutPrivileged(),
		},
	];
}

const ownsHost = (container: ContainerFacts, engine: EngineFacts): boolean =>
	container.privileged && userNamespaceOf(container, engine) === 'initial';

function kernelSettings(container: ContainerFacts): DangerDraft[] {
	if (!opensKernelSettings(container.systemPaths)) return [];
	return [
		{
			id: 'core-pattern',
			kind: 'kernel-settings',
			about: '/proc/sys',
			severity: 'critical',
			needs: [writes(kernelSetting(trusted('/proc/sys/kernel/core_pattern')))],
			mitigatedBy: ['rootless', 'apparmor', 'selinux'],
			exposes: trusted("the kernel's settings"),
			hops: [
				hop(trusted('writable /proc/sys'), inspectEvidence(pathsField(container, 'ReadonlyPaths'), '/proc/sys is writable')),
				hop(trusted('core_pattern')),
				hostRoot,
			],
			change: () => withDefaultPaths(container),
		},
	];
}

const notOfHost = condition('no', trusted('the network of its rootless engine is not that of the host'));

/** On loopback, administrative ports, metadata services and databases trust any client. */
function hostNetwork(container: ContainerFacts): DangerDraft[] {
	const {network} = container.namespaces;
	if (network.kind !== 'host') return [];
	return [
		{
			id: 'host-network',
			kind: 'host-network',
			about: 'host',
			severity: 'high',
			needs: network.ofEngine === true ? [notOfHost] : [],
			mitigatedBy: ['rootless'],
			exposes: trusted('loopback services of the host'),
			hops: [
				hop(trusted('127.0.0.1 of the host'), inspectEvidence('HostConfig.NetworkMode', trusted('host'))),
				hop(trusted('services that trust the host itself')),
			],
			change: () => withOwnNetwork(container),
		},
	];
}

/**
 * The dangers that an attack path leads on from, worst first. Of --privileged the flag itself, and what was given besides it and stays when it
 * is removed.
 */
export function routesOf({container, engine, host, actor}: DangerScope): readonly Danger[] {
	const drafts = ownsHost(container, engine)
		? routesOfPrivileged(container, engine, host)
		: families.flatMap(family => family.drafts(container, engine, host));
	const routes = drafts.filter(({hops}) => hops.length > 0);
	return routes.length === 0
		? []
		: shortestRoutes(container, routes.map(weigher(container, engine, actor)).sort(worstDangerFirst));
}

/** A socket that may be used is the shorter route to the same end as the files of its mount, and remains when the mount is made read-only. */
function shortestRoutes({mounts}: ContainerFacts, routes: readonly Danger[]): readonly Danger[] {
	const sockets = routes.filter(route => route.kind === 'socket' && isUsable(route));
	const writable = new Set<string>(mounts.filter(mount => mount.writable).map(({destination}) => destination));
	return routes.filter(
		({kind, about, severity}) =>
			(kind !== 'host-write' && kind !== 'host-read') ||
			!writable.has(about) ||
			!sockets.some(socket => socket.about === about && bySeverity(socket.severity, severity) <= 0),
	);
}

function routesOfPrivileged(container: ContainerFacts, engine: EngineFacts, host: HostFacts | null): DangerDraft[] {
	const {added, dropped} = container.capabilities;
	const granted = effectiveCapabilities({CapAdd: [...added], CapDrop: [...dropped]}, engine.kind);
	const without = {...container, capabilities: {...container.capabilities, granted}};
	const staying = families.filter(({drafts}) => drafts !== privilegedDangers && drafts !== kernelSettings);
	return [...privilegedDangers(container, engine), ...staying.flatMap(({drafts}) => drafts(without, engine, host))];
}

/** By what they are about; what one of them gives may be of several kinds. */
const families: readonly {readonly drafts: Family; readonly kinds: readonly DangerKind[]}[] = [
	{drafts: privilegedDangers, kinds: ['privileged']},
	{drafts: kernelSettings, kinds: ['kernel-settings']},
	{drafts: mountDangers, kinds: mountKinds},
	{drafts: deviceDangers, kinds: ['device', 'device-rule']},
	{drafts: capabilityDangers, kinds: capabilityKinds},
	{drafts: hostPidDangers, kinds: ['host-pid', 'process-list']},
	{drafts: hostProcessDangers, kinds: ['host-process']},
	{drafts: hostNetwork, kinds: ['host-network']},
];
