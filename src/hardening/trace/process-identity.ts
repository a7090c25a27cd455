import {readFileSync} from 'node:fs';
import {openTree} from '../../host/host-tree.js';

/** `pid:[4026531836]`: tells process numbers of a container from those of its host. Empty where there is no /proc. */
export function pidNamespace(): string {
	const link = openTree('/').link('/proc/self/ns/pid');
	return (link.known && link.value) || '';
}

/**
 * Clock ticks at which a process began: tells it from another that got its number later. Empty when it has ended, also while nobody
 * has taken note of its end (a zombie).
 */
export function startOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return /^[ZXx]/.test(state) ? '' : (fields[18] ?? '');
	} catch (error) {
		if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
		throw error;
	}
}
