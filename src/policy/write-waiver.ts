import {randomBytes} from 'node:crypto';
import {chown, open, readFile, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLSeq} from 'yaml';
import {sanitise} from '../terminal/sanitise.js';
import {parsePolicy} from './parse-policy.js';
import type {Policy, Waiver} from './policy.js';
import {PolicyError} from './policy-error.js';

/** A waiver as someone writes it; its line is where it lands. */
export type NewWaiver = Omit<Waiver, 'line'>;

/**
 * Adds a waiver to a policy file, or begins the file. All that stands there stays, byte for byte, comments too: the new lines are
 * put behind the last waiver. The file is replaced at once (a reader sees the old one or the new one) and keeps its mode and owner.
 *
 * @returns the policy as it reads now
 * @throws PolicyError when the file, before or after, is not a valid policy
 */
export async function writeWaiver(path: string, waiver: NewWaiver, slugs: readonly string[]): Promise<Policy> {
	const before = await readExisting(path);
	if (before !== null) parsePolicy(before.text, path, slugs);
	const after = withWaiver(before?.text ?? '', waiver);
	const policy = parsePolicy(after, path, slugs);
	await replaceFile(before?.path ?? path, after, before);
	return policy;
}

/** The text of a policy with one more waiver. */
export function withWaiver(text: string, waiver: NewWaiver): string {
	const document = parseDocument(text);
	const {contents} = document;
	// A policy written as JSON: one line more or less is no matter, and its comments are kept by the document.
	if (isMap(contents) && contents.flow === true) return withMember(document, waiver);
	const waivers = document.get('waivers', true);
	if (isSeq(waivers) && waivers.items.length > 0) {
		return waivers.flow === true ? inFlow(text, waivers, waiver) : behindLast(text, waivers, waiver);
	}
	return withSection(text, document, waiver);
}

type Existing = {readonly path: string; readonly text: string; readonly mode: number; readonly uid: number; readonly gid: number};

async function readExisting(path: string): Promise<Existing | null> {
	try {
		// A link is followed, so that the file it leads to changes and the link stays.
		const real = await realpath(path);
		const [text, {mode, uid, gid}] = await Promise.all([readFile(real, 'utf8'), stat(real)]);
		return {path: real, text, mode: mode & 0o7777, uid, gid};
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		const why = sanitise(`cannot read the policy: ${error instanceof Error ? error.message : String(error)}`);
		throw new PolicyError(sanitise(path), [{line: 1, column: 1, text: why}], {cause: error});
	}
}

async function replaceFile(path: string, text: string, before: Existing | null): Promise<void> {
	const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
	try {
		const file = await open(draft, 'wx', before?.mode ?? 0o644);
		try {
			await file.writeFile(text);
			if (before !== null) await file.chmod(before.mode);
			await file.sync();
		} finally {
			await file.close();
		}
		const made = await stat(draft);
		if (before !== null && (made.uid !== before.uid || made.gid !== before.gid)) await chown(draft, before.uid, before.gid);
		await rename(draft, path);
	} catch (error) {
		await rm(draft, {force: true});
		const why = sanitise(
			`cannot write the policy: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`,
		);
		throw new PolicyError(sanitise(path), [{line: 1, column: 1, text: why}], {cause: error});
	}
}

/** The fields of an entry in the order in which they are read. */
function entryOf({rule, target, reason, owner, expires}: NewWaiver): Record<string, unknown> {
	return {
		rule,
		...(Object.keys(target).length > 0 ? {target} : {}),
		reason,
		...(owner === null ? {} : {owner}),
		...(expires === null ? {} : {expires}),
	};
}

/** The lines of one entry, without an indent. */
function entryLines(waiver: NewWaiver): string[] {
	return stringify([entryOf(waiver)], {lineWidth: 0})
		.trimEnd()
		.split('\n');
}

function withMember(document: Document, waiver: NewWaiver): string {
	const entry = document.createNode(entryOf(waiver), {flow: true});
	if (isSeq(document.get('waivers', true))) document.addIn(['waivers'], entry);
	else document.set('waivers', document.createNode([entryOf(waiver)], {flow: true}));
	return document.toString({lineWidth: 0});
}

function behindLast(text: string, waivers: YAMLSeq, waiver: NewWaiver): string {
	const start = waivers.range?.[0] ?? text.length;
	const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
	const last = waivers.items.at(-1);
	const range = isMap(last) || isScalar(last) || isSeq(last) ? last.range : null;
	// The value's own end, not the node's: a comment that follows belongs to what comes next.
	const end = endOfLine(text, range?.[1] ?? waivers.range?.[1] ?? text.length);
	return insertLines(text, end, entryLines(waiver), ' '.repeat(indent));
}

function withSection(text: string, document: Document, waiver: NewWaiver): string {
	const map = document.contents;
	const pair = isMap(map) ? map.items.find(({key}) => isScalar(key) && key.value === 'waivers') : undefined;
	if (pair === undefined) {
		const body = text === '' || text.endsWith('\n') ? text : `${text}\n`;
		return `${body}waivers:\n${entryLines(waiver)
			.map(line => `  ${line}\n`)
			.join('')}`;
	}
	// `waivers:` with nothing, or with [], behind it.
	const key = isScalar(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
	const empty = isSeq(pair.value) ? pair.value.range : null;
	const opened = empty ? `${text.slice(0, key)}:${text.slice(empty[1])}` : text;
	return insertLines(opened, endOfLine(opened, key + 1), entryLines(waiver), '  ');
}

/** `[{…}, {…}]`: the entry goes in front of the bracket. */
function inFlow(text: string, waivers: YAMLSeq, waiver: NewWaiver): string {
	const end = (waivers.range?.[1] ?? text.length) - 1;
	const entry = JSON.stringify(entryOf(waiver));
	const before = text.slice(0, end).trimEnd();
	return `${before}${before.endsWith(',') ? ' ' : ', '}${entry}${text.slice(end)}`;
}

function endOfLine(text: string, offset: number): number {
	// A block mapping's value ends behind its newline: then the end of its last line is in front of it.
	const from = offset > 0 && text[offset - 1] === '\n' ? offset - 1 : offset;
	const newline = text.indexOf('\n', from);
	return newline === -1 ? text.length : newline;
}

function insertLines(text: string, at: number, lines: readonly string[], indent: string): string {
	const newline = text.includes('\r\n') ? '\r\n' : '\n';
	const inserted = lines.map(line => newline + indent + line).join('');
	const rest = text.slice(at);
	return `${text.slice(0, at).replace(/\r$/, '')}${inserted}${rest === '' ? newline : newline === '\r\n' ? `\r${rest}` : rest}`;
}
