import type {ContainerFacts} from './container-facts.js';
import {refusesElevation} from './elevation.js';
import {isWithin} from './host-paths.js';
import type {MountFacts} from './mount-facts.js';
import {opensKernelSettings} from './system-paths.js';

/** Whether it shows the programs of the host's own packages. */
export const bringsSystemPrograms = ({kind, realSource}: MountFacts): boolean =>
	kind !== 'tmpfs' && (isWithin('/usr/bin', realSource) || isWithin(realSource, '/usr'));

/** Whether who uses what it was given depends on the programs that it can execute: another user than root becomes root through a setuid one. */
export function dependsOnPrograms(container: ContainerFacts): boolean {
	const {truth, user} = container;
	const isRoot = truth.known ? truth.value.uids.includes(0) : user.isRoot === true;
	return !isRoot && !refusesElevation(container) && wasGivenSomething(container);
}

/** Whether it was given anything that reaches outside it. */
function wasGivenSomething(container: ContainerFacts): boolean {
	const {privileged, capabilities, mounts, devices, deviceRules, namespaces, systemPaths} = container;
	return (
		privileged ||
		capabilities.beyondDefault.length > 0 ||
		devices.length + deviceRules.length > 0 ||
		namespaces.pid.kind === 'host' ||
		opensKernelSettings(systemPaths) ||
		mounts.some(
			({sensitivity, runtimeSocket, socketDoubt}) => sensitivity !== null || runtimeSocket !== null || socketDoubt !== null,
		)
	);
}
