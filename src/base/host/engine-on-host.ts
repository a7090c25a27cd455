/** What the engine reports about itself that helps to find it on the host. */
export type EngineOnHost = {
	/** The unix socket that dockscope uses; `null` when the engine is reached another way. */
	readonly socketPath: string | null;
	/** `/info`.DockerRootDir */
	readonly rootDirectory: string | null;
	/** `/info`.Containerd.Address, on engines that report it. */
	readonly containerdAddress?: string | null;
	/** `/info`.Runtimes[].path: names or absolute paths. */
	readonly runtimePaths?: readonly string[];
};
