import type {EngineInfo, Known} from '../answers/index.js';
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

/** What a fleet may read of the local machine, once the engine is verified to run there too. */
export type HostAccess = {
	readonly readHost: (info: EngineInfo | null, socketPath: string | null) => Promise<HostFacts>;
	/** What the kernel enforces on a container, and its processes. */
	readonly readContainer: (pid: number, containerId: string) => ContainerOnHost;
	readonly readProcesses: (pid: number, containerId: string) => Known<readonly ProcessFacts[]>;
	readonly readOperatingSystem: (pid: number, containerId: string) => Known<OperatingSystem>;
	/** A file of a container, or those of a folder, `null` where there is none. */
	readonly readTexts: (pid: number, containerId: string, path: string) => ReturnType<typeof readContainerTexts>;
	readonly readAccounts: (place: ImagePlace) => Known<readonly Account[]>;
	readonly privilegedFiles: (place: ImagePlace, signal: AbortSignal) => Promise<PrivilegedFiles>;
	/** What a running container can execute itself to gain privileges. */
	readonly privilegedPrograms: (
		pid: number,
		containerId: string,
		search: ProgramSearch,
		signal: AbortSignal,
	) => Promise<Known<PrivilegedPrograms>>;
	/** The canonical path: links followed, other names of listed paths resolved; `null` where that may not be seen. */
	readonly realPath: (path: string) => string | null;
	/** What lies at a mounted path; `null` before the host was read, and where that may not be seen. */
	readonly mountedSource: (path: string) => MountedSource | null;
};

/** This machine. Nothing is read before the first call. */
export function localHost(): HostAccess {
	const tree = openTree('/');
	let nameOf = canonicalHostPath(tree, judgedPlaces);
	let sourceAt: HostAccess['mountedSource'] = () => null;
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
			nameOf = canonicalHostPath(tree, [...judgedPlaces, ...own, ...runtimeSockets.names]);
			sourceAt = lookAtSources(tree, runtimeSockets, nameOf);
			return facts;
		},
		readContainer: (pid, containerId) => lookAtContainer(tree, pid, containerId),
		readProcesses: (pid, containerId) => containerProcesses(tree, pid, containerId),
		readOperatingSystem: (pid, containerId) => readOperatingSystem(tree, pid, containerId),
		readAccounts: place => readImageAccounts(place),
		readTexts: readContainerTexts,
		privilegedFiles: (place, signal) => findPrivilegedFiles(place, '/', signal),
		privilegedPrograms: (pid, containerId, search, signal) => privilegedPrograms(tree, pid, containerId, search, signal),
		realPath: path => nameOf(path),
		mountedSource: path => sourceAt(path),
	};
}
