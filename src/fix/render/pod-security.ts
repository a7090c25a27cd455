import {type ContainerInspect, parseUser} from '../../base/index.js';
import type {PodVolume} from './pod-volumes.js';
import type {Yaml} from './yaml.js';

export function securityContext(inspect: ContainerInspect): Yaml {
	const {HostConfig: host = {}, Config: config = {}} = inspect;
	const {user: uid, group: gid} = parseUser(config.User ?? '');
	const [dropped, added] = [host.CapDrop, host.CapAdd].map(list => (list ?? []).map(plain));
	const capabilities = {
		...(dropped?.length ? {drop: dropped} : {}),
		...(added?.length ? {add: added} : {}),
	};
	return {
		allowPrivilegeEscalation: canEscalate(inspect),
		privileged: host.Privileged === true ? true : undefined,
		readOnlyRootFilesystem: host.ReadonlyRootfs === true,
		runAsNonRoot: isId(uid) && uid !== '0' ? true : undefined,
		runAsUser: isId(uid) ? Number(uid) : undefined,
		runAsGroup: isId(gid) ? Number(gid) : undefined,
		capabilities: Object.keys(capabilities).length > 0 ? capabilities : undefined,
		seccompProfile: {type: isUnconfined(inspect) ? 'Unconfined' : 'RuntimeDefault'},
	};
}

/** `fsGroup` replaces the CHOWN capability for volumes. */
export function podContext({HostConfig: host = {}, Config: config = {}}: ContainerInspect): Yaml | undefined {
	const {group: gid} = parseUser(config.User ?? '');
	const groups = (host.GroupAdd ?? []).filter(isId).map(Number);
	const ports = Object.keys({...config.ExposedPorts, ...host.PortBindings}).map(port => port.split('/')[0]);
	const low = ports.some(port => Number(port) < 1024);
	const sysctls: Record<string, string> = {...(low ? {'net.ipv4.ip_unprivileged_port_start': '0'} : {}), ...host.Sysctls};
	const list = Object.entries(sysctls).map(([name, value]) => ({name, value}));
	const context = {
		...(isId(gid) ? {fsGroup: Number(gid)} : {}),
		...(groups.length > 0 ? {supplementalGroups: groups} : {}),
		...(list.length > 0 ? {sysctls: list} : {}),
	};
	return Object.keys(context).length > 0 ? context : undefined;
}

/** The API rejects `false` together with privileged or SYS_ADMIN. */
function canEscalate(inspect: ContainerInspect): boolean {
	const {Privileged, CapAdd} = inspect.HostConfig ?? {};
	return (
		Privileged === true || (CapAdd ?? []).map(plain).some(name => /^(ALL|SYS_ADMIN)$/.test(name)) || !hasNoNewPrivileges(inspect)
	);
}

const isUnconfined = ({HostConfig: host = {}}: ContainerInspect): boolean =>
	host.Privileged === true || (host.SecurityOpt ?? []).some(text => /^seccomp[=:]unconfined$/.test(text));

/**
 * Controls of the strictest Pod Security Standard that the pod violates. The one on sysctls is met: only safe ones are written.
 * @source kubernetes.io/docs/concepts/security/pod-security-standards: Baseline and Restricted
 */
export function restrictedRefuses(inspect: ContainerInspect, volumes: readonly PodVolume[]): string[] {
	const {HostConfig: host = {}, Config: config = {}} = inspect;
	const {user: uid} = parseUser(config.User ?? '');
	const added = (host.CapAdd ?? []).map(plain).filter(name => name !== 'NET_BIND_SERVICE');
	const safe =
		/^(kernel\.shm_rmid_forced|net\.ipv4\.(ip_local_port_range|ip_unprivileged_port_start|tcp_syncookies|ping_group_range))$/;
	const sysctls = Object.keys(host.Sysctls ?? {}).filter(name => !safe.test(name));
	return [
		...(host.Privileged === true ? ['it is privileged'] : []),
		...(host.NetworkMode === 'host' || host.PidMode === 'host' || host.IpcMode === 'host'
			? ['it shares namespaces of the host']
			: []),
		...(volumes.some(({volume}) => 'hostPath' in volume) ? ['it mounts paths of the host'] : []),
		...(canEscalate(inspect) ? ['its processes may gain privileges'] : []),
		...(isId(uid) && uid !== '0' ? [] : ['it runs as root, or as a user by name']),
		...((host.CapDrop ?? []).map(plain).includes('ALL') ? [] : ['it does not drop all capabilities']),
		...(added.length > 0 ? [`it adds ${added.join(', ')}`] : []),
		...(isUnconfined(inspect) ? ['it runs without seccomp'] : []),
		...(sysctls.length > 0 ? [`it sets ${sysctls.join(', ')}`] : []),
	];
}

const hasNoNewPrivileges = (inspect: ContainerInspect): boolean =>
	(inspect.HostConfig?.SecurityOpt ?? []).some(text => /^no-new-privileges([=:]true)?$/.test(text));

export const isId = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
const plain = (name: string): string => name.replace(/^CAP_/i, '').toUpperCase();
