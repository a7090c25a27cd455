import {lstat, readFile, realpath, stat} from 'node:fs/promises';
import {fileTrouble, hasCode, replaceFile, sanitise, YamlError} from '../../base/index.js';
import type {NamedRule} from '../rules/rule-name.js';
import {parsePolicy} from './parse-policy.js';
import type {Policy} from './policy.js';
import {type NewWaiver, withWaiver} from './waiver-text.js';

/**
 * Adds a waiver to a policy file, or creates the file. Existing text is kept byte for byte, including comments: the new lines are
 * inserted after the last waiver. The file is replaced atomically and keeps its mode and owner.
 *
 * @param detections  slugs of the detections that exist
 * @returns the policy as it reads now
 * @throws YamlError when the file, before or after, is not a valid policy
 */
export async function writeWaiver(
	path: string,
	waiver: NewWaiver,
	rules: readonly NamedRule[],
	detections: readonly string[],
): Promise<Policy> {
	const before = await readExisting(path);
	if (before !== null) parsePolicy(before.text, path, rules, detections);
	const after = withWaiver(before?.text ?? '', waiver);
	const policy = parsePolicy(after, path, rules, detections);
	await replacePolicy(before?.path ?? path, after, before);
	return policy;
}

type Existing = {readonly path: string; readonly text: string; readonly mode: number; readonly uid: number; readonly gid: number};

async function readExisting(path: string): Promise<Existing | null> {
	try {
		// A link is followed, so that the file it leads to changes and the link stays.
		const real = await realpath(path);
		const found = await stat(real);
		// A file will replace it: /dev/null, or a pipe, would be gone for everyone.
		if (!found.isFile() && !found.isDirectory()) throw unwritable(path, 'it is not a file');
		const {mode, uid, gid} = found;
		// Replacing a file needs no write permission on it: a read-only file would be changed all the same.
		if ((mode & 0o222) === 0) throw unwritable(path, 'it is read-only');
		const text = await readFile(real, 'utf8');
		return {path: real, text, mode: mode & 0o7777, uid, gid};
	} catch (error) {
		if (error instanceof YamlError) throw error;
		if (hasCode(error, 'ENOENT') && !(await isLink(path))) return null;
		const why = sanitise(`cannot read the policy: ${fileTrouble(error)}`);
		throw new YamlError(sanitise(path), [{line: 1, column: 1, text: why}], {cause: error});
	}
}

/** A dangling link: creating a file in its place would break the link. */
const isLink = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null))?.isSymbolicLink() ?? false;

function unwritable(path: string, why: string, cause?: unknown): YamlError {
	const text = sanitise(`cannot write the policy: ${why}. Nothing was changed.`);
	return new YamlError(sanitise(path), [{line: 1, column: 1, text}], {cause});
}

async function replacePolicy(path: string, text: string, before: Existing | null): Promise<void> {
	try {
		await replaceFile(path, text, before?.mode ?? 0o644, before);
	} catch (error) {
		throw unwritable(path, fileTrouble(error), error);
	}
}
