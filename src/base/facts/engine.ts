import {
	type BlindSpot,
	type ContainerInspect,
	type DiskUsage,
	type EngineInfo,
	type EngineReach,
	type EngineVersion,
	type ImageRow,
	type Known,
	known,
	type NetworkInspect,
	type PluginInspect,
	type SwarmAnswers,
	unknown,
} from '../answers/index.js';
import {isReadableRow} from '../answers/readable-part.js';
import {isRecord} from '../answers/value.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {EngineFacts, EngineKind} from './engine-facts.js';
import {imageStore} from './image-store.js';
import {malformedRows} from './malformed-rows.js';
import {networkFacts} from './networks.js';
import {boolean, number, record, records, string, strings, text, textOrNull, texts} from './read.js';

export type EngineFactSources = {
	readonly version: EngineVersion;
	/** `null` until `/info` has answered (Podman takes a second), or when it was refused. */
	readonly info: EngineInfo | null;
	readonly networks?: Known<readonly NetworkInspect[]>;
	/** Their own inspect answers show which networks they are on. */
	readonly containers?: Iterable<ContainerInspect>;
	readonly plugins?: Known<readonly PluginInspect[]>;
	readonly imageList?: Known<readonly ImageRow[]>;
	readonly swarm?: Known<SwarmAnswers>;
	readonly diskUsage?: Known<DiskUsage>;
	/** Verified to run on this machine. */
	readonly local?: boolean;
	readonly reachedBy?: EngineReach | null;
	readonly blindSpots?: readonly BlindSpot[];
};

/** Facts about the engine as a whole. Without `/info`, facts that depend on it are `null`. */
export function engineFacts(answers: EngineFactSources): EngineFacts {
	const {version} = answers;
	const info = isRecord(answers.info) ? answers.info : null;
	// Go encodes an empty list as null. A list that a proxy or an edited snapshot omits says nothing.
	const options: unknown = info === null ? undefined : info.SecurityOptions;
	const security = options === null || Array.isArray(options) ? securityFeatures(options ?? []) : null;
	const containers = info === null ? [...(answers.containers ?? [])] : answers.containers;
	const networks = answers.networks ?? unknown('engine:/networks', 'not asked for yet');
	const facts = networks.known ? known(networkFacts(networks.value.filter(isReadableRow), containers)) : networks;
	const registry = record(info?.RegistryConfig);
	const kind = engineKind(version, info);
	return {
		kind,
		id: text(info?.ID),
		name: text(info?.Name),
		version: text(version.Version) || text(info?.ServerVersion),
		apiVersion: text(version.ApiVersion),
		operatingSystem: text(info?.OperatingSystem) || text(version.Os),
		kernel: text(version.KernelVersion) || text(info?.KernelVersion),
		local: answers.local === true,
		// Podman has a separate field for it.
		rootless: security === null ? null : security.has('rootless') || record(info)['Rootless'] === true,
		ownNetwork: hasOwnNetwork(version),
		userns: security?.has('userns') ?? null,
		noNewPrivilegesDefault: security?.has('no-new-privileges') ?? null,
		seccompProfile: security?.has('seccomp') === true ? security.get('seccomp') || trusted('builtin') : null,
		appArmor: security?.has('apparmor') ?? null,
		seLinux: security?.has('selinux') ?? null,
		cgroupVersion: info?.CgroupVersion === '2' ? 2 : info?.CgroupVersion === '1' ? 1 : null,
		storageDriver: textOrNull(info?.Driver),
		imageStore: imageStore(kind, info),
		rootDirectory: textOrNull(info?.DockerRootDir) ?? (info === null ? rootInUse(containers ?? []) : null),
		loggingDriver: textOrNull(info?.LoggingDriver),
		liveRestore: boolean(info?.LiveRestoreEnabled),
		debug: boolean(info?.Debug),
		experimental: boolean(info?.ExperimentalBuild) ?? boolean(version.Experimental),
		defaultRuntime: textOrNull(info?.DefaultRuntime),
		runtimes: Object.entries(record(info?.Runtimes)).map(([name, runtime]) => ({
			name: sanitise(name),
			path: text(record(runtime)['path']),
		})),
		runcVersion: componentVersion(version, 'runc'),
		containerdVersion: componentVersion(version, 'containerd'),
		authorizationPlugins: texts(record(info?.Plugins)['Authorization']),
		insecureRegistries: insecureRegistries(registry),
		warnings: texts(info?.Warnings),
		reachedBy: answers.reachedBy ?? null,
		tcpApi: tcpApi(info?.Warnings),
		swarm: swarmRole(info),
		cpus: number(info?.NCPU),
		memory: number(info?.MemTotal),
		networks: facts,
		defaultBridge: defaultBridge(networks, facts),
		imageList: answers.imageList ?? unknown('engine:/images', 'not asked for yet'),
		plugins: answers.plugins ?? unknown('engine:/plugins', 'not asked for yet'),
		swarmAnswers: answers.swarm ?? unknown('engine:/swarm', 'not asked for yet'),
		diskUsage: answers.diskUsage ?? unknown('engine:/system/df', 'not asked for yet'),
		blindSpots: answers.blindSpots ?? [],
		raw: {version, info, networks: networks.known ? networks.value : []},
	};
}

/** Where the engine stores its containers' files, according to their inspects; `null` when they do not say, or disagree. */
function rootInUse(containers: Iterable<ContainerInspect>): SafeText | null {
	const roots = new Set<string>();
	for (const {ResolvConfPath: resolver, HostnamePath: name, LogPath: log} of containers)
		for (const path of [resolver, name, log]) {
			const root = /^(\/.*)\/containers\/[\da-f]{64}\/[^/]+$/.exec(string(path))?.[1];
			if (root !== undefined) roots.add(root);
		}
	const [root] = roots;
	return roots.size === 1 && root !== undefined ? sanitise(root) : null;
}

/** `null` also when one network cannot be read: it may be the default bridge. */
function defaultBridge(networks: Known<readonly NetworkInspect[]>, facts: EngineFacts['networks']): EngineFacts['defaultBridge'] {
	if (!facts.known || !networks.known) return facts.known ? unknown('engine:/networks', 'not asked for yet') : facts;
	const found = facts.value.find(network => network.defaultBridge);
	const [reason] = malformedRows('engine:/networks', networks.value);
	return found === undefined && reason !== undefined ? {known: false, reason} : known(found ?? null);
}

/** Podman's Docker-compatible API identifies itself in the components of `/version`. */
export function engineKind(version: EngineVersion, info: EngineInfo | null = null): EngineKind {
	const named = records(version.Components).some(part => /podman/i.test(string(part['Name'])));
	return named || /podman/i.test(string(version.Platform?.Name)) || /\/containers\/storage/.test(string(info?.DockerRootDir))
		? 'podman'
		: 'docker';
}

/** `name=seccomp,profile=builtin` → `seccomp` to `builtin`; features without a profile map to an empty string. */
function securityFeatures(options: readonly unknown[]): ReadonlyMap<string, SafeText> {
	return new Map(
		strings(options).map(option => {
			const fields = new Map(option.split(',').map(field => splitOnce(field)));
			// Engines before 1.25 report just `seccomp`.
			return [fields.get('name') ?? option, sanitise(fields.get('profile') ?? '')];
		}),
	);
}

const splitOnce = (field: string): [string, string] => {
	const at = field.indexOf('=');
	return at === -1 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
};

/** Without a driver, RootlessKit leaves the engine in the network of the host. @source rootlesskit, --net; moby daemon/info_unix.go */
const hasOwnNetwork = (version: EngineVersion): boolean =>
	records(version.Components).some(
		({Name: name, Details: details}) => name === 'rootlesskit' && string(record(details)['NetworkDriver']) !== '',
	);

/** containerd answers with `v1.7.24`, runc with `1.1.15`; Podman names `OCI Runtime (runc)` and gives its whole banner. */
export function componentVersion(version: EngineVersion, name: string): SafeText | null {
	const part = records(version.Components).find(({Name: given}) => given === name || given === `OCI Runtime (${name})`);
	const number = /(?<!\d)\d+\.\d[^\s]*/.exec(string(part?.['Version']))?.[0];
	return number === undefined ? null : sanitise(number);
}

/**
 * Loopback is insecure by default and harmless. From 29.10 on the engine adds it only where `insecure-registries` is not set.
 * @source moby registry/config.go; moby/moby#53868
 */
function insecureRegistries(config: Readonly<Record<string, unknown>>): readonly SafeText[] {
	const named = Object.entries(record(config['IndexConfigs'])).flatMap(([name, index]) =>
		record(index)['Secure'] === false ? [name] : [],
	);
	const networks = strings(config['InsecureRegistryCIDRs']);
	return [...named, ...networks].filter(place => !isLoopback(place)).map(sanitise);
}

const isLoopback = (place: string): boolean => /^(127\.\d+\.\d+\.\d+([:/]|$)|::1([/]|$)|\[::1\]|localhost(:|$))/.test(place);

/** Docker warns about it in `/info`: the only place where the API shows it. */
function tcpApi(given: unknown): EngineFacts['tcpApi'] {
	const warnings = strings(given);
	if (warnings.some(warning => /API is accessible on (http|tcp):\/\/.*without encryption/i.test(warning))) return 'plain';
	return warnings.some(warning => /API is accessible on https?:\/\/.*without TLS client verification/i.test(warning))
		? 'tls-without-client-certificate'
		: given === null || isListOfText(given)
			? 'none-seen'
			: 'unknown';
}

const isListOfText = (value: unknown): boolean => Array.isArray(value) && value.every(item => typeof item === 'string');

function swarmRole(info: EngineInfo | null): EngineFacts['swarm'] {
	if (info === null) return 'unknown';
	const state = string(info.Swarm?.LocalNodeState);
	if (state === 'inactive' || state === '') return 'inactive';
	if (state !== 'active' && state !== 'locked') return 'unknown';
	return info.Swarm?.ControlAvailable === true ? 'manager' : state === 'locked' ? 'unknown' : 'worker';
}
