import {lstatSync, readlinkSync, type Stats} from 'node:fs';
import {dirname, isAbsolute, resolve, sep} from 'node:path';
import {fileTrouble} from '../text/file-trouble.js';
import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import {boundedText} from './bounded-text.js';
import {hasCode} from './has-code.js';
import {workingDirectory} from './working-directory.js';

const MAX_LINKS = 40;
const MAX_ACCOUNTS = 4 * 1024 * 1024;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;

/** Absent files are not read either: someone else may make one in the next moment. */
export type FoundFile =
	| {readonly state: 'absent'}
	| {readonly state: 'ours'}
	| {readonly state: 'refused'; readonly why: SafeText};

const absent: FoundFile = {state: 'absent'};
const ours: FoundFile = {state: 'ours'};
const refused = (why: SafeText): FoundFile => ({state: 'refused', why});

/**
 * Whether a file that decides verdicts or starts programs counts although it is only found; it does not when someone other than root and the caller can
 * change it, or what is found under its name. `null` when no one else can, and when there is no such file.
 *
 * The file and its folder must be closed to others. The folders above only have to keep what is in them: in a sticky one (/tmp) no one can
 * rename what is ours. Links are judged on the way, and what they lead to like anything else. What is refused is not looked into any
 * further: a mount that never answers may be below.
 *
 * @source git's safe.directory (the owner, and SUDO_UID for root); the StrictModes of sshd_config(5) (the folders above)
 */
export function findOwnFile(path: string): FoundFile {
	const whole = wholePath(path);
	if (whole === null) return absent;
	const named = look(whole);
	// Without it nothing is said about the folders.
	return named === 'absent' ? absent : judge(whole);
}

function judge(path: string): FoundFile {
	if (process.getuid === undefined) return ours;
	const pending = parts(path);
	let at = '/';
	let links = 0;
	for (;;) {
		const found = look(at);
		if (found === 'absent') return absent;
		if ('problem' in found) return refused(found.problem);
		const {stats} = found;
		const last = pending.length;
		const problem = refusal(at, stats, last > 1);
		if (problem !== null) return refused(problem);
		if (stats.isSymbolicLink()) {
			links += 1;
			if (links > MAX_LINKS) return refused(safe`${sanitise(at)} leads through too many links`);
			const target = resolve(dirname(at), readlinkSync(at));
			pending.unshift(...parts(target));
			at = '/';
			continue;
		}
		const next = pending.shift();
		if (next === undefined) return ours;
		at = at === '/' ? `/${next}` : `${at}/${next}`;
	}
}

/** The same for a folder that only dockscope writes to: it is never a link. `null` when it counts, or does not exist. */
export function untrustedFolder(path: string): SafeText | null {
	const found = look(path);
	if (found === 'absent') return null;
	if ('problem' in found) return found.problem;
	if (found.stats.isSymbolicLink()) return safe`${sanitise(path)} is a symbolic link`;
	if (!found.stats.isDirectory()) return safe`${sanitise(path)} is not a directory`;
	const judged = judge(path);
	return judged.state === 'refused' ? judged.why : null;
}

/** `null` in a working directory that was removed: nothing is found there. */
const wholePath = (path: string): string | null =>
	isAbsolute(path) ? resolve(path) : workingDirectory() === '.' ? null : resolve(path);

const parts = (path: string): string[] => path.split(sep).filter(part => part !== '');

function look(path: string): {readonly stats: Stats} | {readonly problem: SafeText} | 'absent' {
	try {
		const stats = lstatSync(path, {throwIfNoEntry: false});
		return stats === undefined ? 'absent' : {stats};
	} catch (error) {
		if (hasCode(error, 'ENOTDIR')) return 'absent';
		return {problem: safe`${sanitise(path)} cannot be looked at: ${fileTrouble(error)}`};
	}
}

/** @param isAbove  a folder that only leads to the file's own */
function refusal(path: string, stats: Stats, isAbove: boolean): SafeText | null {
	const {uid, gid, mode} = stats;
	if (!isTrustedUser(uid)) return safe`${sanitise(path)} belongs to uid ${uid}`;
	// The mode of a link means nothing.
	if (stats.isSymbolicLink()) return null;
	const open = safe`can be written by others (mode ${trusted((mode & 0o7777).toString(8))})`;
	if (isAbove && stats.isDirectory() && (mode & STICKY) !== 0) return null;
	if ((mode & OTHERS_WRITE) !== 0) return safe`${sanitise(path)} ${open}`;
	return (mode & GROUP_WRITES) !== 0 && !isOwnGroup(gid) ? safe`${sanitise(path)} ${open}` : null;
}

/** Root, the caller, and who became root through sudo: that user can do all that root can. */
function isTrustedUser(uid: number): boolean {
	const caller = process.getuid?.();
	return uid === 0 || uid === caller || (caller === 0 && process.env['SUDO_UID'] === String(uid));
}

/**
 * Whether only root and the caller are in a group: with a private group and a umask of 002 whatever a user writes is open to it. A group
 * that is not in /etc/group is not known.
 *
 * @source group(5), passwd(5); Debian's user-group-modes.patch of OpenSSH asks the same
 */
function isOwnGroup(gid: number): boolean {
	const [groups, accounts] = [accountLines('/etc/group'), accountLines('/etc/passwd')];
	const group = groups.find(fields => fields[2] === String(gid));
	if (group === undefined) return false;
	const own = new Set(accounts.filter(fields => isTrustedUser(Number(fields[2]))).map(([name]) => name));
	const members = (group[3] ?? '').split(',').filter(name => name !== '');
	const primary = accounts.filter(fields => fields[3] === String(gid)).map(([name]) => name);
	return [...members, ...primary].every(name => own.has(name));
}

function accountLines(path: string): readonly (readonly string[])[] {
	try {
		return boundedText(path, MAX_ACCOUNTS)
			.split('\n')
			.map(line => line.split(':'));
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'EACCES')) return [];
		throw error;
	}
}
