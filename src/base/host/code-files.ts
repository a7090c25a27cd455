import {closeSync, readSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {type Known, known, unknown} from '../answers/index.js';
import {openAsPath, openRegular} from '../lib/bounded-text.js';
import {attempt, touched} from './attempt.js';
import {refusalFrom} from './foreign-file-systems.js';
import {belowRoot, type HostTree} from './host-tree.js';

/** A file from which a process executes code. */
export type CodeFile = {
	/** As the process names it. */
	readonly path: string;
	/** Leads to what is mapped, whatever has that name by now. */
	readonly link: string;
	/** Why it is not looked at; `null`: it may be. */
	readonly refusal: string | null;
};

/**
 * The files from which a process executes code, once for each part that it has mapped; `null` where it has ended.
 *
 * @source proc_pid_maps(5), proc_pid_map_files(5)
 */
export function codeFilesOf(tree: HostTree, pid: number): Known<readonly CodeFile[] | null> {
	const maps = tree.read(`/proc/${pid}/maps`);
	if (!maps.known) return maps;
	if (maps.value === null) return known(null);
	const refuses = refusalFrom(belowRoot(tree, `/proc/${pid}/mountinfo`));
	return known(
		maps.value.split('\n').flatMap(line => {
			const [, range, path] = /^(\S+) r-xp \S+ \S+ [1-9]\d* +(\/.*)$/.exec(line) ?? [];
			if (range === undefined || path === undefined) return [];
			return [{path, link: `/proc/${pid}/map_files/${range}`, refusal: refuses(path)}];
		}),
	);
}

/** Bytes at a time: a runtime has 120 MB. */
const CHUNK = 2 ** 20;

/** Whether one of these words is in a regular file of any size. */
export async function hasWord(tree: HostTree, path: string, words: readonly string[]): Promise<Known<boolean>> {
	const at = belowRoot(tree, path);
	const opened = attempt(
		path,
		() => openToRead(at),
		() => touched(at),
	);
	if (!opened.known) return opened;
	if (opened.value === null) return unknown(`host:${path}`, 'it is gone');
	const file = opened.value;
	try {
		const buffer = Buffer.allocUnsafe(CHUNK);
		const overlap = Math.max(...words.map(({length}) => length)) - 1;
		for (let kept = 0; ; ) {
			const read = attempt(
				path,
				() => readSync(file, buffer, kept, CHUNK - kept, null),
				() => null,
			);
			if (!read.known) return read;
			const end = kept + (read.value ?? 0);
			const text = buffer.subarray(0, end);
			if (words.some(word => text.includes(word))) return known(true);
			if (end === kept) return known(false);
			kept = Math.min(overlap, end);
			buffer.copyWithin(0, end - kept, end);
			// A slow disk: the reader apart says meanwhile that it works.
			await setImmediate();
		}
	} finally {
		closeSync(file);
	}
}

function openToRead(path: string): number {
	const place = openAsPath(path, 'follow');
	try {
		return openRegular(place);
	} finally {
		closeSync(place);
	}
}
