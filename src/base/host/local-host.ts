import {type EngineInfo, type Known, known, unknown} from '../answers/index.js';
import {
	type Account,
	type HostFacts,
	judgedPlaces,
	type MountedSource,
	type OperatingSystem,
	type PrivilegedPrograms,
	type ProcessFacts,
} from '../facts/index.js';
import {canonicalHostPath} from './canonical-host-path.js';
import {archiveOfContainer, type PathOfContainer, statInContainer} from './container-archive.js';
import type {ContainerPlace} from './container-files.js';
import {type ContainerOnHost, lookAtContainer} from './container-on-host.js';
import {containerProcesses} from './container-processes.js';
import {readContainerTexts} from './container-texts.js';
import {openTree} from './host-tree.js';
import {type ImagePlace, readImageAccounts} from './image-accounts.js';
import {lookAtSources} from './mounted-source.js';
import {readOperatingSystem} from './operating-system.js';
import {findPrivilegedFiles, type PrivilegedFiles} from './privileged-files.js';
import {type ProgramSearch, privilegedPrograms} from './privileged-programs.js';
import {readHost} from './read-host.js';
import type {HostQuestion} from './reader/question.js';
import type {RuntimeSockets} from './runtime-sockets.js';
import {type TracedTasks, tracedTasks} from './traced-tasks.js';
import {type PathChange, type WritableLayer, writableLayer} from './writable-layer.js';

/**
 * What a fleet may read of the local machine, once the engine is verified to run there too. Each answer that may depend on something that
 * someone else controls is waited for: see `isolated-host.ts`.
 */
export type HostAccess = {
	/** Also decides which paths and sockets `lookAtPaths` knows by another name. */
	readonly readHost: (info: EngineInfo | null, socketPath: string | null) => Promise<HostFacts>;
	/** What the kernel enforces on a container, and its processes. */
	readonly readContainer: (pid: number, containerId: string) => Promise<ContainerOnHost>;
	readonly readProcesses: (pid: number, containerId: string) => Promise<Known<readonly ProcessFacts[]>>;
	readonly readOperatingSystem: (pid: number, containerId: string) => Promise<Known<OperatingSystem>>;
	/** A file of a container, or those of a folder, `null` where there is none. */
	readonly readTexts: (pid: number, containerId: string, path: string) => Promise<ReturnType<typeof readContainerTexts>>;
	readonly readAccounts: (place: ImagePlace) => Promise<Known<readonly Account[]>>;
	readonly privilegedFiles: (place: ImagePlace, signal?: AbortSignal) => Promise<PrivilegedFiles>;
	/** What a running container can execute itself to gain privileges. */
	readonly privilegedPrograms: (
		pid: number,
		containerId: string,
		search: ProgramSearch,
		signal?: AbortSignal,
	) => Promise<Known<PrivilegedPrograms>>;
	/** What is at a path of a container, and a tar of it, as the engine would answer; `null` where there is nothing. */
	readonly statInContainer: (of: ContainerPlace, path: string) => Promise<Known<PathOfContainer | null>>;
	readonly archiveOfContainer: (of: ContainerPlace, path: string) => Promise<Known<Uint8Array | null>>;
	/** The paths that a container has changed, from its writable layer. */
	readonly changedPaths: (of: WritableLayer, signal?: AbortSignal) => Promise<Known<readonly PathChange[]>>;
	/** What is at each path that containers were given. */
	readonly lookAtPaths: (paths: readonly string[]) => Promise<readonly PathOnHost[]>;
	/** What another room wants to know. */
	readonly ask: <Args extends readonly unknown[], Value>(
		question: HostQuestion<Args, Value>,
		args: Args,
		signal?: AbortSignal,
	) => Promise<Known<Value>>;
	/** Nothing more is asked: what runs for it ends. */
	readonly close: () => void;
} & TracedTasks;

/** A path of this host. */
export type PathOnHost = {
	readonly path: string;
	/** The canonical path: links followed, other names of listed paths resolved; `null` where that may not be seen. */
	readonly real: string | null;
	/** What lies there when it is mounted; `null` before the host was read, and where that may not be seen. */
	readonly source: MountedSource | null;
};

/** What `readHost` found, and paths are compared with. */
export type HostNames = {
	/** Of the engine: its socket, its data, its containerd. */
	readonly own: readonly string[];
	readonly sockets: RuntimeSockets | null;
};

/** This machine, read by this process: only for the reader apart, and for tests. @param found  each time the names are known */
export function localHost(found: (names: HostNames) => void = () => undefined, names?: HostNames): HostAccess {
	const tree = openTree('/');
	let nameOf = canonicalHostPath(tree, judgedPlaces);
	let sourceAt: (path: string) => MountedSource | null = () => null;
	const use = ({own, sockets}: HostNames): void => {
		nameOf = canonicalHostPath(tree, [...judgedPlaces, ...own, ...(sockets?.names ?? [])]);
		if (sockets !== null) sourceAt = lookAtSources(tree, sockets, nameOf);
	};
	if (names !== undefined) use(names);
	return {
		async readHost(info, socketPath) {
			// Before the first await: containers are read meanwhile, and their mounts are compared with these paths too.
			const own = [socketPath, info?.DockerRootDir, info?.Containerd?.Address].flatMap(path => path ?? []);
			nameOf = canonicalHostPath(tree, [...judgedPlaces, ...own]);
			const {facts, runtimeSockets} = await readHost({
				engine: {
					socketPath,
					rootDirectory: info?.DockerRootDir ?? null,
					containerdAddress: info?.Containerd?.Address ?? null,
					runtimePaths: Object.values(info?.Runtimes ?? {}).flatMap(({path}) => path ?? []),
				},
			});
			const names = {own, sockets: runtimeSockets};
			use(names);
			found(names);
			return facts;
		},
		readContainer: async (pid, containerId) => lookAtContainer(tree, pid, containerId),
		readProcesses: async (pid, containerId) => containerProcesses(tree, pid, containerId),
		readOperatingSystem: async (pid, containerId) => readOperatingSystem(tree, pid, containerId),
		readAccounts: async place => readImageAccounts(place),
		readTexts: async (pid, containerId, path) => readContainerTexts(pid, containerId, path),
		privilegedFiles: (place, signal) => findPrivilegedFiles(place, '/', signal),
		privilegedPrograms: (pid, containerId, search, signal) => privilegedPrograms(tree, pid, containerId, search, signal),
		statInContainer: async (of, path) => statInContainer(tree, of, path),
		archiveOfContainer: (of, path) => archiveOfContainer(tree, of, path),
		async changedPaths(of, signal) {
			const changes = await writableLayer(tree, of, signal);
			return changes === null ? unknown('host:layers', 'the writable layer cannot be read whole on this host') : known(changes);
		},
		lookAtPaths: async paths => paths.map(path => ({path, real: nameOf(path), source: sourceAt(path)})),
		ask: async ({look}, args) => look(tree, ...args),
		...tracedTasks(tree),
		close: () => undefined,
	};
}
