import type {EngineFacts, HostFacts} from '../../../base/index.js';

/**
 * Whether the kernel takes a release_agent only from CAP_SYS_ADMIN of the first user namespace, as since 5.17; older ones may have the
 * fix too (CVE-2022-0492), which cannot be seen.
 * @source linux kernel/cgroup/cgroup-v1.c (cgroup_release_agent_write)
 */
export function asksForHostAdmin({kernel}: EngineFacts): 'yes' | 'no' | 'unknown' {
	const isNew = isFrom(kernel, 5, 17);
	return isNew === null ? 'unknown' : isNew ? 'yes' : 'no';
}

/**
 * Whether CAP_PERFMON, or CAP_SYS_ADMIN, of the first user namespace opens /proc/PID/environ and maps of any process, as since 6.15.
 * @source linux kernel/fork.c (may_access_mm); tried on 6.18
 */
export const opensRemoteMemory = ({kernel}: EngineFacts): boolean => isFrom(kernel, 6, 15) === true;

/** `null` for a version that cannot be read. */
function isFrom(kernel: string, major: number, minor: number): boolean | null {
	const [, first, second] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
	if (first === undefined) return null;
	return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}

/** Whether the kernel loads modules: one that was built without has no such setting. @source sysctl/kernel.rst, modules_disabled */
export const loadsModules = (host: HostFacts | null): 'yes' | 'no' | 'unknown' =>
	settingThere(host, 'kernel.modules_disabled', value => value === '0');

/** Whether the kernel can be replaced by another: one that was built without kexec has no such setting. @source sysctl/kernel.rst */
export const loadsKernel = (host: HostFacts | null): 'yes' | 'no' | 'unknown' =>
	settingThere(host, 'kernel.kexec_load_disabled', value => value === '0');

/** Whether programs can be registered for kinds of files, which root then starts: the file system has to be mounted. @source binfmt-misc.rst of the kernel */
export const registersFormats = (host: HostFacts | null): 'yes' | 'no' | 'unknown' =>
	settingThere(host, 'fs.binfmt_misc.status', () => true);

/** Where none of the settings were read, nothing is known of this one. */
function settingThere(host: HostFacts | null, name: string, allows: (value: string) => boolean): 'yes' | 'no' | 'unknown' {
	const sysctls = host?.sysctls ?? {};
	const value = sysctls[name];
	if (value !== undefined) return allows(value) ? 'yes' : 'no';
	return sysctls['kernel.core_pattern'] === undefined ? 'unknown' : 'no';
}

/** Whether none of these security modules is active. */
export const lacksModules = (host: HostFacts | null, modules: readonly string[]): boolean =>
	host?.securityModules.known === true &&
	!host.securityModules.value.some(active => modules.some(module => active.startsWith(module)));
