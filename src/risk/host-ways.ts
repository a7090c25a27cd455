import {effectiveCapabilities} from '../facts/capabilities.js';
import {type ContainerFacts, type EngineFacts, opensKernelSettings, type Severity} from '../facts/index.js';
import type {MitigatingFactor} from '../rules/rule.js';
import {openingOptions} from '../rules/shared/opening-options.js';
import {own, safely} from '../terminal/safe-text.js';
import {capabilityWays, ownPidNamespace} from './capability-ways.js';
import {deviceRuleWays, deviceWay} from './device-ways.js';
import {milder, mitigatingFactors} from './mitigation.js';
import {mountWay, socketWay} from './mount-ways.js';
import {change, type Draft, hop, hostRoot, inspect, type Way, worstPathFirst} from './way.js';

/**
 * What someone who runs code in this container can reach outside it, worst first. Facts alone decide; nothing here asks whether
 * someone gets in: that is the entry's part.
 *
 * @source reference of combination rules: privileged, runtime socket, host-root mounts, writable /proc/sys, release_agent, ptrace in
 * the host's pid namespace, module loading, open_by_handle_at, raw disks.
 */
export function waysOut(container: ContainerFacts, engine: EngineFacts): Way[] {
	const present = mitigatingFactors(container, engine);
	const confined = container.privileged ? withoutPrivileged(container, engine) : container;
	const drafts = [
		...(container.privileged ? [privileged] : procWays(container)),
		...container.mounts.flatMap((mount, index) => socketWay(container, mount, index)),
		...container.mounts.flatMap((mount, index) => mountWay(container, mount, index)),
		...container.devices.flatMap(deviceWay),
		...deviceRuleWays(confined),
		...capabilityWays(confined, engine),
		...hostPidWays(confined),
		...hostNetworkWays(container),
	];
	return drafts.map(draft => weigh(draft, container, present)).sort(worstPathFirst);
}

/** What was given beside --privileged stays when that is taken away: nobody learns of it only then. */
function withoutPrivileged(container: ContainerFacts, engine: EngineFacts): ContainerFacts {
	const {added, dropped} = container.capabilities;
	const granted = effectiveCapabilities({CapAdd: [...added], CapDrop: [...dropped]}, engine.kind);
	return {...container, capabilities: {...container.capabilities, granted}};
}

/** A process that is not root and can never become root finds the ways closed that only root may take. */
function weigh({needsRoot, mitigatedBy, ...way}: Draft, container: ContainerFacts, present: readonly MitigatingFactor[]): Way {
	const heldBack = needsRoot && cannotBeRoot(container);
	const mitigated = present.some(factor => mitigatedBy.includes(factor));
	const steps = Number(heldBack) + Number(mitigated);
	const severity = Array.from({length: steps}).reduce<Severity>(milder, way.severity);
	return {...way, severity, hops: present.includes('rootless') ? way.hops.map(ofAccount) : way.hops};
}

/** Root of a rootless engine is the account that runs it, and no more. */
const ofAccount = (one: Way['hops'][number]): Way['hops'][number] =>
	/^(likely )?host root$/.test(one.label) ? {...one, label: own("the engine's account")} : one;

/** Not uid 0, and no setuid program can lead there. A name that only the image resolves may be root. */
export function cannotBeRoot({user, noNewPrivileges}: ContainerFacts): boolean {
	return user.isRoot === false && noNewPrivileges.on === true;
}

const privileged: Draft = {
	id: 'privileged',
	severity: 'critical',
	hops: [hop(own('privileged'), inspect('HostConfig.Privileged', true)), hostRoot],
	cutBy: change('take --privileged away and give the one capability or device that is needed', ['--privileged']),
	needsRoot: true,
	mitigatedBy: ['rootless', 'userns'],
};

function procWays(container: ContainerFacts): Draft[] {
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

function hostPidWays({namespaces, capabilities}: ContainerFacts): Draft[] {
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

/** Loopback is where administration ports, metadata and databases trust whoever comes. */
function hostNetworkWays({namespaces}: ContainerFacts): Draft[] {
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
			cutBy: change('give it a network of its own and publish what is needed', [
				through === undefined ? '--network host' : `--network container:${through}`,
			]),
			needsRoot: false,
			mitigatedBy: ['rootless'],
		},
	];
}
