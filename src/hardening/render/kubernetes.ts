import type {ContainerInspect, ImageInspect} from '../../answers/index.js';
import {ownVariables} from '../reconstruct/environment.js';
import {dnsLabel, type PodVolume, podVolumes} from './pod-volumes.js';
import {type Yaml, yamlDocument} from './yaml.js';

export type KubernetesOutput = {
	readonly fileName: string;
	readonly text: string;
	readonly command: string;
	readonly warnings: readonly string[];
};

/**
 * A Pod with the security context of the hardened container. Seeded volumes and a limit on tasks do not exist there, and a low port
 * needs the sysctl where the runtime does not set it (CRI-O).
 * @source Kubernetes API v1: PodSpec, SecurityContext; safe sysctls since 1.22
 */
export function kubernetes(inspect: ContainerInspect, image: ImageInspect | null): KubernetesOutput {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const inherited = image?.Config ?? {};
	const name = dnsLabel((inspect.Name ?? 'container').replace(/^\//, ''));
	const [uid, gid] = (config.User ?? '').split(':');
	const ports = Object.keys({...config.ExposedPorts, ...host.PortBindings}).map(port => port.split('/'));
	const volumes = podVolumes(inspect);
	const refused = restrictedRefuses(inspect, volumes);
	const env = ownVariables(config.Env, inherited.Env).filter(entry => entry.includes('='));
	const words = (list: string[] | string | null | undefined): string[] => (typeof list === 'string' ? [list] : (list ?? []));
	const container: Yaml = {
		name,
		image: config.Image ?? '',
		...whenAny('command', same(config.Entrypoint, inherited.Entrypoint) ? [] : words(config.Entrypoint).map(escapeReference)),
		...whenAny('args', same(config.Cmd, inherited.Cmd) ? [] : words(config.Cmd).map(escapeReference)),
		...whenAny(
			'env',
			env.map(entry => ({
				name: entry.slice(0, entry.indexOf('=')),
				value: escapeReference(entry.slice(entry.indexOf('=') + 1)),
			})),
		),
		...whenAny(
			'ports',
			ports.map(([port = '0', protocol = 'tcp']) => ({containerPort: Number(port), protocol: protocol.toUpperCase()})),
		),
		securityContext: {
			allowPrivilegeEscalation: canEscalate(inspect),
			privileged: host.Privileged === true ? true : undefined,
			readOnlyRootFilesystem: host.ReadonlyRootfs === true,
			runAsNonRoot: isUid(uid) && uid !== '0' ? true : undefined,
			runAsUser: isUid(uid) ? Number(uid) : undefined,
			runAsGroup: isUid(gid) ? Number(gid) : undefined,
			capabilities: {
				drop: (host.CapDrop ?? []).map(plain),
				...whenAny('add', (host.CapAdd ?? []).map(plain)),
			},
			seccompProfile: {type: isUnconfined(inspect) ? 'Unconfined' : 'RuntimeDefault'},
		},
		resources: host.Memory ? {limits: {memory: `${Math.ceil(host.Memory / 2 ** 20)}Mi`}} : undefined,
		...whenAny(
			'volumeMounts',
			volumes.map(({mount}) => mount),
		),
	};
	return {
		fileName: `${name}.yaml`,
		text: yamlDocument({
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {name},
			spec: {
				automountServiceAccountToken: false,
				hostNetwork: host.NetworkMode === 'host' ? true : undefined,
				hostPID: host.PidMode === 'host' ? true : undefined,
				hostIPC: host.IpcMode === 'host' ? true : undefined,
				restartPolicy: host.RestartPolicy?.Name === 'on-failure' ? 'OnFailure' : 'Always',
				securityContext: podContext(inspect, ports, gid),
				containers: [container],
				...whenAny(
					'volumes',
					volumes.map(({volume}) => volume),
				),
			},
		}),
		command: `kubectl apply --filename ${name}.yaml`,
		warnings: [
			'a limit on processes is set for the node (podPidsLimit), not for a pod',
			'volumes are not filled from the image: copy what it ships by an init container',
			...(volumes.some(({kept}) => kept) ? ['persistentVolumeClaims are named, not made: create them first'] : []),
			...(volumes.some(({volume}) => 'hostPath' in volume)
				? ['paths of the host are hostPath volumes: they tie the pod to a node']
				: []),
			...(refused.length > 0 ? [`the Pod Security Standard "restricted" refuses it: ${refused.join('; ')}`] : []),
		],
	};
}

/** `fsGroup` does what CHOWN did for volumes. */
function podContext(inspect: ContainerInspect, ports: readonly string[][], gid: string | undefined): Yaml | undefined {
	const low = ports.some(([port]) => Number(port) < 1024);
	const asked = inspect.HostConfig?.Sysctls ?? {};
	const sysctls: Record<string, string> = low ? {'net.ipv4.ip_unprivileged_port_start': '0', ...asked} : {...asked};
	const list = Object.entries(sysctls).map(([name, value]) => ({name, value}));
	const context = {...(isUid(gid) ? {fsGroup: Number(gid)} : {}), ...whenAny('sysctls', list)};
	return Object.keys(context).length > 0 ? context : undefined;
}

/** The API refuses `false` beside privileged or SYS_ADMIN. */
function canEscalate(inspect: ContainerInspect): boolean {
	const {Privileged, CapAdd} = inspect.HostConfig ?? {};
	return (
		Privileged === true || (CapAdd ?? []).map(plain).some(name => /^(ALL|SYS_ADMIN)$/.test(name)) || !hasNoNewPrivileges(inspect)
	);
}

const isUnconfined = ({HostConfig: host = {}}: ContainerInspect): boolean =>
	host.Privileged === true || (host.SecurityOpt ?? []).some(text => /^seccomp[=:]unconfined$/.test(text));

/**
 * Controls of the strictest of the Pod Security Standards that the pod breaks. The one on sysctls is met: what is written is safe.
 * @source kubernetes.io/docs/concepts/security/pod-security-standards: Baseline and Restricted
 */
function restrictedRefuses(inspect: ContainerInspect, volumes: readonly PodVolume[]): string[] {
	const {HostConfig: host = {}, Config: config = {}} = inspect;
	const uid = (config.User ?? '').split(':')[0];
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
		...(isUid(uid) && uid !== '0' ? [] : ['it runs as root, or as a user by name']),
		...((host.CapDrop ?? []).map(plain).includes('ALL') ? [] : ['it does not drop all capabilities']),
		...(added.length > 0 ? [`it adds ${added.join(', ')}`] : []),
		...(isUnconfined(inspect) ? ['it runs without seccomp'] : []),
		...(sysctls.length > 0 ? [`it sets ${sysctls.join(', ')}`] : []),
	];
}

const hasNoNewPrivileges = (inspect: ContainerInspect): boolean =>
	(inspect.HostConfig?.SecurityOpt ?? []).some(text => /^no-new-privileges([=:]true)?$/.test(text));

const isUid = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
const plain = (name: string): string => name.replace(/^CAP_/i, '').toUpperCase();
/** `$(NAME)` in command, args and env is replaced by Kubernetes. */
const escapeReference = (text: string): string => text.replaceAll('$(', '$$$$(');
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
const whenAny = (key: string, list: readonly Yaml[]): Record<string, Yaml> => (list.length > 0 ? {[key]: list} : {});
