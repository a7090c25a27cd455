import type {BlindSpot, Known} from '../../answers/index.js';
import type {ContainerText} from '../../engine/archive-files.js';
import type {Capability, ListeningSocket, ProcessFacts} from '../../facts/index.js';
import type {ConfigFiles} from '../../facts/services/files/config-file.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
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
	/** `idle`: while nothing was asked of it; a job. */
	readonly when: 'start' | 'serving' | 'idle' | 'stop';
};

/** Highest memory in bytes and number of tasks, `null` where only the other is known. */
export type Peaks = {
	readonly memory: number | null;
	readonly pids: number | null;
	readonly source: string;
	/** Seconds that each covers; `null`: it is a sample of one moment, and no peak. */
	readonly windows: {readonly memory: number | null; readonly pids: number | null};
};

/** A command of a start-up script that needs a capability. */
export type ScriptNeed = {
	readonly capability: Capability;
	readonly command: string;
	/** Path of the script, or `command line`. Untrusted text. */
	readonly where: string;
};

/** What the live original used of a capability while it was observed. */
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
	readonly raises: 'set-uid' | 'set-gid' | 'file capabilities' | 'unknown' | null;
	readonly count: number;
	/** Seconds from the beginning of the observation. */
	readonly first: number;
	/** Started only from outside: `docker exec`, a health check. */
	readonly onlyByExec: boolean;
	/** Short names of the processes of the container that started it, where they could be seen. Untrusted text. */
	readonly startedBy: readonly string[];
};

/** The running original, watched while it served its real clients. */
export type Observation = {
	/** How long. */
	readonly seconds: number;
	/** TCP connections that were accepted in its network namespace, over loopback too; `null` where they cannot be counted. */
	readonly connections: number | null;
	/** `null` where they cannot be counted; the kernel counts connections only. */
	readonly requests: number | null;
	/** Capabilities and programs were watched the whole time, and no event was lost. */
	readonly traced: boolean;
	readonly capabilities: readonly ObservedUse[];
	readonly programs: readonly ExecutedProgram[];
	/** New in the writable layer. A file that existed for a few seconds only may be missing. */
	readonly written: readonly PathChange[];
	readonly peaks: Peaks | null;
	/**
	 * Seconds before the end at which something new last appeared: a capability, a program, or a file in a directory without new files
	 * before; `null` when nothing was seen at all.
	 */
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
	readonly startScripts: Known<readonly ScriptNeed[]>;
	readonly trace: Known<readonly CapabilityUse[]>;
	/** `net.ipv4.ip_unprivileged_port_start` in its network namespace. */
	readonly portStart: Known<number>;
	/** One of its processes has called chroot. */
	readonly chrooted: Known<boolean>;
	/** A raw or packet socket is open in its network namespace. */
	readonly rawSockets: Known<boolean>;
	/** `null` when it was not observed. */
	readonly observation: Observation | null;
	/** The scripts that it starts with; none where it has no secret that one of them could read from a file. */
	readonly entrypoint: Known<readonly ContainerText[]>;
};

/** Unavailable sources, for the list of blind spots: one that supplies several items is listed once. */
export function blindSpots(evidence: HardeningEvidence): BlindSpot[] {
	const {processes, changes, peaks, listening, privilegedPrograms, programs, startScripts, trace} = evidence;
	const {portStart, chrooted, rawSockets, observation} = evidence;
	const sources = [processes, changes, peaks, listening, privilegedPrograms, programs, startScripts, trace];
	const spots = [
		...[...sources, portStart, chrooted, rawSockets].flatMap(source => (source.known ? [] : [source.reason])),
		...(observation?.missed ?? []).map(reason => ({source: trusted('observation'), reason})),
	];
	return spots.filter(
		(spot, index) => spots.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index,
	);
}
