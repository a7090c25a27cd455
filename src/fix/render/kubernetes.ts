import {type ContainerInspect, type HostConfig, type ImageInspect, parseUser} from '../../base/index.js';
import {seccompFile} from '../reconstruct/security.js';
import type {OutputFile} from './output-format.js';
import {podContainer, whenAny} from './pod-container.js';
import {isId, podContext, restrictedRefuses} from './pod-security.js';
import {dnsLabel, type PodVolume, podVolumes} from './pod-volumes.js';
import {type Yaml, yamlDocument} from './yaml.js';

/**
 * A Pod with the security context of the hardened container. Kubernetes has no seeded volumes and no limit on tasks, and a low port
 * needs the sysctl if the runtime does not set it (CRI-O).
 * @source Kubernetes API v1: PodSpec, SecurityContext; safe sysctls since 1.22
 */
export function kubernetes(inspect: ContainerInspect, image: ImageInspect | null): OutputFile {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const name = dnsLabel((inspect.Name ?? 'container').replace(/^\//, ''));
	const volumes = podVolumes(inspect);
	const chosenHostname = config.Hostname && !inspect.Id.startsWith(config.Hostname) && host.NetworkMode !== 'host';
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
				hostname: chosenHostname ? dnsLabel(config.Hostname ?? '') : undefined,
				...whenAny('hostAliases', hostAliases(host)),
				...nameServers(host),
				restartPolicy: restartPolicy(host),
				terminationGracePeriodSeconds: (config.StopTimeout ?? -1) >= 0 ? (config.StopTimeout ?? undefined) : undefined,
				securityContext: podContext(inspect),
				containers: [podContainer(name, inspect, image?.Config ?? {}, volumes)],
				...whenAny(
					'volumes',
					volumes.map(({volume}) => volume),
				),
			},
		}),
		command: `kubectl apply --filename ${name}.yaml`,
		warnings: podWarnings(inspect, name, volumes),
	};
}

function restartPolicy({RestartPolicy: policy}: HostConfig): string {
	if (policy?.Name === 'on-failure') return 'OnFailure';
	return policy?.Name === 'always' || policy?.Name === 'unless-stopped' ? 'Always' : 'Never';
}

/** The host gateway's address is not known before the container runs. */
function hostAliases(host: HostConfig): Yaml[] {
	return (host.ExtraHosts ?? []).flatMap(entry => {
		const [, hostname = '', ip = ''] = /^([^:=]*)[:=]\[?([^\]]*)\]?$/.exec(entry) ?? [];
		return /^[0-9a-f.:]+$/i.test(ip) ? [{ip, hostnames: [hostname]}] : [];
	});
}

function nameServers(host: HostConfig): Record<string, Yaml> {
	const config = {
		...whenAny('nameservers', host.Dns ?? []),
		...whenAny('searches', host.DnsSearch ?? []),
		...whenAny(
			'options',
			(host.DnsOptions ?? []).map(option => {
				const [name = '', value] = option.split(':');
				return {name, value};
			}),
		),
	};
	if (Object.keys(config).length === 0) return {};
	return {...(host.Dns?.length ? {dnsPolicy: 'None'} : {}), dnsConfig: config};
}

function podWarnings(inspect: ContainerInspect, name: string, volumes: readonly PodVolume[]): string[] {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const {user, group} = parseUser(config.User ?? '');
	const secrets = (config.Env ?? []).filter(entry => !entry.includes('='));
	const refused = restrictedRefuses(inspect, volumes);
	const warnings: readonly (readonly [unknown, string])[] = [
		[true, 'a pids limit is set per node (podPidsLimit), not per pod'],
		[true, 'volumes are not filled from the image: copy its content with an init container'],
		[secrets.length > 0, `${secrets.join(', ')} come from the Secret ${name}: create it first`],
		[
			[user, group].some(id => id && !isId(id)),
			`the user ${config.User} is a name, which a pod cannot express: set runAsUser and runAsGroup to the numbers`,
		],
		[(host.GroupAdd ?? []).some(id => !isId(id)), 'groups by name are omitted: list their numbers in supplementalGroups'],
		[Object.keys(host.PortBindings ?? {}).length > 0, 'its ports are named, not published: create a Service for them'],
		[volumes.some(({kept}) => kept), 'persistentVolumeClaims are named, not created: create them first'],
		[volumes.some(({volume}) => 'hostPath' in volume), 'paths of the host are hostPath volumes: they tie the pod to a node'],
		[
			Object.values(host.Tmpfs ?? {}).some(options => /noexec|uid=|gid=|mode=/.test(options)),
			'a tmpfs is an emptyDir in memory, which has no owner, mode or noexec option',
		],
		[host.Devices?.length || host.DeviceRequests?.length, 'its devices are omitted: they need a device plugin on the node'],
		[host.VolumesFrom?.length, 'volumes of other containers are omitted'],
		[
			/^container:/.test(host.NetworkMode ?? ''),
			'it shares the namespace of another container: that one must be in the same pod',
		],
		[host.Ulimits?.length, 'ulimits are omitted: a pod cannot set them'],
		[
			(host.SecurityOpt ?? []).some(text => seccompFile(text, name) !== null),
			'its custom seccomp profile is omitted: put it on the nodes, and use it with type Localhost',
		],
		[host.MaskedPaths?.length === 0, 'unmasked system paths are omitted: procMount Unmasked needs a user namespace'],
		[refused.length > 0, `the Pod Security Standard "restricted" refuses it: ${refused.join('; ')}`],
	];
	return warnings.filter(([holds]) => Boolean(holds)).map(([, text]) => text);
}
