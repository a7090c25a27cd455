import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';

export type AuthoredEntry =
	| string
	| {readonly content?: string; readonly mode?: number; readonly uid?: number; readonly gid?: number}
	| {readonly directory: true; readonly mode?: number; readonly uid?: number; readonly gid?: number}
	| {readonly link: string};

/** The root directory of a host that a test has written; removed when the test has finished. */
export type AuthoredHost = {readonly root: string};

/** Writes a host: path to content, to a mode, or to where a symbolic link leads. Directories on the way are 755. */
export function authoredHost(entries: Readonly<Record<string, AuthoredEntry>>): AuthoredHost {
	const root = mkdtempSync(join(tmpdir(), 'dockscope-host-'));
	onTestFinished(() => rmSync(root, {recursive: true, force: true}));
	for (const [path, entry] of Object.entries(entries)) place(join(root, path), entry);
	return {root};
}

function place(path: string, entry: AuthoredEntry): void {
	mkdirSync(dirname(path), {recursive: true, mode: 0o755});
	if (typeof entry === 'string') {
		writeFileSync(path, entry, {mode: 0o644});
		return;
	}
	if ('link' in entry) {
		symlinkSync(entry.link, path);
		return;
	}
	if ('directory' in entry) mkdirSync(path, {recursive: true});
	else writeFileSync(path, entry.content ?? '');
	// The umask of the caller decides nothing.
	chmodSync(path, entry.mode ?? ('directory' in entry ? 0o755 : 0o644));
	if (entry.uid !== undefined || entry.gid !== undefined) chownSync(path, entry.uid ?? 0, entry.gid ?? 0);
}

export type AuthoredProcess = {
	readonly pid: number;
	readonly comm: string;
	readonly exe: string;
	readonly args?: readonly string[];
	readonly parent?: number;
	readonly uid?: number;
	/** Ids in the pid namespaces below ours, for a process of a container. */
	readonly nested?: readonly number[];
	/** Inodes of the sockets that it holds. */
	readonly sockets?: readonly number[];
	/** Unix sockets that listen in its network namespace: path to inode. */
	readonly unix?: Readonly<Record<string, number>>;
	/** Where its root directory is, relative to its folder of /proc. */
	readonly rootLink?: string;
	readonly status?: string;
};

/** The entries of /proc for a process. */
export function processEntries(process: AuthoredProcess): Record<string, AuthoredEntry> {
	const {pid, comm, exe, args = [], parent = 1, uid = 0, nested = [], sockets = [], unix = {}} = process;
	const at = `/proc/${pid}`;
	const rows = Object.entries(unix).map(
		([path, inode]) => `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} ${path}`,
	);
	return {
		[`${at}/comm`]: `${comm}\n`,
		[`${at}/cmdline`]: `${[exe, ...args].join('\0')}\0`,
		[`${at}/exe`]: {link: exe},
		[`${at}/root`]: {link: process.rootLink ?? '../..'},
		[`${at}/status`]: `Name:\t${comm}\nPPid:\t${parent}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${uid}\t${uid}\t${uid}\t${uid}\nNSpid:\t${[pid, ...nested].join('\t')}\n${process.status ?? ''}`,
		[`${at}/net/unix`]: `Num       RefCount Protocol Flags    Type St Inode Path\n${rows.join('\n')}\n`,
		[`${at}/fd`]: {directory: true},
		...Object.fromEntries(sockets.map((inode, index) => [`${at}/fd/${index + 3}`, {link: `socket:[${inode}]`}])),
	};
}

/** A row of /proc/net/tcp: `00000000:1F90` listens on every address, port 8080. */
export const tcpRow = (local: string, inode: number, state = '0A'): string =>
	`   0: ${local} ${local.length > 13 ? '0'.repeat(32) : '00000000'}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1`;

export const socketTable = (...rows: string[]): string =>
	`  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n${rows.join('\n')}\n`;
