import {withDefaultPaths, withoutPrivileged} from '../../changes/confinement.js';
import {withOwnNetwork} from '../../changes/namespaces.js';
import {effectiveCapabilities} from '../../facts/capabilities.js';
import {type ContainerFacts, type EngineFacts, type HostFacts, opensKernelSettings} from '../../facts/index.js';
import {kernelSetting} from '../../facts/usual-owner.js';
import {trusted} from '../../terminal/safe-text.js';
import {pathsField} from '../shared/paths-field.js';
import {capabilityDangers, hostPidDangers} from './capability-dangers.js';
import {type Danger, type DangerDraft, type DangerKind, hop, hostRoot, inspect} from './danger.js';
import {deviceDangers} from './device-dangers.js';
import {mountDangers} from './mount-dangers.js';
import {ownCapability, writes} from './needs.js';
import {isOpen, weigh} from './weigh.js';

export type {Danger, DangerKind} from './danger.js';

/** What decides about the dangers of a container besides its own facts. */
export type DangerScope = {readonly container: ContainerFacts; readonly engine: EngineFacts; readonly host: HostFacts | null};

/**
 * The table of dangers: all that a container was given and that reaches outside it, decided by who in it can really use it. Rules, badges,
 * attack paths, pages and the plan read it; none of them decides a severity. Worst first.
 *
 * @source reference of combination rules: privileged, runtime socket, host-root mounts, writable /proc/sys, release_agent, ptrace in
 * the host's pid namespace, module loading, open_by_handle_at, raw disks.
 */
export function dangersOf({container, engine, host}: DangerScope): Danger[] {
	return weigh(
		families.flatMap(family => family(container, engine, host)),
		container,
		engine,
	);
}

/** Those of some kinds, for a rule that asks for no others: a fact that cannot be read then troubles no other rule. */
export function dangersOfKind({container, engine, host}: DangerScope, ...kinds: readonly DangerKind[]): Danger[] {
	const asked = families.filter(family => familyKinds.get(family)?.some(kind => kinds.includes(kind)));
	const drafts = asked.flatMap(family => family(container, engine, host));
	return weigh(
		drafts.filter(({kind}) => kinds.includes(kind)),
		container,
		engine,
	);
}

/** What was given besides --privileged and stays when that flag is removed, and the flag itself: the routes of attack paths. */
export function routesOf(scope: DangerScope): Danger[] {
	const {container, engine, host} = scope;
	if (!container.privileged) return dangersOf(scope);
	const {added, dropped} = container.capabilities;
	const granted = effectiveCapabilities({CapAdd: [...added], CapDrop: [...dropped]}, engine.kind);
	const without = {...container, capabilities: {...container.capabilities, granted}};
	const drafts = families
		.filter(family => family !== privilegedDangers && family !== kernelSettings)
		.flatMap(family => family(without, engine, host));
	return weigh([...privilegedDangers(container), ...drafts], container, engine);
}

/** The routes by which an attacker in it becomes root of the host. */
export const hostRoutesOf = (scope: DangerScope): Danger[] =>
	(scope.container.privileged ? dangersOfKind(scope, 'privileged') : dangersOf(scope)).filter(
		danger => isOpen(danger) && /^(host root|every file of the host|the engine's account)$/.test(danger.hops.at(-1)?.label ?? ''),
	);

type Family = (container: ContainerFacts, engine: EngineFacts, host: HostFacts | null) => DangerDraft[];

function privilegedDangers({privileged}: ContainerFacts): DangerDraft[] {
	if (!privileged) return [];
	return [
		{
			id: 'privileged',
			kind: 'privileged',
			about: 'privileged',
			severity: 'critical',
			needs: [ownCapability('SYS_ADMIN')],
			mitigatedBy: ['rootless', 'userns'],
			exposes: trusted('every device and capability'),
			hops: [hop(trusted('privileged'), inspect('HostConfig.Privileged', true)), hostRoot],
			change: withoutPrivileged(),
		},
	];
}

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
				hop(trusted('writable /proc/sys'), inspect(pathsField(container, 'ReadonlyPaths'), '/proc/sys is writable')),
				hop(trusted('core_pattern')),
				hostRoot,
			],
			change: withDefaultPaths(container),
		},
	];
}

/** On loopback, administrative ports, metadata services and databases trust any client. */
function hostNetwork(container: ContainerFacts): DangerDraft[] {
	if (container.namespaces.network.kind !== 'host') return [];
	return [
		{
			id: 'host-network',
			kind: 'host-network',
			about: 'host',
			severity: 'high',
			needs: [],
			mitigatedBy: ['rootless'],
			exposes: trusted('loopback services of the host'),
			hops: [
				hop(trusted('127.0.0.1 of the host'), inspect('HostConfig.NetworkMode', trusted('host'))),
				hop(trusted('services that trust the host itself')),
			],
			change: withOwnNetwork(container),
		},
	];
}

const families: readonly Family[] = [
	privilegedDangers,
	kernelSettings,
	mountDangers,
	deviceDangers,
	capabilityDangers,
	hostPidDangers,
	hostNetwork,
];
const familyKinds: ReadonlyMap<Family, readonly DangerKind[]> = new Map<Family, readonly DangerKind[]>([
	[privilegedDangers, ['privileged']],
	[kernelSettings, ['kernel-settings']],
	[mountDangers, ['socket', 'host-write', 'host-read', 'tamper', 'reveal', 'proc-write', 'sys-write']],
	[deviceDangers, ['device', 'device-rule']],
	[capabilityDangers, ['capability', 'release-agent', 'ptrace-host']],
	[hostPidDangers, ['host-pid', 'process-list']],
	[hostNetwork, ['host-network']],
]);
