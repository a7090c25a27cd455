import type {
	ContainerChanges,
	ContainerInspect,
	ContainerRow,
	ContainerStats,
	ContainerTop,
	DiskUsage,
	EngineEvent,
	EngineInfo,
	EngineReach,
	EngineVersion,
	ExecInspect,
	HistoryRow,
	ImageInspect,
	ImageRow,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {RunningContainer} from './locality.js';

/** `X-Docker-Container-Path-Stat`; `mode` is Go's FileMode (setuid = 1<<23, setgid = 1<<22). */
export type PathStat = {name: string; size: number; mode: number; mtime: string; linkTarget: string};

/**
 * What dockscope asks of an engine: GET and HEAD alone. A live engine and a snapshot answer through the same interface; an answer
 * that a snapshot does not hold fails with an `EngineError` of kind `not-recorded`.
 *
 * Every method may throw `EngineError`. `signal` ends a request that nobody waits for any more.
 */
export type EngineReader = {
	/** For the header and errors: `unix:///var/run/docker.sock`, `snapshot prod.json`. */
	readonly endpoint: SafeText;
	/**
	 * True when the engine is proven to run on this machine (not merely reached through a path).
	 *
	 * @param running  containers that it is known to run: where they prove it, it is not asked for some
	 */
	isLocal(running?: readonly RunningContainer[]): Promise<boolean>;
	/** Path of the unix socket on this host, when reached through one. */
	readonly socketPath: string | null;
	/** How the engine is reached; `tcp-unverified`: encrypted, but whoever answers is believed. `null` for a snapshot. */
	readonly reachedBy: EngineReach | null;
	/** True for a snapshot: nothing changes, nothing can be asked again. */
	readonly replayed: boolean;
	/** How many questions may be on their way together: over ssh few, since sshd drops what goes beyond ten channels. */
	readonly atOnce: number;

	/** @param within  milliseconds; absent: as patient as a first connection needs */
	ping(within?: number): Promise<void>;
	/** When the engine last began an answer, on the clock of `performance.now()`. */
	heardAt(): number;
	version(signal?: AbortSignal): Promise<EngineVersion>;
	info(signal?: AbortSignal): Promise<EngineInfo>;
	containers(options: {all: boolean}, signal?: AbortSignal): Promise<ContainerRow[]>;
	inspect(id: string, signal?: AbortSignal): Promise<ContainerInspect>;
	top(id: string, signal?: AbortSignal): Promise<ContainerTop>;
	changes(id: string, signal?: AbortSignal): Promise<ContainerChanges>;
	/** One sample, `one-shot`. */
	stats(id: string, signal?: AbortSignal): Promise<ContainerStats>;
	exec(id: string, signal?: AbortSignal): Promise<ExecInspect>;
	/** HEAD; `null` when the path is not there. */
	pathStat(id: string, path: string, signal?: AbortSignal): Promise<PathStat | null>;
	/** A tar of a file or directory, `null` when the path is not there. The stream must be read to its end or destroyed. */
	archive(id: string, path: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream | null>;
	/** The whole file system of a container as a tar, without its mounts. The stream must be read to its end or destroyed. */
	exported(id: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
	images(signal?: AbortSignal): Promise<ImageRow[]>;
	image(id: string, signal?: AbortSignal): Promise<ImageInspect>;
	history(id: string, signal?: AbortSignal): Promise<HistoryRow[]>;
	/** `docker save` as a tar stream, for an inventory of an image without a container. */
	saveImage(id: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
	networks(signal?: AbortSignal): Promise<NetworkInspect[]>;
	network(id: string, signal?: AbortSignal): Promise<NetworkInspect>;
	volumes(signal?: AbortSignal): Promise<VolumeInspect[]>;
	plugins(signal?: AbortSignal): Promise<PluginInspect[]>;
	/** `/swarm`, `/nodes`, `/secrets`; of a manager alone. */
	swarm(signal?: AbortSignal): Promise<SwarmAnswers>;
	diskUsage(signal?: AbortSignal): Promise<DiskUsage>;
	/** Parsed events from now on; ends when the engine goes away, throws `EngineError` when it cannot begin. */
	events(options: {since?: number; until?: number}, signal: AbortSignal): AsyncIterable<EngineEvent>;
	/** Gives sockets back; safe to call twice. */
	close(): void;
};
