import type {Change} from '../../changes/change.js';
import {readOnlyMount, withoutMount} from '../../changes/mounts.js';
import {isWithin} from '../../facts/host-paths.js';
import type {ContainerFacts, EngineFacts, HostFacts, MountFacts} from '../../facts/index.js';
import {kernelSetting} from '../../facts/usual-owner.js';
import {own, safely} from '../../terminal/safe-text.js';
import {isDeniedMount} from '../shared/apparmor-profile.js';
import {isRootWithSubmounts} from '../shared/submounts.js';
import {type DangerDraft, hop, hostRoot, inspect} from './danger.js';
import {asksForHostAdmin} from './kernel.js';
import {condition, hostCapability, hostUid0, writes} from './needs.js';
import type {Need} from './use.js';

/** Files of /proc and /sys through which the kernel takes orders, however they are mounted: a bind of the root brings them along. */
export function kernelMountDangers(container: ContainerFacts, mount: MountFacts, index: number): DangerDraft[] {
	const {realSource, destination, writable} = mount;
	if (!writable) return [];
	const whole = isRootWithSubmounts(container, mount);
	const evidence = inspect(`Mounts[${index}].Source`, realSource);
	const ofProc = whole || realSource === '/proc' || realSource === '/proc/sysrq-trigger' || isWithin(realSource, '/proc/sys');
	const ofSys = whole || isWithin(realSource, '/sys');
	return [
		...(ofProc
			? [
					{
						id: `proc:${destination}`,
						kind: 'proc-write' as const,
						about: destination,
						severity: 'critical' as const,
						needs: [writes(kernelSetting(own('/proc/sys/kernel/core_pattern')))],
						mitigatedBy: ['rootless'] as const,
						exposes: own("the kernel's settings"),
						// The path of the mount itself says the same.
						hops:
							mount.sensitivity === null ? [hop(safely`writes ${realSource}`, evidence), hop(own('core_pattern')), hostRoot] : [],
						change: withoutMount(
							container,
							mount,
							'Do not mount /proc: a container has its own. Use --sysctl for kernel settings.',
							"Monitoring that reads the host's /proc: mount it read-only.",
						),
					},
				]
			: []),
		...(ofSys
			? [
					{
						id: `sys:${destination}`,
						kind: 'sys-write' as const,
						about: destination,
						severity: 'high' as const,
						needs: [hostUid0],
						mitigatedBy: ['rootless', ...(isDeniedMount(mount) ? (['apparmor'] as const) : []), 'selinux'] as const,
						exposes: own('settings of the kernel and its devices'),
						hops: [],
						change: withoutSysWrites(container, mount),
					},
				]
			: []),
	];
}

/**
 * What it takes to become root of the host through files of /proc or /sys: core_pattern, uevent_helper where the kernel has it, and
 * release_agent of a version 1 hierarchy, which since 5.17 asks for CAP_SYS_ADMIN of the host.
 * @source core(5), cgroups(7), linux kernel/cgroup/cgroup-v1.c (cgroup_release_agent_write), lib/kobject_uevent.c
 */
export function canWriteHost(
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
	{realSource}: MountFacts,
): Need[] {
	if (!isWithin(realSource, '/sys')) return [writes(kernelSetting(own('/proc/sys/kernel/core_pattern')))];
	const groups = isWithin('/sys/fs/cgroup', realSource) || isWithin(realSource, '/sys/fs/cgroup');
	const helper = isWithin('/sys/kernel', realSource) || realSource === '/sys/kernel/uevent_helper';
	const asksAdmin = asksForHostAdmin(engine);
	if (groups && engine.cgroupVersion !== 2 && (asksAdmin === 'no' || container.capabilities.granted.has('SYS_ADMIN')))
		return asksAdmin === 'no' ? [hostUid0] : [hostUid0, hostCapability('SYS_ADMIN')];
	if (helper && host?.ueventHelper !== false) {
		const seen = host?.ueventHelper === true;
		return [hostUid0, condition(seen ? 'yes' : 'unknown', own('whether its kernel has uevent_helper is not known'))];
	}
	if (!groups && !helper) return [hostUid0];
	const why =
		engine.cgroupVersion === 2 ? 'control groups version 2 run no program' : 'release_agent asks for SYS_ADMIN since 5.17';
	return [hostUid0, condition(asksAdmin === 'unknown' && engine.cgroupVersion !== 2 ? 'unknown' : 'no', own(why))];
}

/** Read-only is enough, unless the mount brings secrets along. */
const withoutSysWrites = (container: ContainerFacts, mount: MountFacts): Change => {
	const make = mount.sensitivity?.whenRead === 'secrets' ? withoutMount : readOnlyMount;
	const mayBreak = 'Agents that manage cgroups, and programs that write device settings.';
	return make(container, mount, 'Mount it read-only, or not at all.', mayBreak);
};
