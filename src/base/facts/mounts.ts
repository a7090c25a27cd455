import type {ContainerInspect, HostConfig} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import {parseBind} from './bind.js';
import type {FactsContext} from './context.js';
import type {EngineFacts} from './engine-facts.js';
import {type GivenMount, givenMounts} from './given-mounts.js';
import {canonical} from './host-paths.js';
import type {MountedSource, MountFacts} from './mount-facts.js';
import {exposure, pathSensitivity} from './path-sensitivity.js';
import {pairs, record, records, string, strings} from './read.js';
import {socketFacts} from './runtime-sockets.js';
import {findVolume, type VolumeSource, volumeSource} from './volumes.js';

/** What is mounted into the container, with the path of the host that is really behind it. */
export function mountFacts(inspect: ContainerInspect, context: FactsContext): readonly MountFacts[] {
	const config = inspect.HostConfig ?? {};
	return givenMounts(inspect).map(mount => mountFact(mount, config, context));
}

/**
 * The paths of the host that are handed to a container, as they are written: sources of binds, what the options of volumes bind, and
 * devices.
 */
export function givenHostPaths(inspect: ContainerInspect, volumes: FactsContext['volumes']): readonly string[] {
	const config = inspect.HostConfig ?? {};
	const mounted = givenMounts(inspect).flatMap(mount => {
		const kind = kindOf(mount.type);
		if (kind === 'volume') return volumeBehind(mount, config, volumes)?.hostPath ?? [];
		return kind === 'bind' && mount.source !== '' ? mount.source : [];
	});
	return [...mounted, ...devicePaths(config)];
}

/** The same, with the engine's own places of volumes: a socket may lie in one of those too. */
export function mountedPaths(inspect: ContainerInspect, volumes: FactsContext['volumes']): readonly string[] {
	const config = inspect.HostConfig ?? {};
	const mounted = givenMounts(inspect).flatMap(mount => {
		const path = (kindOf(mount.type) === 'volume' && volumeBehind(mount, config, volumes)?.hostPath) || sourceOf(mount, config);
		return path.startsWith('/') ? [path] : [];
	});
	return [...mounted, ...devicePaths(config)];
}

const devicePaths = (config: HostConfig): string[] =>
	records(config.Devices).flatMap(device => string(device['PathOnHost']) || []);

type Tmpfs = {readonly destination: SafeText; readonly options: SafeText};

/** `--tmpfs`; one that was asked for with `--mount` stands among the mounts. */
export function tmpfsFacts(config: HostConfig): readonly Tmpfs[] {
	return pairs(config.Tmpfs).map(([destination, options]) => ({destination: sanitise(destination), options: sanitise(options)}));
}

function mountFact(mount: GivenMount, config: HostConfig, context: FactsContext): MountFacts {
	const kind = kindOf(mount.type);
	const volume = kind === 'volume' ? volumeBehind(mount, config, context.volumes, context.engine.cgroupVersion) : null;
	const source = sourceOf(mount, config);
	const written = volume?.hostPath ?? source;
	const ofHost = kind === 'bind' || volume?.hostPath != null || (kind === 'volume' && !isEnginesPlace(mount));
	const writable = mount.writable && volume?.readOnly !== true;
	const followed = ofHost ? context.realPaths?.get(written) : undefined;
	const submounts =
		kind === 'volume' ? volume?.submounts === true : kind === 'bind' && bindsRecursively(config, mount.destination);
	const dataRoot = context.engine.rootDirectory;
	const seen = ofHost ? context.sources?.get(written) : undefined;
	const below = submounts ? worstBelow(seen, {path: followed ?? written, dataRoot, writable}) : null;
	const real = below?.path ?? followed ?? written;
	return {
		kind,
		volume: mount.name === '' ? null : sanitise(mount.name),
		anonymous: kind === 'volume' && /^[\da-f]{64}$/.test(mount.name),
		source: sanitise(mount.source),
		realSource: sanitise(real),
		resolvedThrough:
			below !== null
				? 'submount'
				: volume?.hostPath != null
					? 'volume-options'
					: canonical(real) === canonical(source)
						? null
						: 'symlink',
		linksFollowed: context.realPaths !== undefined && followed !== null,
		destination: sanitise(mount.destination),
		writable,
		submounts,
		propagation: sanitise(mount.propagation),
		sensitivity: volume?.isDisk
			? isLoop(real)
				? null
				: diskSensitivity(real)
			: ofHost
				? pathSensitivity(real, dataRoot, writable)
				: null,
		...socketFacts(
			{written, real: followed ?? written, destination: mount.destination, ofHost: ofHost || mount.type === 'npipe', submounts},
			context,
		),
		owner: below?.owner ?? seen?.owner ?? null,
		secrets: below === null ? (seen?.secrets ?? null) : null,
		way: seen?.way ?? [],
		homes: seen?.homes ?? null,
		isFile: seen !== undefined && seen.kind !== 'directory',
		remote: volume?.remote ?? null,
	};
}

/**
 * Binds of the engine are recursive unless `bind-recursive=disabled` was asked for, which Podman reports as the option `bind`.
 * @source moby daemon/oci_linux.go (withMounts); mount(8)
 */
function bindsRecursively(config: HostConfig, destination: string): boolean {
	const asked = records(config.Mounts).find(({Target: target}) => string(target) === destination);
	if (record(asked?.['BindOptions'])['NonRecursive'] === true) return false;
	const bound = strings(config.Binds)
		.map(parseBind)
		.find(bind => bind.destination === destination);
	return bound?.options.includes('bind') !== true;
}

type Mounted = {readonly path: string; readonly dataRoot: string | null; readonly writable: boolean};

/** What is mounted below the source and exposes more of the host than the source itself. */
function worstBelow(seen: MountedSource | undefined, {path, dataRoot, writable}: Mounted) {
	const weigh = (one: string) => exposure(pathSensitivity(one, dataRoot, writable), writable);
	const [worst] = (seen?.below ?? []).toSorted((a, b) => weigh(b.path) - weigh(a.path));
	return worst !== undefined && weigh(worst.path) > weigh(path) ? worst : null;
}

/** The files in it are those of an image, which is no disk of the host. */
const isLoop = (device: string): boolean => /^\/dev\/loop\d+(p\d+)?$/.test(device);

/** The files of a disk of the host, those of its root directory where it is that disk, past every other mount of it. */
const diskSensitivity = (device: string): MountFacts['sensitivity'] => ({
	listed: sanitise(device),
	relation: 'is',
	whenWritten: 'host-root',
	whenRead: 'secrets',
});

/**
 * The engine's own place for a volume is data of the container, wherever it lies. The driver of another one answers with any path of
 * the host: a container sees that, as if it were bound.
 */
const isEnginesPlace = ({source}: GivenMount): boolean =>
	!source.startsWith('/') || /\/volumes\/[^/]+\/_data$|\/plugins\/[^/]+\/(propagated-mount|rootfs)(\/|$)/.test(source);

/** The volume's own options, or those that the container was created with; of a disk the device, whatever part of it is mounted. */
function volumeBehind(
	mount: GivenMount,
	config: HostConfig,
	volumes: FactsContext['volumes'],
	cgroupVersion: EngineFacts['cgroupVersion'] = null,
): VolumeSource | null {
	const request = volumeRequest(mount, config);
	const known = findVolume(volumes, mount.name);
	const asked = record(record(request?.['VolumeOptions'])['DriverConfig'])['Options'];
	const source = volumeSource(known === null ? asked : known.Options, cgroupVersion);
	return source === null || source.hostPath === null || source.isDisk === true
		? source
		: {...source, hostPath: below(source.hostPath, request)};
}

/** The engine names the whole volume, also where a part of it was asked for. */
const sourceOf = (mount: GivenMount, config: HostConfig): string =>
	mount.type === 'volume' && mount.source !== '' ? below(mount.source, volumeRequest(mount, config)) : mount.source;

function volumeRequest(mount: GivenMount, config: HostConfig): Readonly<Record<string, unknown>> | undefined {
	const volumes = records(config.Mounts).filter(({Type: type}) => type === 'volume');
	return (
		volumes.find(({Target: target}) => target === mount.destination) ?? volumes.find(({Source: source}) => source === mount.name)
	);
}

/** @source docs.docker.com/engine/storage/volumes (volume-subpath) */
function below(path: string, request: Readonly<Record<string, unknown>> | undefined): string {
	const part = string(record(request?.['VolumeOptions'])['Subpath']).replace(/^\/+|\/+$/g, '');
	return part === '' ? path : `${path.replace(/\/$/, '')}/${part}`;
}

const kindOf = (type: string): MountFacts['kind'] => (type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other');
