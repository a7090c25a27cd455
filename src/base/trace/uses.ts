import type {Capability} from '../facts/index.js';
import type {Raises} from '../host/traced-tasks.js';

/** A capability that the kernel checked for the container, and granted. */
export type CapabilityUse = {
	readonly capability: Capability;
	/** Short names of the processes. */
	readonly by: readonly string[];
	/** `idle`: while nothing was asked of it; a job. */
	readonly when: 'start' | 'serving' | 'idle' | 'stop';
};

/** The same by the tasks of a running container, while it was observed. */
export type ObservedUse = CapabilityUse & {
	/** Checks that the kernel granted. */
	readonly count: number;
	/** Seconds from the beginning of the observation to its first and last use. */
	readonly first: number;
	readonly last: number;
	/** Used only by programs that were started in it from outside: `docker exec`, a health check. */
	readonly onlyByExec: boolean;
};

/** A program that was executed in the container while it was observed. */
export type ExecutedProgram = {
	/** Untrusted text: sanitise before painting. */
	readonly path: string;
	/** Real uids in the container; empty where each run had ended before it could be looked at. */
	readonly uids: readonly number[];
	/** What its file gives to anyone who executes it, `null`: nothing; `unknown` where it could not be looked at. */
	readonly raises: Raises;
	readonly count: number;
	/** Seconds from the beginning of the observation. */
	readonly first: number;
	/** Started only from outside: `docker exec`, a health check. */
	readonly onlyByExec: boolean;
	/** Short names of the processes of the container that started it, where they could be seen. Untrusted text. */
	readonly startedBy: readonly string[];
};
