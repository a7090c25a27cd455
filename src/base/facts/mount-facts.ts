import type {SafeText} from '../text/safe-text.js';

/** How much of the host a path exposes; the list is in `facts/sensitive-paths.ts`. */
export type PathSensitivity = {
	/** The listed path that matched: equal to, above or below the source. */
	readonly listed: SafeText;
	readonly relation: 'is' | 'contains' | 'inside';
	/** What an attacker who can write there gains; `null` when writing is not the danger. */
	readonly whenWritten: 'host-root' | 'tamper' | null;
	/** What reading exposes; `null` when harmless. */
	readonly whenRead: 'secrets' | 'information' | null;
};

/** Whose a file, socket, device or directory is, and its permission bits. Ids of the host. To connect to a socket takes the permission to write. @source unix(7) */
export type FileAccess = {readonly uid: number; readonly gid: number; readonly mode: number};

/** What lies at a mounted path of the host, as the host itself sees it. */
export type MountedSource = {
	readonly kind: 'file' | 'directory' | 'socket' | 'other' | 'missing';
	/** The socket of an engine, containerd or the like that it is or contains, whatever its name. */
	readonly runtimeSocket: SafeText | null;
	/** The file of that socket; of any other socket, its own. */
	readonly socket: FileAccess | null;
	/** Of what lies there itself; absent in snapshots of an older dockscope. */
	readonly owner?: FileAccess;
	/** Of a directory that holds the homes of users: whose each is; absent: it holds none, or they could not be listed. */
	readonly homes?: readonly FileAccess[];
	/** Of a directory that holds credentials: whose each of them is, behind the directories that lead to it; absent: not looked for. */
	readonly secrets?: readonly (readonly FileAccess[])[];
	/** Of a directory that holds a runtime's socket: the directories between the two. */
	readonly way?: readonly FileAccess[];
	/** True where that socket is in another file system: a bind that leaves out what is mounted below does not bring it. */
	readonly apart?: true;
	/** What is mounted below it and is, by another name, a listed path of the host. */
	readonly below?: readonly {readonly path: SafeText; readonly owner: FileAccess}[];
	/** Why it may be or contain a runtime socket although none was found; `null` when that is decided. */
	readonly doubt: SafeText | null;
	/** True for a directory where none of the usual sockets below it is there. */
	readonly lacksUsualSockets?: true;
};

export type MountFacts = {
	readonly kind: 'bind' | 'volume' | 'tmpfs' | 'other';
	readonly volume: SafeText | null;
	readonly anonymous: boolean;
	/** As reported by the engine. */
	readonly source: SafeText;
	/** The host path that is really mounted, after following bind options of volumes and symlinks where they are visible. */
	readonly realSource: SafeText;
	/** Why realSource differs from source, else `null`: the links that every distribution has (`/var/run`) do not count. */
	readonly resolvedThrough: 'volume-options' | 'symlink' | 'submount' | null;
	/** False when the host or a directory on the way is not visible, so that a symlink there would go unnoticed. */
	readonly linksFollowed: boolean;
	readonly destination: SafeText;
	readonly writable: boolean;
	/** What is mounted on the host below the source comes along. */
	readonly submounts: boolean;
	/** `''` when the engine does not report it. */
	readonly propagation: SafeText;
	readonly sensitivity: PathSensitivity | null;
	/** The runtime socket that is the source or lies below it. `ro` does not help: connect still works. */
	readonly runtimeSocket: SafeText | null;
	/** The file of that socket; `null` when there is none, or when it was not seen. */
	readonly socket: FileAccess | null;
	/** Why the source may be or contain a runtime socket although none was found; `null` when that is decided. */
	readonly socketDoubt: SafeText | null;
	/** Whose the source is; `null` when it was not seen. */
	readonly owner: FileAccess | null;
	/** Whose the credentials in it are, each behind the directories that lead to it; `null`: they were not looked for. */
	readonly secrets: readonly (readonly FileAccess[])[] | null;
	/** The directories that lead from it to the socket that it holds. */
	readonly way: readonly FileAccess[];
	/** Whose the homes are that come along; `null`: they were not looked at. */
	readonly homes: readonly FileAccess[] | null;
	/** True for a file, a socket or a device, where the owner decides for all that is mounted. */
	readonly isFile: boolean;
	/** Type and options of a network file system mounted through a volume (`nfs`, `cifs`), password masked. */
	readonly remote: SafeText | null;
};
