/** What the engine says of itself that leads to its traces on the host. */
export type EngineOnHost = {
	/** The unix socket that dockscope speaks to; `null` when the engine was reached another way. */
	readonly socketPath: string | null;
	/** `/info`.DockerRootDir */
	readonly rootDirectory: string | null;
	/** `/info`.Containerd.Address, of engines that tell it. */
	readonly containerdAddress?: string | null;
	/** `/info`.Runtimes[].path: names or absolute paths. */
	readonly runtimePaths?: readonly string[];
};
