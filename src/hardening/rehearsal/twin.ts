import type {ContainerInspect, HostConfig, MountRequest} from '../../answers/index.js';
import type {CreateRequest} from '../../engine/writer.js';
import type {ContainerFacts} from '../../facts/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {rehearsalLabel} from './labels.js';

const mebi = 1024 * 1024;

/** Mount points of the original that are files on the host: those are shared read-only, since an empty volume cannot stand for one. */
export type FileMounts = ReadonlySet<string>;

export type TwinTerms = {
	readonly files: FileMounts;
	/** Bytes, where it has no limit of its own. */
	readonly memory: number;
	/** The container whose volumes hold a copy of the data, and the paths of these. */
	readonly carrier?: {readonly id: string; readonly paths: ReadonlySet<string>} | undefined;
};

/**
 * A throw-away copy that shares nothing with the outside world: no network, no published port, no volume and no writable directory
 * of the original (anonymous volumes, filled from the image, in their place), no restart, bounded CPU, memory, tasks and log.
 *
 * @param inspect  the original, or the original with the changes of the plan
 * @param original what the twin is a twin of: its mounts are the ones to replace
 */
export function twinRequest(
	inspect: ContainerInspect,
	original: ContainerInspect,
	{files, memory, carrier}: TwinTerms,
): CreateRequest {
	// A chosen MAC address is refused where there is no network.
	const {MacAddress: _, NetworkDisabled: __, ...config} = inspect.Config ?? {};
	const {HostConfig: host = {}} = inspect;
	const mounts = (original.Mounts ?? []).filter(mount => mount.Type === 'bind' || mount.Type === 'volume');
	const destinations = new Set(mounts.map(mount => mount.Destination ?? ''));
	const readOnlyBinds: string[] = [];
	const anonymous = new Set<string>();
	for (const {Type: type, Source: source, Name: name, Destination: path = '', RW: writable} of mounts) {
		const from = type === 'volume' ? name : source;
		if ((writable === false || files.has(path)) && from !== undefined) readOnlyBinds.push(`${from}:${path}:ro`);
		else anonymous.add(path);
	}
	for (const bind of host.Binds ?? []) {
		const path = bind.split(':')[1] ?? '';
		if (!destinations.has(path)) anonymous.add(path);
	}
	const tmpfsMounts = (host.Mounts ?? []).filter(mount => mount.Type === 'tmpfs');
	return {
		...config,
		Image: original.Image ?? config.Image ?? '',
		Volumes: Object.fromEntries(
			Object.keys(config.Volumes ?? {})
				.filter(path => !destinations.has(path))
				.map(path => [path, {}]),
		),
		ExposedPorts: {},
		AttachStdin: false,
		AttachStdout: false,
		AttachStderr: false,
		StdinOnce: false,
		Labels: {[rehearsalLabel]: original.Id.slice(0, 12)},
		HostConfig: {
			...isolated(host, memory),
			ExtraHosts: [...(host.ExtraHosts ?? []), ...ownName(config.Hostname)],
			Binds: readOnlyBinds,
			Mounts: [...[...anonymous].filter(target => !carrier?.paths.has(target)).map(volumeAt), ...tmpfsMounts],
			...(carrier === undefined ? {} : {VolumesFrom: [carrier.id]}),
		},
	};
}

/**
 * Holds the volumes of one twin while a copy of the data is put into them, and is never started. A twin cannot be filled itself: with
 * a read-only root the engine takes a tar below a volume alone, and leaves the owner and mode of the volume's own directory.
 */
export function carrierRequest(original: ContainerInspect, paths: Iterable<string>): CreateRequest {
	return {
		Image: original.Image ?? '',
		// An image may have no command of its own, and without any the engine makes no container.
		Cmd: ['true'],
		Labels: {[rehearsalLabel]: original.Id.slice(0, 12)},
		HostConfig: {NetworkMode: 'none', Mounts: [...paths].map(path => ({...volumeAt(path), VolumeOptions: {NoCopy: true}}))},
	};
}

/** Without a network the engine gives nobody an address, and a server that looks up its own name would end. */
const ownName = (hostname: string | undefined): string[] => (hostname ? [`${hostname}:127.0.0.1`] : []);

const volumeAt = (target: string): MountRequest => ({Type: 'volume', Target: target});

/** Bytes for a twin of a container without a limit: room for twice what it was seen to use. */
export function twinMemory(facts: ContainerFacts, evidence: HardeningEvidence): number {
	const peak = evidence.peaks.known ? (evidence.peaks.value.memory ?? 0) : 0;
	return facts.limits.memory ?? Math.max(512 * mebi, Math.ceil((2 * peak) / mebi) * mebi);
}

/** What the plan changes is kept; what reaches outside, or outlives the twin, is not. */
function isolated(host: HostConfig, unlimited: number): HostConfig {
	const memory = host.Memory || unlimited;
	return {
		CapAdd: host.CapAdd ?? null,
		CapDrop: host.CapDrop ?? null,
		SecurityOpt: host.SecurityOpt ?? null,
		ReadonlyRootfs: host.ReadonlyRootfs ?? false,
		Tmpfs: host.Tmpfs ?? {},
		GroupAdd: host.GroupAdd ?? null,
		UsernsMode: host.UsernsMode ?? '',
		Sysctls: host.Sysctls ?? {},
		Ulimits: host.Ulimits ?? null,
		...(host.MaskedPaths === undefined ? {} : {MaskedPaths: host.MaskedPaths}),
		...(host.ReadonlyPaths === undefined ? {} : {ReadonlyPaths: host.ReadonlyPaths}),
		...(host.ShmSize ? {ShmSize: host.ShmSize} : {}),
		...(host.Init === null || host.Init === undefined ? {} : {Init: host.Init}),
		...(host.Runtime ? {Runtime: host.Runtime} : {}),
		NetworkMode: 'none',
		RestartPolicy: {Name: 'no'},
		Memory: memory,
		MemorySwap: 2 * memory,
		PidsLimit: host.PidsLimit || 512,
		NanoCpus: 1_000_000_000,
		LogConfig: {Type: 'json-file', Config: {'max-size': '1m'}},
	};
}
