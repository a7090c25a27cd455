import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {hasCode} from '../lib/has-code.js';

/** A process that stays distinguishable from a later one with the same number, also after a reboot or from another host. */
export type ProcessIdentity = {
	readonly host: string;
	/** Of this boot of the kernel; empty where there is no /proc. */
	readonly boot: string;
	/** `pid:[4026531836]`: in another pid namespace the same number means another process. */
	readonly namespace: string;
	readonly pid: number;
	/** As `startOf` gives it. */
	readonly start: string;
};

export const ownIdentity = (): ProcessIdentity => ({
	host: hostname(),
	boot: unlessAbsent(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
	namespace: unlessAbsent(() => readlinkSync('/proc/self/ns/pid')),
	pid: process.pid,
	start: startOf(process.pid),
});

/** Whether a process still runs. `unknown` where it cannot be seen from here: another host, another pid namespace, no /proc. */
export function isRunning(other: ProcessIdentity): 'running' | 'ended' | 'unknown' {
	const own = ownIdentity();
	if (other.host !== own.host || other.boot === '' || own.boot === '') return 'unknown';
	if (other.boot !== own.boot) return 'ended';
	if (other.namespace !== own.namespace) return 'unknown';
	return startOf(other.pid) === other.start ? 'running' : 'ended';
}

/**
 * Clock ticks at which a process began: distinguishes it from another that got its number later. Empty when it has ended, also while
 * its end has not been collected (a zombie).
 */
const startOf = (pid: number): string =>
	unlessAbsent(() => {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return /^[ZXx]/.test(state) ? '' : (fields[18] ?? '');
	});

/** Empty where the file is not there: no such process, or no /proc. */
function unlessAbsent(read: () => string): string {
	try {
		return read();
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ESRCH', 'ENOTDIR')) return '';
		throw error;
	}
}
