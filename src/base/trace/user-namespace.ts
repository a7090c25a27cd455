import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {HostTree} from '../host/host-tree.js';
import {hasCode} from '../lib/has-code.js';
import type {CheckEvent} from './trace-events.js';
import {parseTrace} from './trace-lines.js';

/**
 * The address of this program's user namespace, as checks in a trace show it: it asks for a capability that it has, to keep the groups that it has.
 * What was recorded until now is dropped, and the list of followed tasks is this program's. `null` where checks do not show it, before Linux 6.14.
 *
 * @param instance  records checks while `tracing_on` is 1
 */
export function ownUserNamespace(instance: string): string | null {
	const write = (file: string, text: string): void => writeFileSync(join(instance, file), text);
	if (process.getgroups === undefined || process.setgroups === undefined) return null;
	write('set_event_pid', String(process.pid));
	write('tracing_on', '1');
	try {
		process.setgroups(process.getgroups());
	} catch (error) {
		// Root without that capability: nothing is granted that could be seen.
		if (!hasCode(error, 'EPERM')) throw error;
	}
	write('tracing_on', '0');
	const events = parseTrace(readFileSync(join(instance, 'trace'), 'utf8'));
	write('trace', '');
	const asked = events.find(event => event.kind === 'check' && event.capability === 'SETGID' && event.pid === process.pid);
	return asked?.kind === 'check' ? asked.namespace : null;
}

/** Whether a process is in the user namespace of this program; `null` where it cannot be seen. */
export function sharesUserNamespace(tree: HostTree, pid: number): boolean | null {
	const [own, its] = ['self', pid].map(one => tree.link(`/proc/${one}/ns/user`));
	if (!own?.known || !its?.known || own.value === null || its.value === null) return null;
	return own.value === its.value;
}

/**
 * Whether a check was granted in another user namespace than this program's: who makes one has every capability in it, whatever the container may.
 *
 * @param own  by `ownUserNamespace`
 */
export const isGrantedElsewhere = ({namespace}: Pick<CheckEvent, 'namespace'>, own: string | null): boolean =>
	own !== null && namespace !== null && namespace !== own;

/**
 * The same of the checks of one container, which count in full where that is in another user namespace than this program.
 *
 * @param firstOf  its first process; `null` while that is not known
 */
export function seesGrantedElsewhere(
	tree: HostTree,
	own: string | null,
	firstOf: () => number | null,
): (check: CheckEvent) => boolean {
	let isInOurs: boolean | null = null;
	return check => {
		const pid = firstOf();
		if (pid) isInOurs ??= sharesUserNamespace(tree, pid);
		return isInOurs === true && isGrantedElsewhere(check, own);
	};
}
