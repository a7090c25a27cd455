import {
	type ContainerInspect,
	type EndpointSettings,
	formatBind,
	type HealthConfig,
	type HostConfig,
	type ImageInspect,
	isAnonymousVolume,
	parseBind,
	podOf,
} from '../../base/index.js';
import {isSecret, withoutAdditions} from './podman-additions.js';

const annotation = {
	userns: 'io.podman.annotations.userns',
	groups: 'run.oci.keep_original_groups',
} as const;

/**
 * A container from Podman's Docker API as it was requested: what Podman adds is removed,
 * and what it stores in annotations is moved to the proper field.
 *
 * @source podman-run(1); libpod container_inspect.go, pkg/api/handlers/compat/containers.go
 */
export function asRequested(inspect: ContainerInspect, image: ImageInspect | null): ContainerInspect {
	const {Config: config, HostConfig: host = {}} = withoutAdditions(inspect, image);
	const {binds, anonymous} = requestedBinds(inspect, image);
	const annotations = inspect.HostConfig?.Annotations ?? {};
	const userns = annotations[annotation.userns];
	const inPod = podOf(inspect, true)?.infra === false;
	return {
		...inspect,
		NetworkSettings: {...inspect.NetworkSettings, Networks: withoutHostname(inspect)},
		Config: {
			...config,
			Volumes: {...inspect.Config?.Volumes, ...anonymous},
			Healthcheck: requestedHealth(inspect.Config?.Healthcheck, image?.Config?.Healthcheck),
			// A pod sets the hostname of its containers.
			Hostname: inPod ? inspect.Id.slice(0, 12) : inspect.Config?.Hostname,
		},
		HostConfig: {
			...host,
			Binds: binds,
			MemorySwap: host.Memory && host.MemorySwap === 0 ? -1 : host.MemorySwap,
			Tmpfs: Object.fromEntries(Object.entries(host.Tmpfs ?? {}).map(([path, options]) => [path, requestedTmpfs(options)])),
			PortBindings: requestedPorts(host.PortBindings),
			GroupAdd: annotations[annotation.groups] === '1' ? ['keep-groups'] : host.GroupAdd,
			UsernsMode: userns === undefined ? host.UsernsMode : userns === 'private' ? '' : userns,
			PidMode: host.PidMode === 'private' ? '' : host.PidMode,
			UTSMode: host.UTSMode === 'private' ? '' : host.UTSMode,
			IpcMode: host.IpcMode === 'shareable' ? '' : host.IpcMode,
			Runtime: host.Runtime === 'oci' ? '' : host.Runtime,
			...(inPod ? ofThePod(host) : {}),
		},
	};
}

/** The hostname is always an alias. */
const withoutHostname = ({Config: config, NetworkSettings: settings}: ContainerInspect): Record<string, EndpointSettings> =>
	Object.fromEntries(
		Object.entries(settings?.Networks ?? {}).map(([name, endpoint]) => [
			name,
			{...endpoint, Aliases: (endpoint?.Aliases ?? []).filter(alias => alias !== config?.Hostname)},
		]),
	);

/** Settings that the pod gives to each of its containers. */
const ofThePod = (host: HostConfig): Partial<HostConfig> => ({
	CgroupParent: '',
	PortBindings: {},
	NetworkMode: '',
	...(host.IpcMode?.startsWith('container:') ? {IpcMode: ''} : {}),
	...(host.UTSMode?.startsWith('container:') ? {UTSMode: ''} : {}),
});

/**
 * `named:/n:ro` of `named:/n:ro,rprivate,nosuid,nodev,rbind`. An anonymous volume is listed by its id: the command requests a new one,
 * unless the image does. With volumes from another container, theirs cannot be distinguished from its own: they keep their id.
 */
function requestedBinds(
	{HostConfig: host = {}}: ContainerInspect,
	image: ImageInspect | null,
): {binds: string[]; anonymous: Record<string, unknown>} {
	const binds: string[] = [];
	const anonymous: Record<string, unknown> = {};
	for (const bind of host.Binds ?? []) {
		const {source, destination: path, options: given} = parseBind(bind);
		const isVolume = !source.startsWith('/');
		const options = given.filter(word => !isAdded(word, isVolume));
		const unnamed = isAnonymousVolume(source) && !host.VolumesFrom?.length;
		if (!unnamed) binds.push(formatBind({source, destination: path, options}));
		else if (!given.includes('exec') || !(path in (image?.Config?.Volumes ?? {}))) anonymous[path] = {};
	}
	return {binds, anonymous};
}

/** `exec` is added to volumes of images. */
const isAdded = (word: string, isVolume: boolean): boolean =>
	['', 'rw', 'rbind', 'rprivate'].includes(word) || (isVolume && ['nosuid', 'nodev', 'exec'].includes(word));

/** Options completed by Podman include `rprivate`; others are the plan's. */
function requestedTmpfs(options: string): string {
	const words = options.split(',');
	if (!words.includes('rprivate')) return options;
	const own = words.filter(word => !['rw', 'rprivate', 'nosuid', 'nodev', 'tmpcopyup'].includes(word));
	return [...own, ...(words.includes('tmpcopyup') ? [] : ['notmpcopyup'])].join(',');
}

/** The address is filled in if none was requested. */
const requestedPorts = (bindings: HostConfig['PortBindings']): HostConfig['PortBindings'] =>
	Object.fromEntries(
		Object.entries(bindings ?? {}).map(([port, wanted]) => [
			port,
			(wanted ?? []).map(one => (one.HostIp === '0.0.0.0' ? {...one, HostIp: ''} : one)),
		]),
	);

/** Podman's defaults, filled in if nothing was requested. */
const usualHealth = {Interval: 30e9, Timeout: 30e9, Retries: 3} as const;

function requestedHealth(
	own: HealthConfig | null | undefined,
	image: HealthConfig | null | undefined,
): HealthConfig | null | undefined {
	if (!own) return own;
	const asked = {...own};
	for (const field of ['Interval', 'Timeout', 'Retries'] as const)
		if (own[field] === usualHealth[field]) asked[field] = image?.[field] ?? 0;
	return asked;
}

/** What Podman's Docker API omits from its answers, and where to find it. */
export function podmanGaps(inspect: ContainerInspect): string[] {
	const name = (inspect.Name ?? inspect.Id).replace(/^\//, '');
	const host = inspect.HostConfig ?? {};
	const unit = inspect.Config?.Labels?.['PODMAN_SYSTEMD_UNIT'];
	const secrets = (inspect.Config?.Env ?? []).filter(isSecret).map(entry => entry.slice(0, entry.indexOf('=')));
	return [
		...secrets.map(
			secret => `the variable that holds the secret ${secret} is not reported: add --secret ${secret},type=env,target=NAME`,
		),
		...(podOf(inspect, true)?.infra
			? [`it is the infra container of its pod: podman pod create creates both, and it cannot be replaced on its own`]
			: []),
		...(unit ? [`systemd creates it from the unit ${unit}: change the unit, or it comes back as it was`] : []),
		...(host.Annotations?.[annotation.userns] === 'private'
			? ['its user mapping is not reported: add --uidmap and --gidmap']
			: []),
		"Podman's Docker API does not report sysctls, chosen addresses, log options, device rules, device permissions, GPUs, " +
			'cgroup namespaces, masked paths, secrets, removed variables, --read-only-tmpfs, --systemd, --umask, --tz, --timeout, ' +
			`and the health check's on-failure action: compare with podman inspect --format {{.Config.CreateCommand}} ${name}`,
	];
}
