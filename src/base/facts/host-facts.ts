import type {BlindSpot, Known} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import type {Capability} from './capability-names.js';
import type {Firewall} from './firewall/packet-filter.js';
import type {ListeningSocket} from './live-facts.js';
import type {MountedSource} from './mount-facts.js';

/** `lstat` and `stat` of one file, and of its parent directories. */
export type FileFacts = {
	readonly path: SafeText;
	readonly exists: boolean;
	/** Where symlinks lead, `null` when the path has none. */
	readonly realPath: SafeText | null;
	/** Permission bits with setuid, setgid and sticky, at most `0o7777`. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly kind: 'file' | 'directory' | 'socket' | 'other';
	/** A parent directory that group or others may write to and that has no sticky bit. */
	readonly writableParent: SafeText | null;
};

export type AuditRules = {
	/** `auditctl` reports the kernel's rules; the files are what is loaded at boot. */
	readonly source: 'kernel' | 'files';
	/** False when auditing is disabled (`-e 0`): the rules then record nothing. `null`: not visible. */
	readonly enabled: boolean | null;
	/** Rules that record changes (permission `w`); a rule for only reading or executing does not count. */
	readonly watched: readonly AuditWatch[];
};

export type AuditWatch = {
	/** As written, and with symlinks resolved. */
	readonly path: SafeText;
	readonly realPath: SafeText;
	/** `-w DIR` and `-F dir=` are recursive; `-F path=` is not. */
	readonly tree: boolean;
	/** Excludes from auditing (`-a never,exit`): later rules do not record what it covers. */
	readonly never?: true;
};

/** Settings of dockerd, from the command line of its process and the configuration file that it names. */
export type DaemonConfiguration = {
	/** `/etc/docker/daemon.json` unless `--config-file` says otherwise. */
	readonly path: SafeText;
	readonly fileExists: boolean;
	/** Merged options: long option name (`icc`, `log-level`, `hosts`) to its value, from both the file and flags. */
	readonly options: Readonly<Record<string, unknown>>;
	/** Names of the options set on the command line, spelled as in `options`; absent in snapshots of older versions of dockscope. */
	readonly onCommandLine?: readonly SafeText[];
	readonly binary: SafeText | null;
	/** Of the process that owns the engine's socket, in our PID namespace. */
	readonly pid: number;
	readonly uid: number;
};

/** Processes of one user of the host with one set of permitted capabilities. */
export type HostProcess = {readonly uid: number; readonly gid: number; readonly capabilities: readonly Capability[]};

export type HostFacts = {
	/** Why nothing was read from the host (the engine runs elsewhere), else `null`. */
	readonly unseen: BlindSpot | null;
	/** Every file that a rule checks, by the requested path. */
	readonly files: Readonly<Record<string, Known<FileFacts>>>;
	readonly auditRules: Known<AuditRules>;
	readonly daemon: Known<DaemonConfiguration>;
	/** Real path of each binary found: `dockerd`, `containerd`, `runc`… */
	readonly binaries: Readonly<Record<string, SafeText>>;
	/**
	 * Unit files of `docker.service`, `docker.socket`, `containerd.service`, `null` when there is none; drop-ins as
	 * `docker.service.d/x.conf`.
	 */
	readonly units: Readonly<Record<string, SafeText | null>>;
	/** Members of the group that owns the engine's socket, including those with it as their primary group. */
	readonly socketGroup: Known<{readonly group: SafeText; readonly gid: number; readonly members: readonly SafeText[]}>;
	/** The engine's unix socket. */
	readonly socketPath: SafeText | null;
	/** Socket of the containerd that this engine uses, either its own or the system's. */
	readonly containerdSocket: SafeText | null;
	/** `/info`.DockerRootDir. */
	readonly dataRoot: SafeText | null;
	/** Whether the data root is on a separate file system. */
	readonly dataRootIsMount: Known<boolean>;
	/** Certificates and keys of registries, below /etc/docker/certs.d. */
	readonly certificates: Known<readonly FileFacts[]>;
	/** TCP sockets that dockerd itself listens on. */
	readonly daemonListens: Known<readonly ListeningSocket[]>;
	readonly hostListens: Known<readonly ListeningSocket[]>;
	readonly dockerProxies: Known<number>;
	readonly firewall: Known<Firewall>;
	/** Whether /sys/kernel/uevent_helper is there, a program that the kernel starts as root; absent: not looked for. */
	readonly ueventHelper?: boolean;
	/** Which of `SERVICE_SOCKETS` are there; absent: not looked for. */
	readonly serviceSockets?: readonly SafeText[];
	/** Users of the host's own processes, through which others may get to its files; absent: they could not be seen. */
	readonly processes?: readonly HostProcess[];
	/** The `/proc/sys/...` values that rules check. */
	readonly sysctls: Readonly<Record<string, SafeText>>;
	readonly securityModules: Known<readonly SafeText[]>;
	/**
	 * In a snapshot: the targets of bind and device sources that are symlinks; `null` for one that could not be followed. Absent: not
	 * resolved.
	 */
	readonly links?: Readonly<Record<string, SafeText | null>>;
	/** In a snapshot: what lies at mounted paths, of those that could be looked at. Absent: no one looked. */
	readonly sources?: Readonly<Record<string, MountedSource>>;
};
