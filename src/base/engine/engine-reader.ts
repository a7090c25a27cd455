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
	ImageHistoryRow,
	ImageIdentity,
	ImageInspect,
	ImageRow,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import type {RunningContainer} from './endpoint/locality.js';

/** `X-Docker-Container-Path-Stat`; `mode` is Go's FileMode (setuid = 1<<23, setgid = 1<<22). */
export type PathStat = {name: string; size: number; mode: number; mtime: string; linkTarget: string};

/**
 * What dockscope asks of an engine: only GET and HEAD. A live engine and a snapshot answer through the same interface; an answer
 * that a snapshot does not hold fails with an `EngineError` of kind `not-recorded`.
 *
 * Every method may throw `EngineError`. `signal` aborts a request whose answer is no longer needed.
 */
export type EngineReader = {
	/** For the header and errors: `unix:///var/run/docker.sock`, `snapshot prod.json`. */
	readonly endpoint: SafeText;
	/**
	 * True when the engine is verified to run on this machine (not just reached through a local path).
	 *
	 * @param running  containers that it is known to run: if they are enough for the proof, it is not asked for more
	 */
	isLocal(running?: readonly RunningContainer[]): Promise<boolean>;
	/** Path of the unix socket on this host, when reached through one. */
	readonly socketPath: string | null;
	/** How the engine is reached; `tcp-unverified`: encrypted, but without server verification. `null` for a snapshot. */
	readonly reachedBy: EngineReach | null;
	/** True for a snapshot: nothing changes, nothing can be asked again. */
	readonly replayed: boolean;
	/** How many requests may be in flight: only a few over ssh, since sshd refuses more than ten channels. */
	readonly atOnce: number;

	/** @param within  milliseconds; absent: the timeout of a first connection */
	ping(within?: number): Promise<void>;
	/** When the engine last started an answer, on the clock of `performance.now()`. */
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
	/**
	 * The log as the engine sends it, with timestamps: see `logDecoder`. The stream must be read to its end or destroyed.
	 *
	 * @param asked  lines from the end, and whether new ones follow
	 */
	logs(id: string, asked: {tail: number; follow: boolean}, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
	/** What changes something where it looks, answered by the engine all the same: only for what the user has agreed to. */
	readonly consented?: EngineReader;
	/** `null` when the path does not exist. */
	pathStat(id: string, path: string, signal?: AbortSignal): Promise<PathStat | null>;
	/** A tar of a file or directory, `null` when the path does not exist. The stream must be read to its end or destroyed. */
	archive(id: string, path: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream | null>;
	images(signal?: AbortSignal): Promise<ImageRow[]>;
	image(id: string, signal?: AbortSignal): Promise<ImageInspect>;
	/**
	 * What the engine recorded of the origin of an image, and the signatures that it verified; `null` where it recorded nothing. Of the
	 * containerd image store, from API 1.53 on. To verify a signature the engine may fetch the roots of trust over the network, which takes
	 * seconds: it is asked separately from the inspect, with its own time limit.
	 */
	identity(id: string, signal?: AbortSignal): Promise<ImageIdentity | null>;
	history(id: string, signal?: AbortSignal): Promise<ImageHistoryRow[]>;
	/** `docker save` as a tar stream, for an inventory of an image without a container. */
	saveImage(id: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
	networks(signal?: AbortSignal): Promise<NetworkInspect[]>;
	network(id: string, signal?: AbortSignal): Promise<NetworkInspect>;
	volumes(signal?: AbortSignal): Promise<VolumeInspect[]>;
	plugins(signal?: AbortSignal): Promise<PluginInspect[]>;
	/** `/swarm`, `/nodes`, `/secrets`; only on a manager. */
	swarm(signal?: AbortSignal): Promise<SwarmAnswers>;
	diskUsage(signal?: AbortSignal): Promise<DiskUsage>;
	/**
	 * Parsed events from now on; ends when the engine goes away, throws `EngineError` when it cannot start. `onOpen` is called when the engine has
	 * begun to answer: what happens later is not missed.
	 */
	events(options: {since?: number; until?: number; onOpen?: () => void}, signal: AbortSignal): AsyncIterable<EngineEvent>;
	/** Closes the sockets; safe to call twice. */
	close(): void;
};
