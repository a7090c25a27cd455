import type {BlindSpot, Known} from '../../answers/index.js';
import type {Capability, ListeningSocket, ProcessFacts} from '../../facts/index.js';
import type {ConfigFiles} from '../../facts/services/files/config-file.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {PrivilegedPrograms} from './privileged-programs.js';
import type {ProgramTraits} from './program-traits.js';

/** A path from `/changes`. Untrusted text: sanitise before painting. */
export type PathChange = {
	readonly path: string;
	readonly kind: 'modified' | 'added' | 'deleted';
	/** Not reported by the engine, but visible in the writable layer. */
	readonly isDirectory?: boolean;
	readonly isDevice?: boolean;
};

/** A directory that the container wrote to, as its archive headers show it now. */
export type DirectoryEvidence = {
	readonly path: string;
	/** Permission bits, at most `0o7777`. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** The image has files or links below it, which a tmpfs would hide; empty directories and what marks them are none. */
	readonly shipsContent: boolean;
	/** Directories that the image has below it: a program may need them, with their owner and mode. */
	readonly skeleton: readonly {readonly path: string; readonly mode: number; readonly uid: number; readonly gid: number}[];
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

/** Highest memory in bytes and number of tasks, `null` where only the other is known. */
export type Peaks = {
	readonly memory: number | null;
	readonly pids: number | null;
	readonly source: string;
	/** Seconds that each covers; `null`: it is a sample of one moment, and no peak. */
	readonly windows: {readonly memory: number | null; readonly pids: number | null};
};

/** A program that was executed while a container was observed. */
export type ExecutedProgram = {
	/** Untrusted text. */
	readonly path: string;
	readonly uid: number | null;
	/** Its file has the setuid or setgid bit, or file capabilities. */
	readonly raises: boolean;
	readonly count: number;
};

/** The running original, watched while it served its clients. */
export type Observation = {
	/** How long. */
	readonly seconds: number;
	/** Accepted by its sockets meanwhile; `null` where they cannot be counted. */
	readonly connections: number | null;
	readonly requests: number | null;
	readonly capabilities: readonly CapabilityUse[];
	readonly programs: readonly ExecutedProgram[];
	/** New in its writable layer. */
	readonly written: readonly PathChange[];
	readonly peaks: Peaks | null;
	/** Seconds before the end when a capability, program or path was seen for the first time; `null`: nothing new was. */
	readonly lastNew: number | null;
	/** What could not be watched, and why. */
	readonly missed: readonly SafeText[];
};

/** Evidence of what a container really uses. Each source states when it was not available, and what is lost by that. */
export type HardeningEvidence = {
	readonly processes: Known<readonly ProcessFacts[]>;
	readonly changes: Known<readonly PathChange[]>;
	/** By path; an unreadable directory is absent. */
	readonly directories: ReadonlyMap<string, DirectoryEvidence>;
	readonly peaks: Known<Peaks>;
	/** Configuration files in which its programs say how much they may use: `shared_buffers`, `maxmemory`, `pm.max_children`. */
	readonly sizes: ConfigFiles;
	readonly listening: Known<readonly ListeningSocket[]>;
	/** Running programs with a setuid file: they raise their privileges when executed again. */
	readonly setuidPrograms: Known<readonly string[]>;
	/** All that can be executed, running or not. */
	readonly privilegedPrograms: Known<PrivilegedPrograms>;
	readonly programs: Known<ProgramTraits>;
	readonly trace: Known<readonly CapabilityUse[]>;
	/** `null`: it was not observed. */
	readonly observation: Observation | null;
	/** `net.ipv4.ip_unprivileged_port_start` in its network namespace. */
	readonly portStart: Known<number>;
	/** One of its processes has called chroot. */
	readonly chrooted: Known<boolean>;
	/** A raw or packet socket is open in its network namespace. */
	readonly rawSockets: Known<boolean>;
};

/** Unavailable sources, for the list of blind spots: one that supplies several items is listed once. */
export function blindSpots(evidence: HardeningEvidence): BlindSpot[] {
	const {processes, changes, peaks, listening, privilegedPrograms, programs, trace, portStart, chrooted, rawSockets} = evidence;
	const sources = [processes, changes, peaks, listening, privilegedPrograms, programs, trace, portStart, chrooted, rawSockets];
	const spots = sources.flatMap(source => (source.known ? [] : [source.reason]));
	return spots.filter(
		(spot, index) => spots.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index,
	);
}
