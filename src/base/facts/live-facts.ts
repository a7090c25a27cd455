import type {Known} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import type {Capability} from './capability-names.js';
import type {FileCapability} from './file-capabilities.js';

/** Programs with which a process of the container gains privileges by executing them. */
export type PrivilegedPrograms = {
	readonly setuid: readonly SafeText[];
	/** Only setgid: who executes one joins a group, and does not become another user. */
	readonly setgid: readonly SafeText[];
	readonly capable: readonly FileCapability[];
};

/** One row of `/top`, fetched on demand. */
export type ProcessFacts = {
	readonly pid: number | null;
	readonly parent: number | null;
	/** Host uid; `null` when the engine returned a name instead of a number. */
	readonly uid: number | null;
	readonly user: SafeText;
	readonly gid: number | null;
	/** Supplementary groups on the host; `null` when the answer does not list them. */
	readonly groups: readonly number[] | null;
	/** Short name of the executable. */
	readonly command: SafeText;
	/** Full command line, secrets masked. */
	readonly args: SafeText;
};

/** What /proc shows of the container's first process, when the engine is local. */
export type LiveState = {
	readonly pid: number;
	readonly effective: ReadonlySet<Capability>;
	readonly bounding: ReadonlySet<Capability>;
	/** What it may make effective again without another program. */
	readonly permitted: ReadonlySet<Capability>;
	readonly noNewPrivileges: boolean;
	/** 0 off, 1 strict, 2 filter. */
	readonly seccomp: number;
	/** Real, effective, saved and file system uid as seen on the host. */
	readonly uids: readonly number[];
	readonly gids: readonly number[];
	/** Supplementary groups as seen on the host. */
	readonly groups: readonly number[];
	/** True when uid 0 inside is uid 0 on the host. */
	readonly uidMapIsIdentity: boolean | null;
	/** The uids of the host that its user namespace maps; missing where the map was not readable. */
	readonly mappedUids?: readonly UidRange[];
	/** Effective AppArmor or SELinux label with its mode, `docker-default (enforce)`; `null` when unreadable or off. */
	readonly label: SafeText | null;
};

/** Listening sockets that /proc shows. They follow from what a container runs, not from the privileges that it runs with. */
export type SocketFacts = {
	/** Those that its own processes listen on. */
	readonly own: Known<readonly ListeningSocket[]>;
	/** All in its network namespace, including those of containers that share it: clients of its ports reach these. */
	readonly inNetwork: Known<readonly ListeningSocket[]>;
};

/** Uids of the host from `first` on, which a user namespace shows as those from `inside` on. */
export type UidRange = {readonly inside: number; readonly first: number; readonly count: number};

export type ListeningSocket = {
	readonly protocol: 'tcp' | 'udp';
	readonly family: 4 | 6;
	readonly address: SafeText;
	readonly port: number;
	/** Name of the process that owns it, if visible. */
	readonly process: SafeText | null;
};

export type ChangeFacts = {
	/** Paths added, modified or deleted in system directories. */
	readonly systemPaths: readonly SafeText[];
	/** Added or modified files with an execute bit in a directory of the container's PATH, or where programs are usually dropped. */
	readonly executables: readonly SafeText[];
	/** Removed files of those directories of PATH. */
	readonly removedPrograms: readonly SafeText[];
	/** Files there whose mode was not examined: whether they can be executed is not known. */
	readonly unexamined: number;
	readonly total: number;
	/** What changed, directories that only contain a change left out: how many of each kind, and the first of them, those with a mark before the others. */
	readonly counts: Readonly<Record<ChangedPathFacts['change'], number>>;
	readonly listed: readonly ChangedPathFacts[];
};

export type ChangedPathFacts = {
	readonly path: SafeText;
	readonly change: 'added' | 'modified' | 'deleted';
	/** `program`: with an execute bit, in a directory of PATH; `executable`: elsewhere; `system`: in a system directory. */
	readonly mark: 'program' | 'executable' | 'system' | null;
};

export type ExecFacts = {
	readonly id: string;
	readonly running: boolean;
	readonly privileged: boolean;
	readonly user: SafeText;
	/** `null`: a name that only the image's /etc/passwd resolves. */
	readonly isRoot: boolean | null;
	/** On the host; `null` when the answer has no PID. */
	readonly pid: number | null;
	readonly command: SafeText;
	/** The health check runs as an exec, too. */
	readonly isHealthcheck: boolean;
};
