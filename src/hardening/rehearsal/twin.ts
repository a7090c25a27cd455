import type {ContainerInspect, HostConfig, MountRequest} from '../../answers/index.js';
import type {CreateRequest} from '../../engine/writer.js';
import {parseBind} from '../../facts/bind.js';
import type {ContainerFacts} from '../../facts/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {mountsToReplace} from './copies.js';
import {rehearsalLabel} from './labels.js';

const mebi = 1024 * 1024;

/** Where a twin finds the copy of a mount: a path of the engine's host, in the volume of a carrier. */
type CopyLocation = {readonly source: string; readonly readOnly: boolean};

export type TwinSpec = {
	/** Bytes, where it has no limit of its own. */
	readonly memory: number;
	/** By mount point. */
	readonly copies: ReadonlyMap<string, CopyLocation>;
	/** Mount points in whose place there is nothing. */
	readonly withheld: ReadonlySet<string>;
};

/**
 * A throw-away copy that shares nothing with the outside world but its image: no network, no published port, no mount of the original
 * (copies, or anonymous volumes that are filled from the image, in their place), no device, no restart, bounded CPU, memory, tasks and
 * log.
 *
 * @param inspect  the original, or the original with the changes of the plan
 * @param original what the twin is a twin of: its mounts are the ones to replace
 */
export function twinRequest(
	inspect: ContainerInspect,
	original: ContainerInspect,
	{memory, copies, withheld}: TwinSpec,
): CreateRequest {
	// A chosen MAC address is refused where there is no network.
	const {MacAddress: _, NetworkDisabled: __, ...config} = inspect.Config ?? {};
	const {HostConfig: host = {}} = inspect;
	const destinations = new Set(mountsToReplace(original.Mounts).map(mount => mount.Destination ?? ''));
	const added = (host.Binds ?? []).map(bind => parseBind(bind).destination).filter(path => !destinations.has(path));
	const anonymous = new Set([...destinations, ...added].filter(path => !copies.has(path) && !withheld.has(path)));
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
			Mounts: [
				...[...anonymous].map(volumeAt),
				...[...copies].map(([target, {source, readOnly}]) => ({
					Type: 'bind',
					Source: source,
					Target: target,
					ReadOnly: readOnly,
				})),
				...tmpfsMounts,
			],
		},
	};
}

/** Where a carrier has its volume. */
export const copyRoot = '/dockscope-copy';

/**
 * Holds a volume while copies are unpacked into it, and is never started: a twin with a read-only root takes no files, and a volume
 * cannot be mounted in the place of a file, while a file in a volume can.
 */
export const carrierRequest = (original: ContainerInspect): CreateRequest => ({
	Image: original.Image ?? '',
	// An image may have no command of its own, and without any the engine makes no container.
	Cmd: ['true'],
	Labels: {[rehearsalLabel]: original.Id.slice(0, 12)},
	HostConfig: {NetworkMode: 'none', Mounts: [{...volumeAt(copyRoot), VolumeOptions: {NoCopy: true}}]},
});

/** Without a network the engine gives nobody an address, and a server that looks up its own name would end. */
const ownName = (hostname: string | undefined): string[] => (hostname ? [`${hostname}:127.0.0.1`] : []);

const volumeAt = (target: string): MountRequest => ({Type: 'volume', Target: target});

/** Bytes for a twin of a container without a limit: room for twice what it was seen to use. */
export function twinMemory(facts: ContainerFacts, evidence: HardeningEvidence): number {
	const peak = evidence.peaks.known ? (evidence.peaks.value.memory ?? 0) : 0;
	return facts.limits.memory ?? Math.max(512 * mebi, Math.ceil((2 * peak) / mebi) * mebi);
}

/**
 * A twin that crashes leaves no core: neither a file nor what a program of the host does with it, which the kernel starts unless the
 * limit is 1. @source core(5); linux fs/coredump.c
 */
const noCore = {Name: 'core', Soft: 1, Hard: 1};

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
		Ulimits: [...(host.Ulimits ?? []).filter(({Name: name}) => name !== 'core'), noCore],
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
