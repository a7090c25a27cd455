import type {Capability} from './capability-names.js';
import type {Identity} from './identities.js';

/** A process as the kernel's check of ptrace sees it: ids of the host, and what it may make effective. */
export type TracedProcess = {
	readonly uid: number | null;
	readonly gid: number | null;
	readonly capabilities: Iterable<Capability>;
};

/**
 * The kernel's check of ptrace, on which `/proc/PID/root`, `environ` and `mem` depend: CAP_SYS_PTRACE, or the same uid and gid and every
 * capability that the other has. With CAP_SETUID and CAP_SETGID any uid and gid is its own for as long as it takes to open the directory,
 * through which it then goes as root: setfsuid(2) is enough. Both in the same user namespace.
 * @source ptrace(2), "Ptrace access mode checking"; linux kernel/ptrace.c, security/commoncap.c (cap_ptrace_access_check); tried on 6.18
 */
export function mayEnterProcess({uid, gids, capabilities}: Identity, process: TracedProcess): boolean {
	if (capabilities.has('SYS_PTRACE')) return true;
	if (process.uid === null || process.gid === null) return false;
	const isUser = uid === process.uid;
	if (!isUser && !capabilities.has('SETUID')) return false;
	if (gids[0] !== process.gid && !capabilities.has('SETGID')) return false;
	return [...process.capabilities].every(name => capabilities.has(name) && (isUser || !OF_FILES.has(name)));
}

/** What a root process gives up with its file system uid. @source capabilities(7), "Effect of user ID changes on capabilities" */
const OF_FILES: ReadonlySet<Capability> = new Set([
	'CHOWN',
	'DAC_OVERRIDE',
	'DAC_READ_SEARCH',
	'FOWNER',
	'FSETID',
	'LINUX_IMMUTABLE',
	'MAC_OVERRIDE',
	'MKNOD',
]);
