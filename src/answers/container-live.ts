/* What is asked on demand of a container that runs. Every field may be missing; see container.ts. */

/** `GET /containers/{id}/top` */
export type ContainerTop = {Titles?: string[]; Processes?: string[][] | null};

/** `GET /containers/{id}/changes`; Kind 0 modified, 1 added, 2 deleted. */
export type ContainerChanges = {Path: string; Kind: number}[] | null;

/** `GET /exec/{id}/json` */
export type ExecInspect = {
	ID?: string;
	Running?: boolean;
	Pid?: number;
	ProcessConfig?: {privileged?: boolean; user?: string; entrypoint?: string; arguments?: string[]; tty?: boolean};
};

/** `GET /containers/{id}/stats?stream=false&one-shot=true`; the counters alone that the meters read. */
export type ContainerStats = {
	read?: string;
	cpu_stats?: {cpu_usage?: {total_usage?: number}; system_cpu_usage?: number; online_cpus?: number};
	memory_stats?: {usage?: number; limit?: number; max_usage?: number; stats?: Record<string, number>};
	pids_stats?: {current?: number; limit?: number};
};
