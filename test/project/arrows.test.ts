import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Which houses a house may import, through their `index.ts`; a house may always import itself. Views are in `components`, and belong to `tui`. */
const arrows: Record<string, readonly string[]> = {
	'src/base': [],
	'src/judge': ['src/base'],
	'src/scan': ['src/base'],
	'src/record': ['src/base', 'src/judge'],
	'src/fix': ['src/base', 'src/judge', 'src/record'],
	'src/tui': ['src/base', 'src/judge', 'src/scan', 'src/record', 'src/fix'],
	components: ['src/base', 'src/judge', 'src/tui'],
	'src/cli': ['src/base', 'src/judge', 'src/scan', 'src/record', 'src/fix', 'src/tui', 'components'],
};

/** They compute from what they are given: no files, no network, no packages. */
const pure = [...'src/base/answers src/base/facts src/judge/changes src/judge/rules src/judge/risk src/tui/pages'.split(' ')];

const outside = ['node:fs', 'node:fs/promises', 'node:child_process', 'node:net', 'node:http', 'node:https', 'dockerode'];
/** What a pure room may import of Node and of packages. */
const harmless = ['node:util'];

type Import = {from: string; target: string};

function sources(folder: string): string[] {
	return readdirSync(folder).flatMap(name => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(name) ? [path] : [];
	});
}

function importsOf(file: string): Import[] {
	const text = readFileSync(file, 'utf8');
	const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(?:[^'";]*?\sfrom\s+)?'([^']+)'/g);
	const dynamic = text.matchAll(/import\('([^']+)'\)/g);
	return [...statements, ...dynamic].map(([, target = '']) => ({from: file, target}));
}

function houseOf(path: string): string {
	const parts = relative(root, path).split('/');
	return parts[0] === 'src' ? `src/${parts[1]}` : (parts[0] ?? '');
}

function broken(house: string, {from, target}: Import): string | null {
	const where = relative(root, from);
	if (target.startsWith('.')) {
		const path = resolve(dirname(from), target);
		const reached = houseOf(path);
		if (reached === house) return null;
		const isDoor = relative(reached, relative(root, path)) === 'index.js';
		return isDoor && arrows[house]?.includes(reached) ? null : `${where} imports ${relative(root, path)}`;
	}
	if (target === 'dockerode' && !where.startsWith('src/base/engine/')) return `${where} imports dockerode`;
	if (pure.some(room => where.startsWith(`${room}/`)))
		return harmless.includes(target) ? null : `${where} is to be pure and imports ${target}`;
	return house === 'components' && outside.includes(target) ? `${where} does IO through ${target}` : null;
}

describe.each(Object.keys(arrows))('%s', house => {
	it('imports along the arrows of docs/architecture.md, and through the doors', () => {
		const files = sources(join(root, house));
		expect(files.flatMap(importsOf).flatMap(found => broken(house, found) ?? [])).toEqual([]);
	});
});

it('leaves no house through its own door', () => {
	const inside = Object.keys(arrows).flatMap(house => sources(join(root, house)).flatMap(importsOf));
	const own = inside.filter(({from, target}) => {
		const path = target.startsWith('.') ? relative(root, resolve(dirname(from), target)) : '';
		return path === `${relative(root, join(root, houseOf(from)))}/index.js`;
	});
	expect(own.map(({from}) => relative(root, from))).toEqual([]);
});

it('knows every house', () => {
	const houses = readdirSync(join(root, 'src')).map(name => `src/${name}`);
	expect(houses.filter(house => !(house in arrows))).toEqual([]);
});

/** Every circle of files that import one another, types and `import()` included, as its files in alphabetical order. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
	const reach = new Map([...imports.keys()].map(file => [file, reachable(file, imports)]));
	const found = [...imports.keys()].map(file =>
		[...(reach.get(file) ?? [])].filter(other => reach.get(other)?.has(file)).toSorted(),
	);
	return [...new Map(found.filter(({length}) => length > 0).map(circle => [circle.join(), circle])).values()];
}

/** Itself too, where its imports lead back to it. */
function reachable(file: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
	const seen = new Set<string>();
	const open = [file];
	for (let next = open.pop(); next !== undefined; next = open.pop())
		for (const target of imports.get(next) ?? [])
			if (!seen.has(target)) {
				seen.add(target);
				open.push(target);
			}
	return seen;
}

describe('files that import one another in a circle', () => {
	it('are found through types and import()', () => {
		const imports = {a: ['b'], b: ['c', 'd'], c: ['b'], d: ['d'], e: ['a']};
		expect(circles(new Map(Object.entries(imports)))).toEqual([['b', 'c'], ['d']]);
	});
	it('are none', () => {
		const files = ['src', 'components'].flatMap(room => sources(join(root, room)));
		const byModule = new Map(files.map(file => [file.replace(/\.tsx?$/, '.js'), relative(root, file)]));
		const imports = files.map(file => {
			const targets = importsOf(file).map(({target}) => byModule.get(resolve(dirname(file), target)));
			return [relative(root, file), targets.filter(target => target !== undefined)] as const;
		});
		expect(circles(new Map(imports)).map(circle => circle.join(' '))).toEqual([]);
	});
});
