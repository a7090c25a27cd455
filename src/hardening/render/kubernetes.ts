import type {ContainerInspect, ImageInspect} from '../../answers/index.js';
import {ownVariables} from '../reconstruct/environment.js';
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
			allowPrivilegeEscalation: host.Privileged === true || !hasNoNewPrivileges(inspect),
			privileged: host.Privileged === true ? true : undefined,
			readOnlyRootFilesystem: host.ReadonlyRootfs === true,
			runAsNonRoot: isUid(uid) && uid !== '0' ? true : undefined,
			runAsUser: isUid(uid) ? Number(uid) : undefined,
			runAsGroup: isUid(gid) ? Number(gid) : undefined,
			capabilities: {
				drop: (host.CapDrop ?? []).map(plain),
				...whenAny('add', (host.CapAdd ?? []).map(plain)),
			},
			seccompProfile: {type: 'RuntimeDefault'},
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
			...((host.Binds ?? []).some(bind => bind.startsWith('/'))
				? ['paths of the host are hostPath volumes: they tie the pod to a node']
				: []),
		],
	};
}

type PodVolume = {readonly volume: Yaml; readonly mount: Yaml; readonly kept: boolean};

function podVolumes(inspect: ContainerInspect): PodVolume[] {
	const host = inspect.HostConfig ?? {};
	const memory = Object.entries(host.Tmpfs ?? {}).map(([path, options]): PodVolume => {
		const size = /size=(\d+)m/.exec(options)?.[1];
		const name = dnsLabel(`tmp${path}`);
		return {
			volume: {name, emptyDir: {medium: 'Memory', ...(size === undefined ? {} : {sizeLimit: `${size}Mi`})}},
			mount: {name, mountPath: path},
			kept: false,
		};
	});
	const bound = (host.Binds ?? []).map((bind): PodVolume => {
		const [source = '', path = '', mode = ''] = bind.split(':');
		const name = dnsLabel(`vol${path}`);
		const readOnly = mode.split(',').includes('ro') ? true : undefined;
		return source.startsWith('/')
			? {volume: {name, hostPath: {path: source}}, mount: {name, mountPath: path, readOnly}, kept: false}
			: {
					volume: {name, persistentVolumeClaim: {claimName: dnsLabel(source)}},
					mount: {name, mountPath: path, readOnly},
					kept: true,
				};
	});
	const scratch = Object.keys(inspect.Config?.Volumes ?? {})
		.filter(path => !(host.Binds ?? []).some(bind => bind.split(':')[1] === path))
		.map((path): PodVolume => {
			const name = dnsLabel(`data${path}`);
			return {volume: {name, emptyDir: {}}, mount: {name, mountPath: path}, kept: false};
		});
	return [...memory, ...bound, ...scratch];
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

const hasNoNewPrivileges = (inspect: ContainerInspect): boolean =>
	(inspect.HostConfig?.SecurityOpt ?? []).some(text => /^no-new-privileges([=:]true)?$/.test(text));

const isUid = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
const plain = (name: string): string => name.replace(/^CAP_/i, '').toUpperCase();
/** `$(NAME)` in command, args and env is replaced by Kubernetes. */
const escapeReference = (text: string): string => text.replaceAll('$(', '$$$$(');
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
const whenAny = (key: string, list: readonly Yaml[]): Record<string, Yaml> => (list.length > 0 ? {[key]: list} : {});

/** RFC 1123 label. */
function dnsLabel(text: string): string {
	return (
		text
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 63)
			.replace(/-+$/, '') || 'container'
	);
}
