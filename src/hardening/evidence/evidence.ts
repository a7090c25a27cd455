import type {BlindSpot, Known} from '../../answers/index.js';
import type {ContainerText} from '../../engine/archive-files.js';
import type {Capability, ListeningSocket, ProcessFacts} from '../../facts/index.js';

/** A path from `/changes`. Untrusted text: sanitise before painting. */
export type PathChange = {
	readonly path: string;
	readonly kind: 'modified' | 'added' | 'deleted';
	/** Not reported by the engine, but visible in the writable layer. */
	readonly isDirectory?: boolean;
};

/** A directory that the container wrote to, as its archive headers show it now. */
export type DirectoryEvidence = {
	readonly path: string;
	/** Permission bits, at most `0o7777`. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** The image has something below it, which a tmpfs would hide. */
	readonly shipsContent: boolean;
	/** Regular files that the container left there, without pid, lock and socket files. */
	readonly files: number;
	/** All headers were read; otherwise there may be more files. */
	readonly complete: boolean;
	readonly bytes: number;
	/** Something below it has another owner than root. */
	readonly foreignOwner: boolean;
	/** A file there may be executed, so a tmpfs needs `exec`. */
	readonly executes: boolean;
};

/** A capability that the kernel checked for the container, and granted. */
export type CapabilityUse = {
	readonly capability: Capability;
	/** Short names of the processes. */
	readonly by: readonly string[];
	readonly when: 'start' | 'serving' | 'stop';
};

/** Peak memory in bytes and peak number of tasks, `null` where only the other is known. */
export type Peaks = {readonly memory: number | null; readonly pids: number | null; readonly source: string};

/** Evidence of what a container really uses. Each source states when it was not available, and what is lost by that. */
export type HardeningEvidence = {
	readonly processes: Known<readonly ProcessFacts[]>;
	readonly changes: Known<readonly PathChange[]>;
	/** By path; an unreadable directory is absent. */
	readonly directories: ReadonlyMap<string, DirectoryEvidence>;
	readonly peaks: Known<Peaks>;
	readonly listening: Known<readonly ListeningSocket[]>;
	/** Running programs with a setuid file: they raise their privileges when executed again. */
	readonly setuidPrograms: Known<readonly string[]>;
	readonly trace: Known<readonly CapabilityUse[]>;
	/** `net.ipv4.ip_unprivileged_port_start` in its network namespace. */
	readonly portStart: Known<number>;
	/** One of its processes has called chroot. */
	readonly chrooted: Known<boolean>;
	/** A raw or packet socket is open in its network namespace. */
	readonly rawSockets: Known<boolean>;
	/** The scripts that it starts with; none where it has no secret that one of them could read from a file. */
	readonly entrypoint: Known<readonly ContainerText[]>;
};

/** Unavailable sources, for the list of blind spots: one that supplies several items is listed once. */
export function blindSpots(evidence: HardeningEvidence): BlindSpot[] {
	const {processes, changes, peaks, listening, trace, portStart, chrooted, rawSockets} = evidence;
	const spots = [processes, changes, peaks, listening, trace, portStart, chrooted, rawSockets].flatMap(source =>
		source.known ? [] : [source.reason],
	);
	return spots.filter(
		(spot, index) => spots.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index,
	);
}
