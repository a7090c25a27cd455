import type {BlindSpot} from '../answers/index.js';
import {sanitise} from '../terminal/sanitise.js';
import type {ContainerFacts} from './container-facts.js';
import type {UnreadableFields} from './unreadable.js';

/*
 * Facts read a field of a wrong type as if it were empty. That costs no crash, and must give no "passed" either: what a fact was made
 * from is written down here, and a rule that leans on a fact made from a field that cannot be read does not know.
 */

const state = ['State.Running', 'State.Status'];
const host = (...names: readonly string[]) => names.map(name => `HostConfig.${name}`);

/** From which fields of an inspect each fact is made. */
const madeFrom = {
	image: ['Config.Image'],
	status: state,
	hasHealthcheck: ['Config.Healthcheck'],
	privileged: host('Privileged'),
	capabilities: host('Privileged', 'CapAdd', 'CapDrop'),
	noNewPrivileges: host('SecurityOpt'),
	seccomp: host('Privileged', 'SecurityOpt'),
	appArmor: host('Privileged', 'SecurityOpt'),
	seLinux: host('Privileged', 'SecurityOpt'),
	systemPaths: host('Privileged', 'MaskedPaths', 'ReadonlyPaths', 'SecurityOpt'),
	namespaces: host('PidMode', 'IpcMode', 'UTSMode', 'UsernsMode', 'NetworkMode', 'CgroupnsMode'),
	optsOutOfUserns: host('UsernsMode'),
	user: ['Config.User', 'HostConfig.GroupAdd'],
	readOnlyRoot: host('ReadonlyRootfs'),
	mounts: ['Mounts'],
	tmpfs: host('Tmpfs'),
	devices: host('Devices'),
	deviceRules: host('DeviceCgroupRules'),
	gpuRequests: host('DeviceRequests'),
	ports: ['Config.ExposedPorts', 'NetworkSettings.Ports', ...host('PortBindings', 'PublishAllPorts', 'NetworkMode'), ...state],
	networks: ['NetworkSettings.Networks', 'HostConfig.NetworkMode'],
	networkMode: host('NetworkMode'),
	publishAll: host('PublishAllPorts'),
	dns: host('Dns'),
	extraHosts: host('ExtraHosts'),
	links: host('Links'),
	sysctls: host('Sysctls'),
	limits: host('Memory', 'CpuShares', 'CpuQuota', 'NanoCpus', 'PidsLimit', 'Ulimits', 'OomKillDisable', 'OomScoreAdj'),
	restart: host('RestartPolicy'),
	autoRemove: host('AutoRemove'),
	runtime: host('Runtime'),
	cgroupParent: host('CgroupParent'),
	logging: host('LogConfig'),
	env: ['Config.Env'],
	secrets: ['Config.Env', 'Config.Labels', 'Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck'],
	labels: ['Config.Labels'],
	compose: ['Config.Labels'],
	commandLine: ['Config.Cmd', 'Config.Entrypoint'],
	stopSignal: ['Config.StopSignal'],
	execIds: ['ExecIDs'],
} satisfies Partial<Record<keyof ContainerFacts, readonly string[]>>;
const fieldsOf: ReadonlyMap<PropertyKey, readonly string[]> = new Map(Object.entries(madeFrom));

/** @param problem  of `unreadableFields` */
export const notReadable = (field: string, problem: string | null): BlindSpot => ({
	source: `inspect:${field}`,
	reason: sanitise(`the engine's answer has no readable ${field}${problem === null ? '' : `: ${problem}`}`),
});

/**
 * The same facts, and a way to ask which unreadable fields those were made from that have been looked at since.
 *
 * @param unreadable  of `unreadableFields`
 */
export function watchFacts(
	facts: ContainerFacts,
	unreadable: UnreadableFields,
): {readonly facts: ContainerFacts; readonly missed: () => readonly BlindSpot[]} {
	const missed = new Map<string, BlindSpot>();
	const watched = new Proxy(facts, {
		get(target, name, receiver) {
			for (const field of fieldsOf.get(name) ?? []) {
				const problem = unreadable.get(field);
				if (problem !== undefined) missed.set(field, notReadable(field, problem));
			}
			return Reflect.get(target, name, receiver);
		},
	});
	return {facts: watched, missed: () => [...missed.values()]};
}
