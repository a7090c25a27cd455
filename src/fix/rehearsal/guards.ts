import {
	type Capability,
	type ContainerFacts,
	openedPaths,
	opensKernelSettings,
	podOf,
	type SafeText,
	sanitise,
	trusted,
} from '../../base/index.js';

/** Why a container is never rehearsed: its twin could reach the host or other containers. `null` when it may be rehearsed. */
export function refusal(facts: ContainerFacts): SafeText | null {
	if (facts.labels.some(({name, value}) => name === 'dockscope.rehearse' && value === 'never'))
		return trusted('it has the label dockscope.rehearse=never');
	if (podOf(facts.raw)?.infra) return trusted('it is the infra container of a pod, which is only created with its pod');
	if (facts.privileged) return trusted('it is privileged: a twin would have the same access to the host');
	for (const name of ['pid', 'ipc'] as const) {
		const kind = facts.namespaces[name].kind;
		if (kind === 'host') return sanitise(`it shares the ${name} namespace of the host, and so would a twin`);
		if (kind === 'container') return sanitise(`it shares the ${name} namespace of another container, and so would a twin`);
	}
	const socket = facts.mounts.find(mount => mount.runtimeSocket !== null);
	if (socket !== undefined)
		return sanitise(`it mounts the engine socket (${socket.destination}): a twin could control the engine too`);
	if (facts.devices.length > 0 || facts.gpuRequests > 0 || (facts.raw.HostConfig?.DeviceRequests ?? []).length > 0)
		return trusted('it has host devices, which a twin would use at the same time');
	if (facts.deviceRules.length > 0) return trusted('device cgroup rules let it use host devices');
	const runtime = facts.raw.HostConfig?.Runtime ?? '';
	if (!ordinaryRuntime.test(runtime))
		return sanitise(
			`it uses the runtime ${runtime}, which may give its containers more access to the host than their configuration says`,
		);
	return kernelOfHost(facts);
}

/** Runtimes that apply exactly the configuration; others (nvidia, a wrapper with hooks) add devices or mounts. */
const ordinaryRuntime = /^(|runc|crun|youki|runsc|krun|oci|kata(-\w+)*|io\.containerd\.(runc|crun|runsc|kata)\.v\d)$/;

/** Capabilities that affect the kernel of the whole host, not just the container: modules, the clock, the log, settings. */
const kernelWide: readonly Capability[] = [
	'SYS_MODULE',
	'SYS_TIME',
	'SYS_BOOT',
	'SYS_RAWIO',
	'SYS_PACCT',
	'SYSLOG',
	'MAC_ADMIN',
	'AUDIT_CONTROL',
	'BPF',
	'PERFMON',
	'SYS_ADMIN',
];

/** In a separate user namespace none of it works. @source capabilities(7), user_namespaces(7) */
function kernelOfHost({namespaces, capabilities, systemPaths}: ContainerFacts): SafeText | null {
	if (namespaces.user.kind === 'private') return null;
	const held = kernelWide.find(one => capabilities.granted.has(one));
	if (held !== undefined)
		return sanitise(`it has ${held}, with which a twin would change the kernel of the host as the original does`);
	const writable = systemPaths.kind === 'partial' && openedPaths(systemPaths).writable.length > 0;
	return writable || opensKernelSettings(systemPaths)
		? trusted('it can write kernel settings of the host below /proc, and so could a twin')
		: null;
}
