import {type ContainerInspect, plainCapability} from '../../../base/index.js';
import {withDefaultHostname, withHost} from '../configuration.js';
import {listed, type OptionEdit, scalar} from './edit.js';

const sameCapability = (one: string, other: string): boolean => plainCapability(one) === plainCapability(other);

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
const sameOption = (entry: string, value: string): boolean =>
	entry === value || (value === 'seccomp=FILE' && /^seccomp[=:]\{/.test(entry));

const securityOption: OptionEdit = {
	add: listed('SecurityOpt', sameOption).add,
	remove: (inspect, value) => {
		const after = listed('SecurityOpt', sameOption).remove(inspect, value);
		if (/^apparmor[=:]/.test(value)) return withDefaultProfile(after);
		if (/^label[=:]/.test(value)) return withDefaultLabel(after);
		// Docker turns `systempaths=unconfined` into two empty lists; `null` stands for the engine's own lists.
		return /^(systempaths|unmask)[=:]/.test(value) && after.HostConfig?.MaskedPaths?.length === 0
			? withHost(after, {MaskedPaths: null, ReadonlyPaths: null})
			: after;
	},
};

/** `host`, or `container:NAME`, of which the engine keeps the id. */
const namespaceOf = (
	field: 'PidMode' | 'IpcMode' | 'UTSMode' | 'UsernsMode' | 'CgroupnsMode',
	otherwise: string,
): OptionEdit => ({
	add: (inspect, value) => withHost(inspect, {[field]: value}),
	remove: inspect => {
		const after = withoutImpliedLabels(withHost(inspect, {[field]: otherwise}));
		// In the host's UTS namespace its hostname was the host's.
		return field === 'UTSMode' && inspect.HostConfig?.UTSMode === 'host' ? withDefaultHostname(after) : after;
	},
});

export const privilegeEdits = {
	'--privileged': privileged,
	'--cap-add': listed('CapAdd', sameCapability),
	'--cap-drop': listed('CapDrop', sameCapability),
	'--security-opt': securityOption,
	'--read-only': {
		add: inspect => withHost(inspect, {ReadonlyRootfs: true}),
		remove: inspect => withHost(inspect, {ReadonlyRootfs: false}),
	},
	'--group-add': listed('GroupAdd'),
	'--pid': namespaceOf('PidMode', ''),
	'--ipc': namespaceOf('IpcMode', 'private'),
	'--uts': namespaceOf('UTSMode', ''),
	'--userns': namespaceOf('UsernsMode', ''),
	'--cgroupns': namespaceOf('CgroupnsMode', 'private'),
	'--cgroup-parent': scalar('CgroupParent', value => value, ''),
	'--runtime': scalar('Runtime', value => value, 'runc'),
} as const satisfies Readonly<Record<string, OptionEdit>>;
