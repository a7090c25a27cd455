import {effectiveCapabilities} from '../facts/capabilities.js';
import {type ContainerFacts, type EngineFacts, opensKernelSettings, type Severity} from '../facts/index.js';
import type {MitigatingFactor} from '../rules/rule.js';
import {openingOptions} from '../rules/shared/opening-options.js';
import {own, safely} from '../terminal/safe-text.js';
import {capabilityVectors, ownPidNamespace} from './capability-vectors.js';
import {deviceRuleVectors, deviceVectors} from './device-vectors.js';
import {change, type EscapeVector, hop, hostRoot, inspect, type VectorDraft, worstPathFirst} from './escape-vector.js';
import {lowerSeverity, mitigatingFactors} from './mitigation.js';
import {mountVectors, socketVectors} from './mount-vectors.js';

/**
 * What an attacker who runs code in this container can reach outside it, worst first. Only facts decide; how the attacker gets in is
 * the matter of the entry points.
 *
 * @source reference of combination rules: privileged, runtime socket, host-root mounts, writable /proc/sys, release_agent, ptrace in
 * the host's pid namespace, module loading, open_by_handle_at, raw disks.
 */
export function escapeVectors(container: ContainerFacts, engine: EngineFacts): EscapeVector[] {
	const present = mitigatingFactors(container, engine);
	const confined = container.privileged ? withoutPrivileged(container, engine) : container;
	const drafts = [
		...(container.privileged ? [privileged] : procVectors(container)),
		...container.mounts.flatMap((mount, index) => socketVectors(container, mount, index)),
		...container.mounts.flatMap((mount, index) => mountVectors(container, mount, index)),
		...container.devices.flatMap(deviceVectors),
		...deviceRuleVectors(confined),
		...capabilityVectors(confined, engine),
		...hostPidVectors(confined),
		...hostNetworkVectors(container),
	];
	return drafts.map(draft => weigh(draft, container, present)).sort(worstPathFirst);
}

/** What was given besides --privileged stays when that flag is removed, so it is reported now. */
function withoutPrivileged(container: ContainerFacts, engine: EngineFacts): ContainerFacts {
	const {added, dropped} = container.capabilities;
	const granted = effectiveCapabilities({CapAdd: [...added], CapDrop: [...dropped]}, engine.kind);
	return {...container, capabilities: {...container.capabilities, granted}};
}

/** Vectors that need root are reduced for a process that is not root and can never become root. */
function weigh(
	{needsRoot, mitigatedBy, ...vector}: VectorDraft,
	container: ContainerFacts,
	present: readonly MitigatingFactor[],
): EscapeVector {
	const heldBack = needsRoot && cannotBeRoot(container);
	const mitigated = present.some(factor => mitigatedBy.includes(factor));
	const steps = Number(heldBack) + Number(mitigated);
	const severity = Array.from({length: steps}).reduce<Severity>(lowerSeverity, vector.severity);
	return {...vector, severity, hops: present.includes('rootless') ? vector.hops.map(ofAccount) : vector.hops};
}

/** Root of a rootless engine is the account that runs it, and no more. */
const ofAccount = (one: EscapeVector['hops'][number]): EscapeVector['hops'][number] =>
	/^(likely )?host root$/.test(one.label) ? {...one, label: own("the engine's account")} : one;

/** Not uid 0, and no setuid program can lead there. A name that only the image resolves may be root. */
export function cannotBeRoot({user, noNewPrivileges}: ContainerFacts): boolean {
	return user.isRoot === false && noNewPrivileges.on === true;
}

const privileged: VectorDraft = {
	id: 'privileged',
	severity: 'critical',
	hops: [hop(own('privileged'), inspect('HostConfig.Privileged', true)), hostRoot],
	cutBy: change('remove --privileged and add only the capability or device that is needed', ['--privileged']),
	needsRoot: true,
	mitigatedBy: ['rootless', 'userns'],
};

function procVectors(container: ContainerFacts): VectorDraft[] {
	if (!opensKernelSettings(container.systemPaths)) return [];
	return [
		{
			id: 'core-pattern',
			severity: 'critical',
			hops: [hop(own('writable /proc/sys'), inspect('HostConfig.ReadonlyPaths', '[]')), hop(own('core_pattern')), hostRoot],
			cutBy: change('keep the default masked and read-only paths', openingOptions(container)),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns', 'apparmor', 'selinux'],
		},
	];
}

function hostPidVectors({namespaces, capabilities}: ContainerFacts): VectorDraft[] {
	if (namespaces.pid.kind !== 'host' || capabilities.granted.has('SYS_PTRACE')) return [];
	const through = namespaces.pid.through[0];
	return [
		{
			id: 'host-pid',
			severity: 'high',
			hops: [
				hop(
					through === undefined ? own('host pid namespace') : safely`host pid namespace through ${through}`,
					inspect('HostConfig.PidMode', 'host'),
				),
				hop(own("environments of other containers, signals to root's processes")),
			],
			cutBy: ownPidNamespace(namespaces),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns'],
		},
	];
}

/** On loopback, administrative ports, metadata services and databases trust any client. */
function hostNetworkVectors({namespaces}: ContainerFacts): VectorDraft[] {
	if (namespaces.network.kind !== 'host') return [];
	const through = namespaces.network.through[0];
	return [
		{
			id: 'host-network',
			severity: 'high',
			hops: [
				hop(own('127.0.0.1 of the host'), inspect('HostConfig.NetworkMode', own('host'))),
				hop(own('services that trust the host itself')),
			],
			cutBy: change('give it a private network and publish only the ports it needs', [
				through === undefined ? '--network host' : `--network container:${through}`,
			]),
			needsRoot: false,
			mitigatedBy: ['rootless'],
		},
	];
}
