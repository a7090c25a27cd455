import {
	type Capability,
	type ContainerFacts,
	capabilityCatalogue,
	capabilityNames,
	type EngineFacts,
	type HostFacts,
	type HostObject,
	type SafeText,
	type Severity,
	safe,
	trusted,
	userNamespaceOf,
} from '../../../base/index.js';
import {withoutCapabilities} from '../../changes/capability-changes.js';
import type {Change} from '../../changes/change.js';
import {withoutHostTracing} from '../../changes/namespace-changes.js';
import {isDeniedCapability} from '../shared/apparmor-profile.js';
import {seesHostProcesses} from '../shared/submounts.js';
import {type DangerDraft, type DangerKind, hop, inspectEvidence} from './danger.js';
import {asksForHostAdmin, lacksModules, loadsKernel, loadsModules} from './kernel.js';
import {calls, condition, engineCapability, hostCapability, mountCalls, ownCapability, writes} from './needs.js';
import type {Need} from './use.js';

/** What a capability gives in this container, where that is more than the catalogue says of it. */
type Reach = {
	readonly severity: Severity;
	readonly kind?: DangerKind;
	readonly steps: readonly SafeText[];
	readonly needs?: readonly Need[];
	readonly holds?: (container: ContainerFacts, engine: EngineFacts) => boolean;
	readonly change?: (container: ContainerFacts) => Change;
};

/** A file of root in the hierarchy that it mounts. */
const releaseAgent: HostObject = {name: trusted('release_agent'), uid: 0, gid: 0, mode: 0o644};

const adminCalls = calls(['mount'], ['move_mount'], ['setns'], ['unshare'], ['bpf'], ['clone3'], ['clone']);

/** Those that reach outside, each with its first use that holds; the others have what the catalogue says, and no path. */
const reaches: Readonly<Partial<Record<Capability, readonly Reach[]>>> = {
	SYS_MODULE: [
		{
			severity: 'critical',
			steps: [trusted('loads a kernel module'), trusted('host root')],
			needs: [calls(['init_module'], ['finit_module'])],
		},
	],
	DAC_READ_SEARCH: [
		{
			severity: 'critical',
			steps: [trusted('open_by_handle_at'), trusted('every file of the host')],
			needs: [calls(['open_by_handle_at'])],
		},
	],
	SYS_ADMIN: [
		{
			severity: 'critical',
			kind: 'release-agent',
			steps: [trusted('cgroup v1 release_agent'), trusted('host root')],
			needs: [mountCalls, writes(releaseAgent)],
			holds: (_, {cgroupVersion}) => cgroupVersion === 1,
		},
		{
			severity: 'high',
			steps: [trusted('mounts, namespaces, kernel interfaces'), trusted('likely host root')],
			needs: [adminCalls],
			holds: (container, engine) => userNamespaceOf(container, engine) === 'initial',
		},
		// Its own mounts and namespaces are all that root of another user namespace gets: tried with userns-remap and rootless engines.
		{severity: 'high', steps: [], needs: [adminCalls]},
	],
	SYS_PTRACE: [
		{
			severity: 'critical',
			kind: 'ptrace-host',
			steps: [trusted("the host's processes"), trusted('host root')],
			holds: seesHostProcesses,
			// Root reads the environment of those processes without it too.
			change: withoutHostTracing,
		},
	],
	SYS_RAWIO: [{severity: 'high', steps: [trusted('I/O ports and raw devices'), trusted('likely host root')]}],
	SYS_BOOT: [
		{
			severity: 'high',
			steps: [trusted('restarts the host')],
			needs: [calls(['reboot'])],
			holds: ({namespaces}) => namespaces.pid.kind === 'host',
		},
		// The engines' own profiles let reboot(2) through for it, and no kexec. @source moby profiles/seccomp/default.json
		{
			severity: 'medium',
			steps: [],
			needs: [condition('no', trusted('its seccomp profile refuses kexec_load'))],
			holds: ({seccomp}) => seccomp.kind === 'default',
		},
		{severity: 'medium', steps: [], needs: [calls(['kexec_load'], ['kexec_file_load'])]},
	],
	// @source linux kernel/audit.c (audit_netlink_ok): "in initial pid namespace for now"
	AUDIT_CONTROL: [
		{severity: 'high', steps: [], holds: ({namespaces}) => namespaces.pid.kind === 'host'},
		{
			severity: 'high',
			steps: [],
			needs: [condition('no', trusted("the kernel takes its orders about auditing only in the host's pid namespace"))],
		},
	],
	// @source linux kernel/audit.c (kauditd_send_multicast_skb): to sockets of the initial network namespace
	AUDIT_READ: [
		{
			severity: 'medium',
			steps: [],
			holds: ({namespaces: {network}}) => network.kind === 'host' && network.ofEngine !== true,
		},
		{
			severity: 'medium',
			steps: [],
			needs: [condition('no', trusted("records of the audit log are only sent in the host's network namespace"))],
		},
	],
	NET_ADMIN: [
		{
			severity: 'high',
			steps: [trusted("rewrites the host's firewall and routes")],
			holds: ({namespaces}) => namespaces.network.kind === 'host',
		},
	],
	BPF: [{severity: 'high', steps: [], needs: [calls(['bpf'])]}],
	PERFMON: [{severity: 'high', steps: [], needs: [calls(['perf_event_open'], ['bpf'])]}],
};

/** The kernel checks these in the namespace that they act on: one of the container's own is enough. @source capabilities(7) */
const OF_CONTAINER: ReadonlySet<Capability> = new Set([
	'CHOWN',
	'DAC_OVERRIDE',
	'FOWNER',
	'FSETID',
	'KILL',
	'SETGID',
	'SETUID',
	'SETPCAP',
	'NET_BIND_SERVICE',
	'NET_BROADCAST',
	'NET_RAW',
	'IPC_OWNER',
	'SYS_CHROOT',
	'SETFCAP',
	'CHECKPOINT_RESTORE',
	'NET_ADMIN',
	'SYS_PTRACE',
	'SYS_ADMIN',
]);

/** What a capability may be in the table. */
export const capabilityKinds = ['capability', 'release-agent', 'ptrace-host'] as const satisfies readonly DangerKind[];

/** Every capability that the container is granted, with what it gives there. */
export function capabilityDangers(container: ContainerFacts, engine: EngineFacts, host: HostFacts | null): DangerDraft[] {
	return capabilityNames
		.filter(name => container.capabilities.granted.has(name))
		.flatMap(name => reachesOf(name, container, engine).map(reach => capabilityDanger(name, reach, container, engine, host)));
}

/** Why it gives nothing on this host, for anyone who has it. */
function closedByKernel(name: Capability, {namespaces}: ContainerFacts, host: HostFacts | null): SafeText | null {
	if (name === 'SYS_MODULE' && loadsModules(host) === 'no') return trusted('its kernel loads no modules');
	if (name === 'SYS_BOOT' && namespaces.pid.kind !== 'host' && loadsKernel(host) === 'no')
		return trusted('its kernel loads no other one');
	const governed = policyModules[name];
	return governed !== undefined && lacksModules(host, governed)
		? safe`its kernel uses none of the security modules that it is about: ${trusted(governed.join(', '))}`
		: null;
}

/** @source capabilities(7); linux security/apparmor/policy.c (aa_policy_admin_capable), security/smack, security/selinux/hooks.c */
const policyModules: Readonly<Partial<Record<Capability, readonly string[]>>> = {
	MAC_ADMIN: ['apparmor', 'smack', 'selinux'],
	MAC_OVERRIDE: ['smack'],
};

/** The first that holds; what is left of SYS_ADMIN where release_agent is closed is listed too. */
function reachesOf(name: Capability, container: ContainerFacts, engine: EngineFacts): readonly (Reach | undefined)[] {
	const holding = (reaches[name] ?? []).filter(({holds}) => holds?.(container, engine) ?? true);
	return holding[0]?.kind === 'release-agent' ? holding.slice(0, 2) : [holding[0]];
}

function capabilityDanger(
	name: Capability,
	reach: Reach | undefined,
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
): DangerDraft {
	const {namespaces} = container;
	const ofHostNetwork = name === 'NET_ADMIN' && namespaces.network.kind === 'host';
	// Of a rootless engine's host, those of the engine itself: conmon, the shim, dockerd, which have the account's files.
	const ofEngine = name === 'SYS_PTRACE' && seesHostProcesses(container);
	// The kernel gives release_agent of older kernels to root of any user namespace.
	const isReleaseAgent = reach?.kind === 'release-agent';
	const ofContainer = OF_CONTAINER.has(name) && !ofHostNetwork && !(isReleaseAgent && asksForHostAdmin(engine) === 'yes');
	const closedBy = closedByKernel(name, container, host);
	return {
		id: isReleaseAgent ? 'release-agent' : `capability:${name}`,
		kind: reach?.kind ?? 'capability',
		about: name,
		severity: reach?.severity ?? capabilityCatalogue[name].danger,
		needs: [
			ofEngine ? engineCapability(name) : ofContainer ? ownCapability(name) : hostCapability(name),
			...(reach?.needs ?? []),
			...(closedBy === null ? [] : [condition('no', closedBy)]),
		],
		mitigatedBy: ['rootless', 'userns', ...(isDeniedCapability(name) ? (['apparmor', 'selinux'] as const) : [])],
		exposes: capabilityCatalogue[name].means,
		hops:
			reach === undefined || reach.steps.length === 0
				? []
				: [
						hop(safe`${trusted(name)}`, inspectEvidence('HostConfig.CapAdd', trusted(name))),
						...reach.steps.map(step => hop(step)),
					],
		change: () => reach?.change?.(container) ?? withoutCapabilities(container, [name]),
	};
}
