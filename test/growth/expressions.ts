import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

export type Expression = {readonly place: string; readonly expression: RegExp};

/** Every regular expression that is written as a literal in the program, with the line where it stands. */
export function expressionsOf(folders: readonly string[]): readonly Expression[] {
	const root = resolve(import.meta.dirname, '../..');
	return folders
		.flatMap(folder => readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).map(name => join(folder, name)))
		.filter(path => /\.tsx?$/.test(path))
		.sort()
		.flatMap(path =>
			literalsOf(readFileSync(join(root, path), 'utf8')).map(({line, expression}) => ({place: `${path}:${line}`, expression})),
		);
}

/** A slash begins an expression after an operator, a bracket or `return`, and a quotient after a name or a number. */
const literal =
	/(?:^|[(=,:[!&|?{;]|=>|\breturn)\s*\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([dgimsuvy]*)(?![\w/])/gm;

function literalsOf(source: string): {line: number; expression: RegExp}[] {
	const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, comment => comment.replace(/[^\n]/g, ' '));
	return [...code.matchAll(literal)].flatMap(match => {
		const expression = compiled(match[1] ?? '', match[2] ?? '');
		const line = code.slice(0, match.index + match[0].lastIndexOf(`/${match[1]}/`)).split('\n').length;
		return expression === null ? [] : [{line, expression}];
	});
}

/** `null` for what only looks like an expression: a path in a string, the end of a tag. */
function compiled(source: string, flags: string): RegExp | null {
	try {
		return new RegExp(source, flags);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** Pieces of text that an expression can begin or go on with: what it is made of, and one character for each of its classes. */
function atomsOf({source}: RegExp): readonly string[] {
	const atoms = new Set<string>();
	const words =
		source
			.replace(/\(\?<?[:=!]|\(\?<\w+>/g, '(')
			.match(/\\u\{[\da-f]+\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\p\{[^}]*\}|\\.|\[(?:\\.|[^\]])*\]|\{\d*,?\d*\}|[\s\S]/gi) ?? [];
	let run = '';
	const ends = () => {
		if (run !== '') atoms.add(run);
		run = '';
	};
	for (const word of words) {
		const one = /^[()|*+?^$]$|^\{\d/.test(word) ? '' : sampleOf(word);
		if (one === '') ends();
		else {
			atoms.add(one);
			run += one;
		}
	}
	ends();
	return [...atoms];
}

const samples = [
	'a',
	'A',
	'1',
	' ',
	'\n',
	'\t',
	'"',
	"'",
	'-',
	'=',
	':',
	'/',
	'\\',
	'.',
	',',
	';',
	'{',
	'$',
	'\x1b',
	'\u0301',
	'容',
	'*',
	'_',
	'@',
];

function sampleOf(word: string): string {
	if (/^\\[bB\d]$/.test(word)) return '';
	if (word.length === 1) return word === '.' ? 'a' : word;
	const one = compiled(`^${word}$`, 'u') ?? new RegExp(`^${word}$`);
	return samples.find(sample => one.test(sample)) ?? samplesBeyond(one);
}

function samplesBeyond(one: RegExp): string {
	for (let code = 0; code < 0x3100; code++) if (one.test(String.fromCharCode(code))) return String.fromCharCode(code);
	return '';
}

/**
 * Texts of about `length` characters that an expression may try in many ways: each of its pieces again and again, pairs of them, and the
 * beginning of it followed by any of them; each with an end at which nothing matches.
 */
export function* hostileFor(expression: RegExp, length: number): Generator<string> {
	const atoms = atomsOf(expression).slice(0, 40);
	const repeated = (piece: string) => piece.repeat(Math.ceil(length / piece.length));
	const beginning = atoms.filter(atom => atom.length > 1).slice(0, 8);
	for (const atom of atoms) {
		yield `${repeated(atom)}\0!`;
		yield `x ${repeated(`${atom} `)}\0!`;
		for (const start of beginning) {
			yield `${start}${repeated(atom)}\0!`;
			yield `${repeated(`${start}${atom}`)}\0!`;
			yield `${repeated(`${start} ${atom} `)}\0!`;
		}
	}
	for (const [index, atom] of atoms.entries()) {
		for (const next of atoms.slice(index + 1, index + 5)) yield `${repeated(atom + next)}\0!`;
	}
}
