import {posix} from 'node:path';
import {type HostTree, textAt} from './host-tree.js';
import {commOf, TASK_NAME_LENGTH} from './process-table.js';

/** Words of a command line among which a script's name is. */
const MAX_WORDS = 8;

/**
 * The name by which a process was executed, as an exec of it shows it later: most have it as their short name, which some change (Node).
 * `null` when it has ended.
 */
export function executedName(tree: HostTree, pid: number): string | null {
	const name = commOf(tree, pid);
	const words = textAt(tree, `/proc/${pid}/cmdline`)
		.split('\0')
		.slice(0, MAX_WORDS)
		.map(word => posix.basename(word));
	const [called = ''] = words;
	if (name === null || called === '' || words.some(word => word.slice(0, TASK_NAME_LENGTH) === name)) return name;
	const exe = tree.link(`/proc/${pid}/exe`);
	return exe.known && posix.basename(exe.value ?? '').startsWith(called) ? called : name;
}
