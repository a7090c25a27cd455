import type {ContainerInspect} from '../answers/index.js';
import {record, string} from './read.js';

/** The Podman pod that a container belongs to. */
export type Pod = {
	/** Its id, or the id of its infra container where Podman does not report it. */
	readonly id: string;
	/** The infra container that Podman creates with the pod to hold its namespaces: users do not run it and cannot change its flags. */
	readonly infra: boolean;
	/** The parent of the pod's cgroup, `''` when it has none. */
	readonly groupParent: string;
};

/**
 * The pod of a container, `null` when it is in none. The annotation names the sandbox: the infra container where there is one. The pod
 * itself is the last part of the cgroup path that its containers share.
 *
 * @param podman  the engine is known to be Podman: the annotation appears with the first start
 * @source libpod runtime_pod_linux.go (`<parent>/<id>`, `<parent>/machine-libpod_pod_<id>.slice`); podman inspect (`Pod`, `IsInfra`)
 */
export function podOf(inspect: ContainerInspect, podman = false): Pod | null {
	const host = record(inspect.HostConfig);
	const annotations = record(host['Annotations']);
	if (!podman && annotations['io.container.manager'] !== 'libpod') return null;
	const sandbox = string(annotations['io.kubernetes.cri-o.SandboxID']);
	const [, groupParent = '', group = ''] = GROUP.exec(string(host['CgroupParent'])) ?? [];
	const own = record(inspect);
	const id = string(own['Pod']) || group || sandbox;
	if (id === '') return null;
	const told = own['IsInfra'];
	return {id, infra: typeof told === 'boolean' ? told : sandbox === '' && holdsPod(inspect, id), groupParent};
}

/**
 * Unlike the other containers of the pod, it joins no one's namespaces. The annotation appears with the first start; until then only
 * the name identifies it.
 */
function holdsPod({Name, State, HostConfig: host = {}}: ContainerInspect, pod: string): boolean {
	const joins = [host.NetworkMode, host.IpcMode, host.UTSMode].some(mode => string(mode).startsWith('container:'));
	return !joins && (string(Name).replace(/^\//, '') === `${pod.slice(0, 12)}-infra` || record(State)['Status'] !== 'created');
}

const GROUP = /^(.*?)\/?(?:[a-z]{1,32}-libpod_pod_)?([0-9a-f]{64})(?:\.slice)?$/;
