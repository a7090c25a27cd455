import {opensKernelSettings} from '../../facts/index.js';
import type {ContainerScope} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {has} from './capabilities.js';
import {fromInspect} from './evidence.js';
import {isWritableHostRoot, mountEvidence} from './mounts.js';

export type HostRootVector = {readonly words: string; readonly evidence: Evidence};

/**
 * The ways by which a container is root of the host in one step; empty when there is none. For rules that ask whether there is any:
 * each way has a rule of its own.
 */
export function hostRootVectors({container, engine}: ContainerScope): HostRootVector[] {
	if (container.privileged) return [{words: '--privileged', evidence: fromInspect('HostConfig.Privileged', true)}];
	const {mounts, systemPaths, devices, deviceRules} = container;
	return [
		...mounts
			.filter(mount => mount.runtimeSocket !== null || isWritableHostRoot(mount))
			.map(mount => ({words: mount.runtimeSocket ?? `${mount.realSource} (rw)`, evidence: mountEvidence(container, mount)})),
		...(opensKernelSettings(systemPaths)
			? [{words: 'writable /proc/sys', evidence: fromInspect('HostConfig.ReadonlyPaths', '/proc/sys is writable')}]
			: []),
		...capabilityVectors(container, engine).map(words => ({words, evidence: fromInspect('HostConfig.CapAdd', words)})),
		...devices
			.filter(({danger}) => danger === 'host-root')
			.map(({path}) => ({words: path, evidence: fromInspect('HostConfig.Devices', path)})),
		...deviceRules
			.filter(({allowsHostDisk}) => allowsHostDisk && has(container, 'MKNOD'))
			.map(({rule}) => ({words: `device rule ${rule}`, evidence: fromInspect('HostConfig.DeviceCgroupRules', rule)})),
	];
}

function capabilityVectors(container: ContainerScope['container'], engine: ContainerScope['engine']): string[] {
	const alone = (['SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH'] as const).filter(name => has(container, name));
	const releaseAgent = has(container, 'SYS_ADMIN') && engine.cgroupVersion === 1;
	const tracer = has(container, 'SYS_PTRACE') && container.namespaces.pid.kind === 'host';
	return [
		...alone,
		...(releaseAgent ? ['SYS_ADMIN with cgroup v1'] : []),
		...(tracer ? ["SYS_PTRACE in the host's PID namespace"] : []),
	];
}
