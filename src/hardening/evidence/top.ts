import type {ContainerTop} from '../../answers/index.js';
import type {ProcessFacts} from '../../facts/index.js';
import {maskSecrets} from '../../facts/secrets.js';
import {sanitise} from '../../terminal/sanitise.js';

/**
 * Rows of `/top` by column title, which differ between engines. Ids are those seen in the container, `null` when the engine
 * returned names or host ids.
 *
 * @param remapped  whether the container has its own user namespace: numeric users are then the host's, and only Podman's names
 * are the container's
 */
export function topProcesses(top: ContainerTop, remapped = false): ProcessFacts[] {
	const titles = (top.Titles ?? []).map(title => title.toUpperCase());
	const column = (row: readonly string[], ...names: string[]): string => {
		const index = titles.findIndex(title => names.includes(title));
		return index < 0 ? '' : (row[index] ?? '');
	};
	const namesAreItsOwn = titles.includes('HUSER');
	const uidOf = (row: readonly string[]): number | null => {
		const named = column(row, 'USER', ...(remapped ? [] : ['UID']));
		const byName = named === 'root' ? 0 : number(named);
		if (remapped) return namesAreItsOwn ? byName : null;
		return number(column(row, 'UID', 'HUSER')) ?? byName;
	};
	return (top.Processes ?? []).map(row => {
		const args = column(row, 'COMMAND', 'CMD', 'ARGS');
		return {
			pid: number(column(row, 'PID', 'HPID')),
			parent: number(column(row, 'PPID')),
			uid: uidOf(row),
			user: sanitise(column(row, 'USER', 'UID', 'HUSER')),
			gid: remapped ? null : number(column(row, 'GID', 'HGROUP')),
			groups: null,
			command: sanitise(column(row, 'COMM') || shortName(args)),
			args: maskSecrets(args),
		};
	});
}

const number = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

/** `nginx` of `nginx: worker process`, `/usr/sbin/nginx -g …`, `-sh`; at most the 15 bytes that the kernel keeps. */
function shortName(args: string): string {
	const word = args.trim().split(/\s+/)[0] ?? '';
	return word.replace(/^.*\//, '').replace(/:$/, '').replace(/^-/, '').slice(0, 15);
}
