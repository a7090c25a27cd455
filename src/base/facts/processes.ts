import type {ContainerTop} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import type {ProcessFacts} from './live-facts.js';
import {strings} from './read.js';
import {maskSecrets} from './secrets.js';

/**
 * Rows of `GET /containers/{id}/top`, by column title: those of the `ps` that the engine ran (`UID PID … CMD`, or the
 * columns requested with `ps_args`), or Podman's own (`USER PID PPID %CPU …`).
 */
export function processFacts(top: ContainerTop): readonly ProcessFacts[] {
	const titles = strings(top.Titles).map(title => title.trim().toUpperCase());
	const rows: unknown = top.Processes;
	return Array.isArray(rows) ? rows.filter(Array.isArray).map(row => processRow(titles, row)) : [];
}

function processRow(titles: readonly string[], row: readonly unknown[]): ProcessFacts {
	const cell = (...names: readonly string[]): string => {
		const at = titles.findIndex(title => names.includes(title));
		const value = at === -1 ? undefined : row[at];
		return typeof value === 'string' ? value.trim() : '';
	};
	// `comm` and `args` have the same title; the full command line is last.
	const last = row.at(-1);
	const args = typeof last === 'string' && isCommand(titles.at(-1) ?? '') ? last.trim() : cell(...COMMANDS);
	const short = titles.filter(isCommand).length > 1 ? cell(...COMMANDS) : '';
	const host = cell('UID', 'RUID', 'EUID', 'HUSER');
	const name = cell('USER', 'EUSER', 'RUSER');
	// Podman shows a question mark when it cannot determine the host user.
	const user = host === '' || host === '?' ? name : host;
	const group = cell('GID', 'EGID', 'RGID', 'HGROUP');
	return {
		pid: whole(cell('PID', 'HPID')),
		parent: whole(cell('PPID')),
		uid: whole(user) ?? (user === 'root' ? 0 : null),
		user: sanitise(name || user),
		gid: whole(group) ?? (group === 'root' ? 0 : null),
		groups: groupList(cell('SUPGID', 'HGROUPS')),
		command: sanitise(short || executable(args)),
		args: maskSecrets(args),
	};
}

const COMMANDS: readonly string[] = ['COMMAND', 'CMD', 'COMM', 'ARGS'];
const isCommand = (title: string): boolean => COMMANDS.includes(title);

const whole = (cell: string): number | null => (/^\d{1,10}$/.test(cell) ? Number(cell) : null);

/** `0,1000`, `-` for none; empty when the column was not requested. */
const groupList = (cell: string): readonly number[] | null =>
	cell === '' ? null : cell.split(',').flatMap(group => whole(group) ?? []);

/** `nginx: master process …` → `nginx`, `/usr/sbin/sshd -D` → `sshd`, `-bash` → `bash`, `[sh] <defunct>` → `sh`. */
function executable(args: string): string {
	const [first = ''] = args.split(/\s+/);
	const name = first.replace(/:$/, '').split('/').at(-1) ?? '';
	return name.replace(/^\[(.*)\]$/, '$1').replace(/^-/, '');
}
