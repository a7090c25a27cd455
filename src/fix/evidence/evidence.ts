import {
	type BlindSpot,
	type Capability,
	type CapabilityUse,
	type ConfigFiles,
	type ContainerText,
	type ExecutedProgram,
	type Known,
	type ListeningSocket,
	type ObservedUse,
	type PathChange,
	type PrivilegedPrograms,
	type ProcessFacts,
	type SafeText,
	trusted,
} from '../../base/index.js';
import type {BelowMount, HostUse} from './host-use.js';
import type {ProgramTraits} from './program-traits.js';

export type {CapabilityUse, ExecutedProgram, ObservedUse, PathChange};

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
	/** `null`: it was watched for this plan. Otherwise the recorder has watched it, over restarts and new containers of the same image and configuration. */
	readonly recording: RecordedNeeds | null;
};

/** What only a recording has. */
export type RecordedNeeds = {
	/** A start was watched from the first program on. */
	readonly coversStart: boolean;
	/** Gaps and what else makes less of it; what was watched is not weakened by them. */
	readonly remarks: readonly SafeText[];
	/** `0.0.0.0:80/tcp` */
	readonly listeners: readonly SafeText[];
	readonly destinations: readonly SafeText[];
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
	readonly hostUse: Known<HostUse>;
	/** By destination; mounts of the host that matter. */
	readonly below: ReadonlyMap<string, Known<BelowMount>>;
	/** Seconds since it started; `null` where that is not known. */
	readonly runningFor: number | null;
	/** `null` when it was not observed or recorded. */
	readonly observation: Observation | null;
	/** Why the store of the recorder says nothing here, where there is one. */
	readonly unrecorded: SafeText | null;
	/** The scripts that it starts with; none where it has no secret that one of them could read from a file. */
	readonly entrypoint: Known<readonly ContainerText[]>;
};

/** Unavailable sources, for the list of blind spots: one that supplies several items is listed once. */
export function blindSpots(evidence: HardeningEvidence): BlindSpot[] {
	const {processes, changes, peaks, listening, privilegedPrograms, programs, startScripts, trace} = evidence;
	const {portStart, chrooted, rawSockets, observation, unrecorded} = evidence;
	const sources = [processes, changes, peaks, listening, privilegedPrograms, programs, startScripts, trace];
	const spots = [
		...[...sources, portStart, chrooted, rawSockets].flatMap(source => (source.known ? [] : [source.reason])),
		...(observation?.missed ?? []).map(reason => ({
			source: trusted(observation?.recording ? 'recorder' : 'observation'),
			reason,
		})),
		...(observation?.recording?.remarks ?? []).map(reason => ({source: trusted('recorder'), reason})),
		...(unrecorded === null ? [] : [{source: trusted('recorder'), reason: unrecorded}]),
	];
	return spots.filter(
		(spot, index) => spots.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index,
	);
}
