import {type Known, known, unknown} from '../answers/index.js';
import {UnreadFileError} from '../lib/bounded-text.js';
import {codeOf} from '../lib/has-code.js';
import type {Refusal} from './foreign-file-systems.js';

/** Bytes of a file and of a table of the kernel, and names in a folder. */
export const MAX_FILE = 8 * 1024 * 1024;
export const MAX_TABLE = 64 * 1024 * 1024;
export const MAX_NAMES = 100_000;

export function allOf<T>({names, isAll}: {readonly names: readonly T[]; readonly isAll: boolean}): readonly T[] {
	if (!isAll) throw new UnreadFileError(`it has more than ${MAX_NAMES} entries`);
	return names;
}

let whenTouched: Refusal = () => null;

/** Calls back before anything is looked at that may hold this process. @param refuse  why it is left alone instead, or `null` */
export function watchTouches(refuse: Refusal): void {
	whenTouched = refuse;
}

/**
 * What the kernel answers from its own memory; not what it reads from that of a process, whose pages may lie in a file of any file system:
 * its arguments, its environment, and its mappings while one of them is waited for. @source fuse(4); kernel mm/gup.c
 */
const neverWaits =
	/^\/(?:proc\/(?!(?:\d+|self|thread-self)\/(?:task\/\d+\/)?(?:(?:root|cmdline|environ|maps|smaps\w*|numa_maps|map_files|mem|auxv)(?:\/|$)|cwd\/|fd\/\d+\/))|sys\/)/;
/** What these lead to is a file of the process. */
const leadsToFile = /^\/proc\/[^/]+\/(?:task\/\d+\/)?(?:exe|cwd|fd\/\d+)$/;

export const touched = (path: string): string | null => (neverWaits.test(path) ? null : whenTouched(path));

/** The same where the last link of the path is followed too. */
export const touchedThrough = (path: string): string | null =>
	neverWaits.test(path) && !leadsToFile.test(path) ? null : whenTouched(path);

/** A missing file is an answer (`null`); a refusal is a blind spot with its reason. */
export function attempt<T>(path: string, look: () => T, refuses: Refusal): Known<T | null> {
	try {
		const refusal = refuses(path);
		if (refusal !== null) return unknown(`host:${path}`, refusal);
		return known(look());
	} catch (error) {
		const code = codeOf(error) ?? 'an unknown error';
		// ESRCH: the process ended between listing and reading it.
		if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return known(null);
		return unknown(`host:${path}`, error instanceof UnreadFileError ? error.message : reasonOf(code));
	}
}

function reasonOf(code: string): string {
	if (code === 'EACCES' || code === 'EPERM') return 'permission denied: run dockscope as root to see it';
	if (code === 'ELOOP') return 'a loop of symbolic links';
	return `cannot be read (${code})`;
}
