/** A unix socket that listens under a path, by the inode that names it in /proc/<pid>/fd. */
export type UnixListener = {readonly inode: string; readonly path: string};

/** `Num: RefCount Protocol Flags Type St Inode Path`; the flag 0x10000 is __SO_ACCEPTCON: it listens. @source proc_net_unix(5) */
const LISTENING_ROW = /^\S+: +\S+ +\S+ +\S{3}1\S{4} +\S+ +\S+ +(\d+) ([^@].*)$/;

/**
 * The listening sockets of a /proc/<pid>/net/unix that have a path. Abstract ones (`@…`) are no files, and no mount leads to them.
 *
 * @param ending  only paths that end so: a shim of containerd listens for each container
 */
export function unixListeners(table: string, ending = ''): UnixListener[] {
	return table.split('\n').flatMap(line => {
		const [, inode, path] = (line.endsWith(ending) && LISTENING_ROW.exec(line)) || [];
		return inode === undefined || path === undefined ? [] : [{inode, path}];
	});
}
