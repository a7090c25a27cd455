/* What is fetched on demand for a running container. Every field may be missing; see container.ts. */

import {flag, list, map, number, object, orNull, required, type TypeOf, text, texts} from './schema.js';

/** `GET /containers/{id}/top` */
export const containerTop = object({Titles: texts, Processes: list(texts)});
export type ContainerTop = TypeOf<typeof containerTop>;

/** `GET /containers/{id}/changes`; Kind 0 modified, 1 added, 2 deleted. */
export const containerChanges = list(object({Path: required(text), Kind: required(number)}));
export type ContainerChanges = TypeOf<typeof containerChanges>;

/** `GET /exec/{id}/json` */
export const execInspect = object({
	ID: text,
	Running: flag,
	Pid: number,
	ProcessConfig: object({privileged: orNull(flag), user: text, entrypoint: text, arguments: texts, tty: flag}),
});
export type ExecInspect = TypeOf<typeof execInspect>;

/** `GET /containers/{id}/stats?stream=false&one-shot=true`; only the counters that the meters read. */
export const containerStats = object({
	read: text,
	cpu_stats: object({cpu_usage: object({total_usage: number}), system_cpu_usage: number, online_cpus: number}),
	memory_stats: object({usage: number, limit: number, max_usage: number, stats: map(number)}),
	pids_stats: object({current: number, limit: number}),
	networks: map(object({rx_bytes: number, tx_bytes: number})),
});
export type ContainerStats = TypeOf<typeof containerStats>;
