import {type HostTree, textAt} from '../../../base/index.js';

/** What a process reads from; `other`: a file, a pipe or a socket that does not leave the machine. */
export type ProcessInput = 'terminal' | 'socket' | 'other';

/**
 * What a process reads from; `null` where it has ended.
 *
 * A Unix socket is no connection: Node gives its children a pair of them as their pipes, and sshd its sessions without a terminal.
 *
 * @source libuv, src/unix/process.c (uv__process_init_stdio); /proc/<pid>/net/unix: the seventh column is the inode
 */
export function inputOf(tree: HostTree, pid: number): ProcessInput | null {
	const link = tree.link(`/proc/${pid}/fd/0`);
	if (!link.known || link.value === null) return null;
	const inode = /^socket:\[(\d+)\]$/.exec(link.value)?.[1];
	if (inode === undefined) return /^\/dev\/(pts\/|tty|console)/.test(link.value) ? 'terminal' : 'other';
	// The name of a Unix socket may contain anything, lines too: the tables of connections decide first.
	const isIn = (table: string, before: number): boolean =>
		new RegExp(`^ *(?:\\S+ +){${before}}${inode}(?: |$)`, 'm').test(textAt(tree, `/proc/${pid}/net/${table}`));
	const isConnection = ['tcp', 'tcp6', 'udp', 'udp6'].some(table => isIn(table, 9));
	return !isConnection && isIn('unix', 6) ? 'other' : 'socket';
}
