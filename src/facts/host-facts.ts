import type {BlindSpot, Known} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {ListeningSocket} from './live-facts.js';

/** `lstat` and `stat` of one file, and of the directories above it. */
export type FileFacts = {
	readonly path: SafeText;
	readonly exists: boolean;
	/** Where symlinks lead, `null` when the path is real. */
	readonly realPath: SafeText | null;
	/** Permission bits with setuid, setgid and sticky: `0o7777` at most. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	readonly kind: 'file' | 'directory' | 'socket' | 'other';
	/** A directory above that group or others may write to without a sticky bit. */
	readonly writableParent: SafeText | null;
};

export type AuditRules = {
	/** `auditctl` shows the kernel's rules, files what will be loaded at boot. */
	readonly source: 'kernel' | 'files';
	/** False when auditing is switched off (`-e 0`): then the rules record nothing. `null`: not visible. */
	readonly enabled: boolean | null;
	/** Rules that record changes (permission `w`); one for reading or executing alone does not count. */
	readonly watched: readonly AuditWatch[];
};

export type AuditWatch = {
	/** As written, and where its symlinks lead. */
	readonly path: SafeText;
	readonly realPath: SafeText;
	/** `-w DIR` and `-F dir=` cover what lies below; `-F path=` does not. */
	readonly tree: boolean;
	/** It keeps the kernel from recording (`-a never,exit`): what it covers is lost to the rules after it. */
	readonly never?: true;
};

/** Settings of dockerd: of its process's own command line and of the configuration file that it names. */
export type DaemonConfiguration = {
	/** `/etc/docker/daemon.json` unless `--config-file` says otherwise. */
	readonly path: SafeText;
	readonly fileExists: boolean;
	/** Options merged: long option name (`icc`, `log-level`, `hosts`) to its value. Keys of the file and flags alike. */
	readonly options: Readonly<Record<string, unknown>>;
	/** Names of those that the command line sets, in the spelling of `options`; a snapshot of an older dockscope does not tell. */
	readonly onCommandLine?: readonly SafeText[];
	readonly binary: SafeText | null;
	/** Of the process that owns the engine's socket, in our pid namespace. */
	readonly pid: number;
	readonly uid: number;
};

export type Firewall = {
	readonly ufw: boolean | null;
	readonly firewalld: boolean | null;
	/** DOCKER-USER holds a rule that drops or rejects. `null`: not visible. */
	readonly dockerUserFilters: boolean | null;
	/** IPv6 filter rules exist. */
	readonly ipv6Filtered: boolean | null;
};

export type HostFacts = {
	/** Why nothing of the host was looked at (the engine runs elsewhere), else `null`. */
	readonly unseen: BlindSpot | null;
	/** Every file that a rule judges, by the path asked for. */
	readonly files: Readonly<Record<string, Known<FileFacts>>>;
	readonly auditRules: Known<AuditRules>;
	readonly daemon: Known<DaemonConfiguration>;
	/** Real path of each binary found: `dockerd`, `containerd`, `runc`… */
	readonly binaries: Readonly<Record<string, SafeText>>;
	/**
	 * Unit file of `docker.service`, `docker.socket`, `containerd.service`, `null` when there is none; drop-ins as
	 * `docker.service.d/x.conf`.
	 */
	readonly units: Readonly<Record<string, SafeText | null>>;
	/** Members of the group that owns the engine's socket, primary members too. */
	readonly socketGroup: Known<{readonly group: SafeText; readonly gid: number; readonly members: readonly SafeText[]}>;
	/** The engine's unix socket. */
	readonly socketPath: SafeText | null;
	/** Socket of the containerd that this engine uses, its own or the system's. */
	readonly containerdSocket: SafeText | null;
	/** `/info`.DockerRootDir. */
	readonly dataRoot: SafeText | null;
	/** Whether the data root lies on a file system of its own. */
	readonly dataRootIsMount: Known<boolean>;
	/** Certificates and keys of registries, below /etc/docker/certs.d. */
	readonly certificates: Known<readonly FileFacts[]>;
	/** TCP sockets on which dockerd itself listens. */
	readonly daemonListens: Known<readonly ListeningSocket[]>;
	readonly hostListens: Known<readonly ListeningSocket[]>;
	readonly dockerProxies: Known<number>;
	readonly firewall: Known<Firewall>;
	/** `/proc/sys/...` values that are judged. */
	readonly sysctls: Readonly<Record<string, SafeText>>;
	readonly securityModules: Known<readonly SafeText[]>;
	/**
	 * In a snapshot: where the sources of binds and devices really lead, of those that a link leads elsewhere; `null` for one that
	 * could not be followed. Absent: nobody followed them.
	 */
	readonly links?: Readonly<Record<string, SafeText | null>>;
};
