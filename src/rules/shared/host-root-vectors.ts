import {opensKernelSettings} from '../../facts/index.js';
import type {ContainerScope} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {has} from './capabilities.js';
import {fromInspect} from './evidence.js';
import {isWritableHostRoot, mountEvidence} from './mounts.js';

export type HostRootVector = {readonly label: string; readonly evidence: Evidence};

/**
 * The escape vectors that make a container root on the host in one step; empty when there is none. For rules that ask whether there is any:
 * each vector has its own rule.
 */
export function hostRootVectors({container, engine}: ContainerScope): HostRootVector[] {
	if (container.privileged) return [{label: '--privileged', evidence: fromInspect('HostConfig.Privileged', true)}];
	const {mounts, systemPaths, devices, deviceRules} = container;
	return [
		...mounts
			.filter(mount => mount.runtimeSocket !== null || isWritableHostRoot(mount))
			.map(mount => ({label: mount.runtimeSocket ?? `${mount.realSource} (rw)`, evidence: mountEvidence(container, mount)})),
		...(opensKernelSettings(systemPaths)
			? [{label: 'writable /proc/sys', evidence: fromInspect('HostConfig.ReadonlyPaths', '/proc/sys is writable')}]
			: []),
		...capabilityVectors(container, engine).map(label => ({label, evidence: fromInspect('HostConfig.CapAdd', label)})),
		...devices
			.filter(({danger}) => danger === 'host-root')
			.map(({path}) => ({label: path, evidence: fromInspect('HostConfig.Devices', path)})),
		...deviceRules
			.filter(({allowsHostDisk}) => allowsHostDisk && has(container, 'MKNOD'))
			.map(({rule}) => ({label: `device rule ${rule}`, evidence: fromInspect('HostConfig.DeviceCgroupRules', rule)})),
	];
}

function capabilityVectors(container: ContainerScope['container'], engine: ContainerScope['engine']): string[] {
	const sufficient = (['SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH'] as const).filter(name => has(container, name));
	const releaseAgent = has(container, 'SYS_ADMIN') && engine.cgroupVersion === 1;
	const tracer = has(container, 'SYS_PTRACE') && container.namespaces.pid.kind === 'host';
	return [
		...sufficient,
		...(releaseAgent ? ['SYS_ADMIN with cgroup v1'] : []),
		...(tracer ? ["SYS_PTRACE in the host's PID namespace"] : []),
	];
}
