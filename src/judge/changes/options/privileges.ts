import {type ContainerFacts, type ContainerInspect, plainCapability, strings} from '../../../base/index.js';
import {withDefaultHostname, withHost} from '../configuration.js';
import {editTexts, text, texts, toggle} from './kinds.js';
import {type Given, type Made, notInPodman, type OptionEdit, type OptionRow, type OptionRows, type QuadletKey} from './row.js';

/** What the engine adds to the list for --privileged: dockerd adds the first, Podman both. @source libpod container_inspect.go */
const writtenForPrivileged: readonly string[] = ['label=disable', 'unmask=all'];

const isHost = (mode: string | undefined): boolean => mode === 'host';

/** dockerd disables labels for a privileged container and for one in the host's PID or IPC namespace. @source moby daemon/create.go */
function withoutImpliedLabels(inspect: ContainerInspect): ContainerInspect {
	const {SecurityOpt: options, Privileged: privileged, PidMode: pid, IpcMode: ipc} = inspect.HostConfig ?? {};
	if (privileged || isHost(pid) || isHost(ipc)) return inspect;
	return withDefaultLabel(withHost(inspect, {SecurityOpt: (options ?? []).filter(text => text !== 'label=disable')}));
}

/** The profile that the engine applies when nothing is asked for; its name matters only as not being `unconfined`. */
const withDefaultProfile = (inspect: ContainerInspect): ContainerInspect =>
	inspect.AppArmorProfile === 'unconfined' ? {...inspect, AppArmorProfile: 'docker-default'} : inspect;

const withDefaultLabel = (inspect: ContainerInspect): ContainerInspect =>
	/^$|:(spc_t|unconfined_t|container_runtime_t)(:|$)/.test(inspect.ProcessLabel ?? '')
		? {...inspect, ProcessLabel: 'system_u:system_r:container_t:s0'}
		: inspect;

const privileged: OptionEdit = {
	add: inspect => withHost(inspect, {Privileged: true}),
	remove: inspect => {
		const {SecurityOpt: options} = inspect.HostConfig ?? {};
		const kept = (options ?? []).filter(text => text === 'label=disable' || !writtenForPrivileged.includes(text));
		return withoutImpliedLabels(withDefaultProfile(withHost(inspect, {Privileged: false, SecurityOpt: kept})));
	},
};

/** `seccomp=FILE` stands for the profile whose file name the engine does not keep. */
const plainSecurity = (text: string): string => (/^seccomp[=:]\{/.test(text) ? 'seccomp=FILE' : text);
const securityEdit = editTexts('HostConfig.SecurityOpt', plainSecurity);

const securityOption: OptionEdit = {
	add: securityEdit.add,
	remove: (inspect, value) => {
		const after = securityEdit.remove(inspect, value);
		if (/^apparmor[=:]/.test(value)) return withDefaultProfile(after);
		if (/^label[=:]/.test(value)) return withDefaultLabel(after);
		// Docker turns `systempaths=unconfined` into two empty lists; `null` stands for the engine's own lists.
		return /^(systempaths|unmask)[=:]/.test(value) && after.HostConfig?.MaskedPaths?.length === 0
			? withHost(after, {MaskedPaths: null, ReadonlyPaths: null})
			: after;
	},
};

/**
 * As they were given: the engine adds some itself, Podman the second for --privileged, both the first for that and for the host's PID or IPC
 * namespace. `[]` of both lists of paths is `systempaths=unconfined`, also with --privileged; absent or `null` is only --privileged, or an
 * engine that does not report it.
 */
function givenSecurity({host, engine}: Made): string[] {
	const {MaskedPaths: masked, ReadonlyPaths: readOnly} = host;
	const widened = host.Privileged === true || isHost(host.PidMode) || isHost(host.IpcMode);
	const isImplied = (entry: string): boolean =>
		(widened && entry === 'label=disable') || (host.Privileged === true && entry === 'unmask=all');
	const isOpen = !engine.podman && masked?.length === 0 && readOnly?.length === 0;
	return [...(host.SecurityOpt ?? []).filter(entry => !isImplied(entry)), ...(isOpen ? [systemPathsOpen] : [])];
}

const systemPathsOpen = 'systempaths=unconfined';

/** `seccomp=FILE` arrives as what the file says: which file it was cannot be seen. */
function judgeSecurity({raw: {HostConfig}, noNewPrivileges, appArmor}: ContainerFacts, value: string): boolean | null {
	const plain = (entry: string): string => entry.replace(/^([\w-]+):/, '$1=');
	const [given, wanted] = [strings(HostConfig?.SecurityOpt).map(plain), plain(value)];
	if (wanted === '') return given.length > 0;
	if (/^no-new-privileges(=(true|1|t))?$/i.test(wanted)) return noNewPrivileges.on;
	if (given.includes(wanted)) return true;
	if (wanted.startsWith('apparmor=') && appArmor.kind === 'confined') return `apparmor=${appArmor.profile}` === wanted;
	return /^seccomp=(?!unconfined$|builtin$)/.test(wanted) ? null : false;
}

function securityKey(value: string): QuadletKey {
	if (/^no-new-privileges([=:]true)?$/.test(value)) return {lines: [['NoNewPrivileges', 'true']]};
	if (/^no-new-privileges[=:]false$/.test(value)) return {lines: []};
	if (value === 'unmask=ALL') return {lines: [['Unmask', 'ALL']]};
	return /^seccomp[=:]/.test(value) ? {lines: [['SeccompProfile', value.slice('seccomp='.length)]]} : 'PodmanArgs';
}

/** `host`, or `container:NAME`, of which the engine keeps the id. */
const namespace = (
	field: 'PidMode' | 'IpcMode' | 'UTSMode' | 'UsernsMode' | 'CgroupnsMode',
	compose: string,
	{otherwise = '', ...more}: {otherwise?: string; usual?: (made: Made) => string; quadlet?: QuadletKey} = {},
): OptionRow =>
	text(`HostConfig.${field}`, compose, {
		...more,
		edit: {
			add: (inspect, value) => withHost(inspect, {[field]: value}),
			remove: inspect => {
				const after = withoutImpliedLabels(withHost(inspect, {[field]: otherwise}));
				// In the host's UTS namespace its hostname was the host's.
				return field === 'UTSMode' && isHost(inspect.HostConfig?.UTSMode) ? withDefaultHostname(after) : after;
			},
		},
	});

/** As typed, in any case and with or without CAP_. */
const inQuadlet = (value: string): string => (/^all$/i.test(value) ? 'all' : `CAP_${value.replace(/^CAP_/i, '').toUpperCase()}`);

/** Privileges and namespaces. */
export const privilegeOptions = {
	'--privileged': toggle('HostConfig.Privileged', 'privileged', {edit: privileged}),
	'--cap-drop': texts('HostConfig.CapDrop', 'cap_drop', {
		plain: plainCapability,
		// Podman automatically lists SYS_RESOURCE for --privileged.
		given: ({host, engine}): Given[] => (host.Privileged && engine.podman ? [] : (host.CapDrop ?? [])),
		quadlet: value => ({lines: [['DropCapability', value.toLowerCase()]]}),
	}),
	'--cap-add': texts('HostConfig.CapAdd', 'cap_add', {
		plain: plainCapability,
		quadlet: value => ({lines: [['AddCapability', inQuadlet(value)]]}),
	}),
	'--security-opt': texts('HostConfig.SecurityOpt', 'security_opt', {
		given: givenSecurity,
		edit: securityOption,
		judge: judgeSecurity,
		podman: value => ({value: value === systemPathsOpen ? 'unmask=ALL' : value, lost: []}),
		quadlet: securityKey,
	}),
	'--read-only': toggle('HostConfig.ReadonlyRootfs', 'read_only', {quadlet: {lines: [['ReadOnly', 'true']]}}),
	'--group-add': texts('HostConfig.GroupAdd', 'group_add', {quadlet: 'GroupAdd'}),
	'--userns': namespace('UsernsMode', 'userns_mode', {quadlet: 'UserNS'}),
	'--pid': namespace('PidMode', 'pid'),
	'--ipc': namespace('IpcMode', 'ipc', {usual: ({engine}) => engine.ipc, otherwise: 'private'}),
	'--uts': namespace('UTSMode', 'uts'),
	'--cgroupns': namespace('CgroupnsMode', 'cgroup', {usual: ({engine}) => engine.cgroupns, otherwise: 'private'}),
	'--cgroup-parent': text('HostConfig.CgroupParent', 'cgroup_parent'),
	'--runtime': text('HostConfig.Runtime', 'runtime', {
		usual: ({engine}) => engine.runtime,
		otherwise: 'runc',
		quadlet: notInPodman,
	}),
	'--isolation': text('HostConfig.Isolation', 'isolation', {quadlet: notInPodman}),
} as const satisfies OptionRows;
