import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Kind} from './parser.js';

/** An input that a parser once failed for; replayed in every run of the tests. */
export type KeptCase = {readonly parser: string; readonly why: string; readonly input: unknown};

type Written = {readonly parser: string; readonly why: string; readonly kind: Kind; readonly input: unknown};

const keptFolder = join(import.meta.dirname, 'kept');

export const keptCases = (): KeptCase[] =>
	readdirSync(keptFolder)
		.filter(name => name.endsWith('.json'))
		.sort()
		.map(name => {
			const {parser, why, kind, input}: Written = JSON.parse(readFileSync(join(keptFolder, name), 'utf8'));
			return {parser, why, input: kind === 'bytes' ? Buffer.from(String(input), 'base64') : input};
		});

/** Writes a case. @returns the file's name */
export function keep({parser, why, input}: KeptCase, kind: Kind): string {
	const written: Written = {
		parser,
		why,
		kind,
		input: input instanceof Uint8Array ? Buffer.from(input).toString('base64') : input,
	};
	const text = `${JSON.stringify(written)}\n`;
	const name = `${parser}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
	mkdirSync(keptFolder, {recursive: true});
	writeFileSync(join(keptFolder, name), text);
	return name;
}
