import {
	type ContainerFacts,
	type ContainerInspect,
	type CreateRequest,
	type HostConfig,
	type MountRequest,
	parseBind,
} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {mountsToReplace} from './copies.js';
import {rehearsalLabel} from './labels.js';

const mebi = 1024 * 1024;

/** The location of a mount's copy: a path on the engine's host, in the volume of a carrier. */
type CopyLocation = {readonly source: string; readonly readOnly: boolean};

export type TwinSpec = {
	/** Bytes, if it has no memory limit. */
	readonly memory: number;
	/** By mount point. */
	readonly copies: ReadonlyMap<string, CopyLocation>;
	/** Mount points without a replacement. */
	readonly withheld: ReadonlySet<string>;
};

/**
 * A throw-away copy that shares only its image with the outside: no network, no published port, no mount of the original
 * (but copies, or anonymous volumes filled from the image), no device, no restart, limited CPU, memory, tasks and
 * log.
 *
 * @param inspect  the original, or the original with the changes of the plan
 * @param original the container that the twin is for, whose mounts are replaced
 */
export function twinRequest(
	inspect: ContainerInspect,
	original: ContainerInspect,
	{memory, copies, withheld}: TwinSpec,
): CreateRequest {
	// A MAC address is rejected without a network.
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

/** Where a carrier mounts its volume. */
export const copyRoot = '/dockscope-copy';

/**
 * Holds a volume while copies are unpacked into it, and is never started: files cannot be copied into a twin with a read-only root, and a volume
 * cannot replace a single file, but a file in a volume can.
 */
export const carrierRequest = (original: ContainerInspect): CreateRequest => ({
	Image: original.Image ?? '',
	// An image may have no command, and without one the engine creates no container.
	Cmd: ['true'],
	Labels: {[rehearsalLabel]: original.Id.slice(0, 12)},
	HostConfig: {NetworkMode: 'none', Mounts: [{...volumeAt(copyRoot), VolumeOptions: {NoCopy: true}}]},
});

/** Without a network there is no address for the hostname, and a server that resolves its own name would fail. */
const ownName = (hostname: string | undefined): string[] => (hostname ? [`${hostname}:127.0.0.1`] : []);

const volumeAt = (target: string): MountRequest => ({Type: 'volume', Target: target});

/** Bytes for a twin of a container without a limit: twice its observed use. */
export function twinMemory(facts: ContainerFacts, evidence: HardeningEvidence): number {
	const peak = evidence.peaks.known ? (evidence.peaks.value.memory ?? 0) : 0;
	return facts.limits.memory ?? Math.max(512 * mebi, Math.ceil((2 * peak) / mebi) * mebi);
}

/**
 * A crashing twin leaves no core dump: neither a file nor anything from a host program that handles it, which the kernel runs unless the
 * limit is 1. @source core(5); linux fs/coredump.c
 */
const noCore = {Name: 'core', Soft: 1, Hard: 1};

/** Keeps what the plan changes; removes what reaches outside, or outlives the twin. */
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
