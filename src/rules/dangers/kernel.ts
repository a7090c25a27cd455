import type {EngineFacts, HostFacts} from '../../facts/index.js';

/**
 * Whether the kernel takes a release_agent only from CAP_SYS_ADMIN of the first user namespace, as since 5.17; older ones may have the
 * fix too (CVE-2022-0492), which cannot be seen.
 * @source linux kernel/cgroup/cgroup-v1.c (cgroup_release_agent_write)
 */
export function asksForHostAdmin({kernel}: EngineFacts): 'yes' | 'no' | 'unknown' {
	const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
	if (major === undefined) return 'unknown';
	return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 17) ? 'yes' : 'no';
}

/** Whether the kernel loads modules: one that was built without has no such setting. @source sysctl/kernel.rst, modules_disabled */
export function loadsModules(host: HostFacts | null): 'yes' | 'no' | 'unknown' {
	const sysctls = host?.sysctls ?? {};
	const disabled = sysctls['kernel.modules_disabled'];
	if (disabled !== undefined) return disabled === '0' ? 'yes' : 'no';
	return sysctls['kernel.core_pattern'] === undefined ? 'unknown' : 'no';
}
