/** Why the kernel asked for a capability: although no program needed it, or needed another one, or for any `other` reason. */
export type StackReason = 'memory' | 'other' | 'overlay' | 'permission';

/** Kernel functions of one check that are kept: the reason is among the innermost. */
const MAX_FUNCTIONS = 24;

/**
 * The reason in the kernel functions of a check, innermost first.
 * - `memory`: each mmap(2), exec and fork asks whether the memory kept for an administrator may be used too, and pipe(2) whether the pipe
 *   may be larger than two pages although its user has many
 * - `overlay`: overlayfs asks a second time below it, with the credentials of its mounter, which has every capability
 * - `permission`: of a file or directory, where DAC_READ_SEARCH is asked for before DAC_OVERRIDE, which permits the same and more
 *
 * @source mm/util.c `__vm_enough_memory`; fs/pipe.c `alloc_pipe_info`; fs/overlayfs `ovl_override_creds`; fs/namei.c `generic_permission`
 */
export function reasonIn(functions: readonly string[]): StackReason {
	// `setattr_prepare.part.0` is a part that the compiler made.
	const names = functions.map(name => name.replace(/\..*/, ''));
	const overlay = names.findIndex(name => name.startsWith('ovl_'));
	// The first time, overlayfs asks with the credentials of the task, and no file system is called in between.
	const isBelow = names.slice(0, Math.max(0, overlay)).some(name => callsFileSystem.test(name));
	if (isBelow || asMounter.has(names[overlay] ?? '')) return 'overlay';
	if (names.some(name => /vm_enough_memory|^alloc_pipe_info$/.test(name))) return 'memory';
	return names.includes('generic_permission') ? 'permission' : 'other';
}

const callsFileSystem = /^(inode_permission|notify_change|may_delete|set_posix_acl|(lookup|vfs|__vfs)_\w+)$|xattr/;
/** What overlayfs asks itself with the credentials of its mounter. */
const asMounter = new Set(['ovl_can_decode_fh', 'ovl_copy_up_file', 'ovl_copy_xattr', 'ovl_open_realfile', 'ovl_path_open']);

const header = /^ *\S.{0,15}-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: <stack trace>$/;
const frame = /^ => ([\w.]+)/;

/** Parses the stacks in the text of a trace: a line of its task, then one for each function, innermost first. @source trace_output.c */
export function stackLines() {
	let open: {readonly pid: number; readonly functions: string[]} | null = null;
	return {
		/** Whether the line begins one. */
		begins(line: string): boolean {
			const [, pid] = (line.endsWith('<stack trace>') && header.exec(line)) || [];
			if (pid !== undefined) open = {pid: Number(pid), functions: []};
			return pid !== undefined;
		},
		/** Whether the line is a function of the one that is open. */
		continues(line: string): boolean {
			const [, name] = (open !== null && frame.exec(line)) || [];
			if (name !== undefined && open !== null && open.functions.length < MAX_FUNCTIONS) open.functions.push(name);
			return name !== undefined;
		},
		/** The stack that is complete with a line that does not continue it. */
		finish(): {readonly pid: number; readonly reason: StackReason} | null {
			const done = open;
			open = null;
			return done === null ? null : {pid: done.pid, reason: reasonIn(done.functions)};
		},
	};
}
