import {
	anyDisk,
	bringsDiskNode,
	type ContainerFacts,
	type EngineFacts,
	type HostFacts,
	isWithin,
	kernelSetting,
	type MountFacts,
	SETTINGS_THAT_START_PROGRAMS,
	safe,
	trusted,
} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import {readOnlyMount, withoutMount} from '../../changes/mount-changes.js';
import {isDeniedMount} from '../shared/apparmor-profile.js';
import {writesSubmounts} from '../shared/submounts.js';
import {type DangerDraft, hop, hostRoot, inspectEvidence} from './danger.js';
import {asksForHostAdmin, registersFormats} from './kernel.js';
import {condition, either, engineCapability, hostCapability, hostUid0, reads, writes} from './needs.js';
import type {Need} from './use.js';

/** Files of /proc and /sys through which the kernel takes orders, however they are mounted: a bind of the root brings them along. */
export function kernelMountDangers(
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
	mount: MountFacts,
	index: number,
): DangerDraft[] {
	const {realSource, destination, writable} = mount;
	const whole = writesSubmounts(container, engine, mount);
	if (!writable && !whole) return [];
	const evidence = inspectEvidence(`Mounts[${index}].Source`, realSource);
	const startsPrograms =
		whole || (bringsSettings(realSource) && !(realSource === '/proc/sys/fs' && registersFormats(host) === 'no'));
	const ofProc =
		startsPrograms ||
		realSource === '/proc/sysrq-trigger' ||
		(isWithin(realSource, '/proc/sys') && !isWithin(realSource, '/proc/sys/net'));
	const ofSys = whole || isWithin(realSource, '/sys');
	return [
		...(ofProc
			? [
					{
						id: `proc:${destination}`,
						kind: 'proc-write' as const,
						about: destination,
						severity: startsPrograms ? ('critical' as const) : ('high' as const),
						needs: [writes(kernelSetting(startsPrograms ? trusted('/proc/sys/kernel/core_pattern') : realSource))],
						mitigatedBy: ['rootless'] as const,
						exposes: trusted("the kernel's settings"),
						// The path of the mount itself says the same.
						hops:
							mount.sensitivity === null || !writable
								? [
										hop(safe`writes ${whole ? trusted('/proc of the host') : realSource}`, evidence),
										hop(trusted('core_pattern')),
										hostRoot,
									]
								: [],
						change: () =>
							withoutMount(
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
						exposes: trusted('settings of the kernel and its devices'),
						hops: [],
						change: () => withoutSysWrites(container, mount),
					},
				]
			: []),
	];
}

/**
 * What it takes to become root of the host through files of /proc or /sys: core_pattern, uevent_helper where the kernel has it, and
 * control groups.
 * @source core(5), linux lib/kobject_uevent.c
 */
export function canWriteHost(
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
	{realSource, submounts}: MountFacts,
): Need[] {
	// Its memory and its files, which are opened to those that may trace it.
	if (isOneProcess(realSource)) return [engineCapability('SYS_PTRACE')];
	if (realSource === '/proc/sys/fs') return [writes(kernelSetting(realSource)), formats(host)];
	if (!isWithin(realSource, '/sys')) return [writes(kernelSetting(trusted('/proc/sys/kernel/core_pattern')))];
	// Control groups are mounted on /sys: a file system of that type, or a bind that is not recursive, has none of them.
	const groups = isWithin(realSource, '/sys/fs/cgroup') || (submounts && isWithin('/sys/fs/cgroup', realSource));
	const helper = isWithin('/sys/kernel', realSource) || realSource === '/sys/kernel/uevent_helper';
	const ways = [...(groups ? groupWays(container, engine, realSource) : []), ...(helper ? [[ueventHelper(host)]] : [])];
	return ways.length === 0 ? [hostUid0, noWay] : [hostUid0, either(...ways)];
}

const bringsSettings = (source: string): boolean =>
	SETTINGS_THAT_START_PROGRAMS.some(path => (isWithin(path, source) && isWithin(source, '/proc')) || isWithin(source, path));

/** `/proc/1`, `/proc/1/environ` */
export const isOneProcess = (source: string): boolean => /^\/proc\/\d+(\/|$)/.test(source);

const noWay = condition('no', trusted('nothing in it starts a program of the host'));

function formats(host: HostFacts | null): Need {
	const answer = registersFormats(host);
	return condition(
		answer,
		answer === 'no' ? trusted('binfmt_misc is not mounted in it') : trusted('whether binfmt_misc is mounted in it is not known'),
	);
}

const ueventHelper = (host: HostFacts | null): Need =>
	host?.ueventHelper === false
		? condition('no', trusted('its kernel has no uevent_helper'))
		: condition(host?.ueventHelper === true ? 'yes' : 'unknown', trusted('whether its kernel has uevent_helper is not known'));

const ofVersion2 = condition('no', trusted('control groups version 2 run no program'));

/**
 * Through control groups of the host: release_agent of a version 1 hierarchy, which since 5.17 asks for CAP_SYS_ADMIN of the host; or by
 * moving a process to the root group, where no rule keeps it from opening nodes of disks: those that it makes, or sees.
 * @source cgroups(7), linux kernel/cgroup/cgroup-v1.c (cgroup_release_agent_write, __cgroup1_procs_write), kernel/cgroup/cgroup.c
 * (cgroup_procs_write_permission)
 */
function groupWays({namespaces, mounts}: ContainerFacts, engine: EngineFacts, realSource: string): Need[][] {
	const asksAdmin = asksForHostAdmin(engine);
	const nodes = [[hostCapability('MKNOD')], ...(mounts.some(bringsDiskNode) ? [[reads(anyDisk)]] : [])];
	const holdsDevices = isWithin('/sys/fs/cgroup/devices', realSource) || isWithin(realSource, '/sys/fs/cgroup/devices');
	if (isWithin(realSource, '/sys/fs/cgroup/unified')) return [[ofVersion2]];
	if (engine.cgroupVersion !== 2)
		return [
			asksAdmin === 'no' ? [] : [hostCapability('SYS_ADMIN')],
			...(asksAdmin === 'unknown'
				? [[condition('unknown', trusted('whether release_agent asks for SYS_ADMIN is not known'))]]
				: []),
			...(holdsDevices ? nodes : []),
		];
	if (!isWithin('/sys/fs/cgroup', realSource)) return [[ofVersion2]];
	const leaves = condition(
		namespaces.cgroup.kind === 'host' ? 'yes' : 'unknown',
		trusted('whether the namespace of its control groups keeps it in them (nsdelegate) is not known'),
	);
	return nodes.map(way => [...way, leaves]);
}

/** Read-only is enough, unless the mount brings secrets along. */
const withoutSysWrites = (container: ContainerFacts, mount: MountFacts): Change => {
	const make = mount.sensitivity?.whenRead === 'secrets' ? withoutMount : readOnlyMount;
	const mayBreak = 'Agents that manage cgroups, and programs that write device settings.';
	return make(container, mount, 'Mount it read-only, or not at all.', mayBreak);
};
