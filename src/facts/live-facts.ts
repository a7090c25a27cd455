import type {Known} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {Capability} from './capability-names.js';

/** One row of `/top`, asked for on demand. */
export type ProcessFacts = {
	readonly pid: number | null;
	readonly parent: number | null;
	/** Host uid; a name when the engine gave no number. */
	readonly uid: number | null;
	readonly user: SafeText;
	readonly gid: number | null;
	/** Supplementary groups on the host; `null` where the answer does not name them. */
	readonly groups: readonly number[] | null;
	/** Short name of the executable. */
	readonly command: SafeText;
	/** Whole command line, secrets masked. */
	readonly args: SafeText;
};

/** What /proc says of the container's first process, when the engine is local. */
export type ProcessTruth = {
	readonly pid: number;
	readonly effective: ReadonlySet<Capability>;
	readonly bounding: ReadonlySet<Capability>;
	readonly noNewPrivileges: boolean;
	/** 0 off, 1 strict, 2 filter. */
	readonly seccomp: number;
	/** Real, effective, saved, file system uid as the host sees them. */
	readonly uids: readonly number[];
	readonly gids: readonly number[];
	/** Supplementary groups as the host sees them. */
	readonly groups: readonly number[];
	/** True when uid 0 inside is uid 0 on the host. */
	readonly uidMapIsIdentity: boolean | null;
	/** Effective AppArmor or SELinux label with its mode, `docker-default (enforce)`; `null` when unreadable or off. */
	readonly label: SafeText | null;
	/** Sockets on which its own processes listen. */
	readonly listening: Known<readonly ListeningSocket[]>;
	/** All that listen in its network namespace, those of containers that share it too: who connects to its ports meets these. */
	readonly inNetwork: Known<readonly ListeningSocket[]>;
};

export type ListeningSocket = {
	readonly protocol: 'tcp' | 'udp';
	readonly family: 4 | 6;
	readonly address: SafeText;
	readonly port: number;
	/** Name of the process that owns it, when visible. */
	readonly process: SafeText | null;
};

export type ChangeFacts = {
	/** Paths added or modified below the system directories. */
	readonly systemPaths: readonly SafeText[];
	/** Added or modified files with an execute bit in a directory of PATH, /tmp, /dev/shm. */
	readonly executables: readonly SafeText[];
	readonly total: number;
};

export type ExecFacts = {
	readonly id: string;
	readonly running: boolean;
	readonly privileged: boolean;
	readonly user: SafeText;
	/** `null`: a name, of which the image's /etc/passwd tells who it is. */
	readonly isRoot: boolean | null;
	/** On the host; `null` when the answer has none. */
	readonly pid: number | null;
	readonly command: SafeText;
	/** The health check runs as an exec too. */
	readonly isHealthcheck: boolean;
};
