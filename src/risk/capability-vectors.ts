import {plainCapability} from '../facts/capability-names.js';
import type {Capability, ContainerFacts, EngineFacts, Severity} from '../facts/index.js';
import {isDeniedCapability} from '../rules/shared/apparmor-profile.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {change, hop, inspect, type VectorDraft} from './escape-vector.js';
import {mitigatingFactors} from './mitigation.js';

type CapabilityVector = {
	readonly capability: Capability;
	readonly severity: Severity;
	readonly steps: readonly SafeText[];
	readonly holds?: (container: ContainerFacts, engine: EngineFacts, remapped: boolean) => boolean;
	/** The kernel checks it in the initial user namespace: in another one it is useless. @source user_namespaces(7) */
	readonly ofHost?: true;
	/** The change that cuts it, if not dropping the capability. */
	readonly cutBy?: (container: ContainerFacts) => VectorDraft['cutBy'];
};

const capabilityTable: readonly CapabilityVector[] = [
	{capability: 'SYS_MODULE', severity: 'critical', steps: [own('loads a kernel module'), own('host root')], ofHost: true},
	{
		capability: 'DAC_READ_SEARCH',
		severity: 'critical',
		steps: [own('open_by_handle_at'), own('every file of the host')],
		ofHost: true,
	},
	{
		capability: 'SYS_ADMIN',
		severity: 'critical',
		steps: [own('cgroup v1 release_agent'), own('host root')],
		holds: (_, engine, remapped) => runsReleaseAgent(engine, remapped),
	},
	{
		capability: 'SYS_ADMIN',
		severity: 'high',
		steps: [own('mounts, namespaces, kernel interfaces'), own('likely host root')],
		holds: (_, engine, remapped) => !runsReleaseAgent(engine, remapped),
	},
	{
		capability: 'SYS_PTRACE',
		severity: 'critical',
		steps: [own("the host's processes"), own('host root')],
		holds: ({namespaces}) => namespaces.pid.kind === 'host',
		// Root reads the environment of those processes without it too.
		cutBy: ({namespaces}) => ownPidNamespace(namespaces),
	},
	{capability: 'SYS_RAWIO', severity: 'high', steps: [own('I/O ports and raw devices'), own('likely host root')], ofHost: true},
	{
		capability: 'SYS_BOOT',
		severity: 'high',
		steps: [own('restarts the host')],
		ofHost: true,
		holds: ({namespaces}) => namespaces.pid.kind === 'host',
	},
	{
		capability: 'NET_ADMIN',
		severity: 'high',
		steps: [own("rewrites the host's firewall and routes")],
		ofHost: true,
		holds: ({namespaces}) => namespaces.network.kind === 'host',
	},
];

/**
 * Whether the kernel runs what a container writes into release_agent. Since 5.17 it accepts that only from root of the
 * initial user namespace; older ones may have the fix too (CVE-2022-0492), which cannot be seen.
 * @source linux kernel/cgroup/cgroup-v1.c (cgroup_release_agent_write)
 */
function runsReleaseAgent({cgroupVersion, kernel}: EngineFacts, remapped: boolean): boolean {
	const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
	const asksForHost = Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 17);
	return cgroupVersion === 1 && !(remapped && asksForHost);
}

/** Capabilities that reach outside, some of them only with a shared namespace. */
export function capabilityVectors(container: ContainerFacts, engine: EngineFacts): VectorDraft[] {
	const present = mitigatingFactors(container, engine);
	const remapped = present.includes('rootless') || present.includes('userns');
	return capabilityTable
		.filter(({ofHost}) => !(ofHost && remapped))
		.filter(
			({capability, holds}) => container.capabilities.granted.has(capability) && (holds?.(container, engine, remapped) ?? true),
		)
		.map(({capability, severity, steps, cutBy}) => ({
			id: `capability:${capability}`,
			severity,
			hops: [hop(safely`${own(capability)}`, inspect('HostConfig.CapAdd', own(capability))), ...steps.map(step => hop(step))],
			cutBy: cutBy?.(container) ?? change(`drop ${capability}`, ...capabilityFlags(container, capability)),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns', ...(isDeniedCapability(capability) ? (['apparmor', 'selinux'] as const) : [])],
		}));
}

/** The change that takes a container out of the host's pid namespace, which another container may have led it into. */
export function ownPidNamespace({pid}: ContainerFacts['namespaces']): VectorDraft['cutBy'] {
	const through = pid.kind === 'host' ? pid.through[0] : undefined;
	return change('give it a private PID namespace', [through === undefined ? '--pid host' : `--pid container:${through}`]);
}

/** An added capability is no longer added; one that comes with `ALL` is dropped. */
function capabilityFlags({capabilities}: ContainerFacts, capability: Capability): [string[], string[]] {
	const typed = capabilities.added.find(name => plainCapability(name) === capability);
	return typed === undefined ? [[], [`--cap-drop ${capability}`]] : [[`--cap-add ${typed}`], []];
}
