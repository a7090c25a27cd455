import type {ContainerScope} from '../rule.js';
import {has} from './capabilities.js';
import {ownsHost} from './paths.js';

/**
 * The ways by which a container is root of the host in one step, in words for a verdict; empty when there is none.
 * A summary for rules that ask whether there is any: each way has a rule of its own with the evidence.
 */
export function waysToHostRoot({container, engine}: ContainerScope): string[] {
	const {privileged, mounts, systemPaths, namespaces, devices, deviceRules} = container;
	return [
		...(privileged ? ['privileged'] : []),
		...mounts.flatMap(({runtimeSocket}) => (runtimeSocket === null ? [] : [runtimeSocket])),
		...mounts.filter(ownsHost).map(({realSource}) => `${realSource} (rw)`),
		...(systemPaths.kind === 'unmasked' && !privileged ? ['writable /proc/sys'] : []),
		...(['SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH'] as const).filter(name => !privileged && has(container, name)),
		...(has(container, 'SYS_ADMIN') && engine.cgroupVersion === 1 && !privileged
			? ['SYS_ADMIN with control groups version 1']
			: []),
		...(has(container, 'SYS_PTRACE') && namespaces.pid.kind === 'host' ? ['SYS_PTRACE among the processes of the host'] : []),
		...devices.filter(({danger}) => danger === 'host-root').map(({path}) => path),
		...(has(container, 'MKNOD')
			? deviceRules.filter(({allowsHostDisk}) => allowsHostDisk).map(({rule}) => `device rule ${rule}`)
			: []),
	];
}
