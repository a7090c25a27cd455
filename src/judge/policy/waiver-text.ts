import {isDeepStrictEqual} from 'node:util';
import {type Document, isAlias, isMap, isScalar, isSeq, type Pair, stringify, type YAMLSeq} from 'yaml';
import {parseYaml} from '../../base/index.js';
import type {Waiver} from './policy.js';

/** A new waiver; its line follows from where it is inserted. */
export type NewWaiver = Omit<Waiver, 'line'>;

/**
 * The text of a policy with one more waiver: lines are put in, nothing else changes. Where the shape of the file leaves no line to
 * put them (a policy written as JSON, `waivers: ~`), the whole document is rewritten, comments included.
 */
export function withWaiver(text: string, waiver: NewWaiver): string {
	const document = parseYaml(text);
	const edited = withLines(text, document, waiver);
	return edited !== null && isExtended(document, edited, waiver) ? edited : rewritten(document, waiver);
}

function withLines(text: string, document: Document, waiver: NewWaiver): string | null {
	const {contents} = document;
	if (isMap(contents) && contents.flow === true) return null;
	const waivers = document.get('waivers', true);
	if (isSeq(waivers) && waivers.items.length > 0) {
		return waivers.flow === true ? inFlow(text, waivers, waiver) : behindLast(text, waivers, waiver);
	}
	return withSection(text, document, waiver);
}

/** Reads the edit back: it must say what the file said, and the new waiver behind it. */
function isExtended(before: Document, after: string, waiver: NewWaiver): boolean {
	const document = parseYaml(after);
	if (document.errors.length > 0) return false;
	const entry = asWritten(before.createNode(entryOf(waiver)));
	const fields = fieldsOf(before);
	const isOld = fields.some(isWaivers);
	const expected = isOld
		? fields.map(field => (isWaivers(field) ? withOne(field, entry) : field))
		: [...fields, ['waivers', [entry]]];
	return isDeepStrictEqual(fieldsOf(document), expected);
}

type Field = readonly [key: unknown, value: unknown];

const fieldsOf = ({contents}: Document): readonly Field[] => (isMap(contents) ? contents.items.map(fieldOf) : []);
const fieldOf = ({key, value}: Pair): Field => [asWritten(key), asWritten(value)];
const isWaivers = ([key]: Field): boolean => key === 'waivers';
const withOne = ([key, value]: Field, entry: unknown): Field => [key, [...(Array.isArray(value) ? value : []), entry]];

/** The value of a node; aliases stay what they are, since to follow them takes the square of their number. */
function asWritten(node: unknown): unknown {
	if (isAlias(node)) return {alias: node.source};
	if (isMap(node)) return {fields: node.items.map(fieldOf)};
	if (isSeq(node)) return node.items.map(asWritten);
	return isScalar(node) ? node.value : null;
}

function rewritten(document: Document, waiver: NewWaiver): string {
	const waivers = document.get('waivers', true);
	if (isSeq(waivers)) waivers.add(document.createNode(entryOf(waiver)));
	else document.set('waivers', document.createNode([entryOf(waiver)]));
	return document.toString({lineWidth: 0});
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
	const flow = asFlow(waiver);
	// As it is, the replacement character would read as a file that is not UTF-8.
	if (flow.includes('\\ufffd')) return [`- ${flow}`];
	return stringify([entryOf(waiver)], {lineWidth: 0})
		.trimEnd()
		.split('\n');
}

/** JSON is YAML. */
const asFlow = (waiver: NewWaiver): string => JSON.stringify(entryOf(waiver)).replaceAll('\uFFFD', '\\ufffd');

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
	const before = text.slice(0, end).trimEnd();
	return `${before}${before.endsWith(',') ? ' ' : ', '}${asFlow(waiver)}${text.slice(end)}`;
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
