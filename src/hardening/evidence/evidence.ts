import type {BlindSpot, Known} from '../../answers/index.js';
import type {Capability, ListeningSocket, ProcessFacts} from '../../facts/index.js';

/** A path of `/changes`. Outside text: sanitise before painting. */
export type PathChange = {
	readonly path: string;
	readonly kind: 'modified' | 'added' | 'deleted';
	/** The engine does not report it; the writable layer shows it. */
	readonly isDirectory?: boolean;
};

/** A directory that the container wrote to, as the headers of its archive show it now. */
export type DirectoryEvidence = {
	readonly path: string;
	/** Permission bits, `0o7777` at most. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** The image has something below it, which a tmpfs would hide. */
	readonly shipsContent: boolean;
	/** Regular files that the container left there, pid, lock and socket files apart. */
	readonly files: number;
	/** All headers were read; where they were not, there may be more files. */
	readonly complete: boolean;
	readonly bytes: number;
	/** Something below belongs to another uid than root. */
	readonly foreignOwner: boolean;
	/** A file there may be executed: a tmpfs must allow it. */
	readonly executes: boolean;
};

/** A capability that the kernel was asked for on behalf of the container, and granted. */
export type CapabilityUse = {
	readonly capability: Capability;
	/** Short names of the processes. */
	readonly by: readonly string[];
	readonly when: 'start' | 'serving' | 'stop';
};

/** Memory in bytes and number of tasks at their highest, `null` where only the other is known. */
export type Peaks = {readonly memory: number | null; readonly pids: number | null; readonly source: string};

/** What is known about what a container really uses. Each source says when it could not be had, and thereby what is lost. */
export type HardeningEvidence = {
	readonly processes: Known<readonly ProcessFacts[]>;
	readonly changes: Known<readonly PathChange[]>;
	/** By path; a directory that could not be read is absent. */
	readonly directories: ReadonlyMap<string, DirectoryEvidence>;
	readonly peaks: Known<Peaks>;
	readonly listening: Known<readonly ListeningSocket[]>;
	/** Programs among the live processes whose file is setuid: they raise themselves when they are run again. */
	readonly setuidPrograms: Known<readonly string[]>;
	readonly trace: Known<readonly CapabilityUse[]>;
	/** `net.ipv4.ip_unprivileged_port_start` in its network namespace. */
	readonly portStart: Known<number>;
	/** A process of it lives in a root directory of its own. */
	readonly chrooted: Known<boolean>;
	/** A raw or packet socket is open in its network namespace. */
	readonly rawSockets: Known<boolean>;
};

/** The sources that could not be had, for the blind spots line: one that gives several things is listed once. */
export function blindSpots(evidence: HardeningEvidence): BlindSpot[] {
	const {processes, changes, peaks, listening, trace, portStart, chrooted, rawSockets} = evidence;
	const spots = [processes, changes, peaks, listening, trace, portStart, chrooted, rawSockets].flatMap(source =>
		source.known ? [] : [source.reason],
	);
	return spots.filter(
		(spot, index) => spots.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index,
	);
}
