import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Which rooms a room may import; a room may always import itself. `types` rooms may be imported only with `import type`. */
const arrows: Record<string, {imports: readonly string[]; types?: readonly string[]; modules?: 'any' | 'pure'}> = {
	'src/answers': {imports: [], modules: 'pure'},
	'src/terminal': {imports: []},
	'src/ownership': {imports: ['src/answers', 'src/terminal']},
	'src/engine': {imports: ['src/answers', 'src/ownership', 'src/terminal']},
	'src/archives': {imports: ['src/answers', 'src/engine', 'src/terminal']},
	'src/facts': {imports: ['src/answers', 'src/terminal'], modules: 'pure'},
	'src/host': {imports: ['src/answers', 'src/facts', 'src/terminal']},
	'src/changes': {imports: ['src/answers', 'src/facts', 'src/terminal'], modules: 'pure'},
	'src/rules': {imports: ['src/answers', 'src/changes', 'src/facts', 'src/terminal'], modules: 'pure'},
	'src/risk': {imports: ['src/answers', 'src/changes', 'src/facts', 'src/rules', 'src/terminal'], modules: 'pure'},
	'src/policy': {imports: ['src/answers', 'src/changes', 'src/facts', 'src/rules', 'src/terminal']},
	// What is known of a fleet, and the model that others read of it: they know no part of the pipeline.
	'src/inventory': {
		imports: ['src/answers', 'src/engine', 'src/facts', 'src/terminal'],
		types: ['src/policy', 'src/risk', 'src/rules'],
	},
	// What is learned beyond the inspect, from the engine and from this host, and when: judging only reads what it leaves in the inventory.
	'src/evidence': {
		imports: ['src/answers', 'src/archives', 'src/engine', 'src/facts', 'src/host', 'src/inventory', 'src/terminal'],
	},
	'src/fleet': {
		imports: [
			...'src/answers src/engine src/evidence src/facts src/inventory src/rules src/risk src/policy src/terminal'.split(' '),
		],
		types: ['src/host'],
	},
	'src/snapshot': {imports: ['src/answers', 'src/archives', 'src/engine', 'src/facts', 'src/terminal']},
	'src/demo': {imports: []},
	'src/trace': {imports: ['src/answers', 'src/facts', 'src/host', 'src/ownership', 'src/terminal']},
	'src/hardening': {
		imports: [
			...'src/answers src/archives src/changes src/engine src/facts src/host src/ownership src/recorder src/terminal'.split(' '),
			'src/trace',
		],
		types: ['src/risk', 'src/rules', 'src/inventory'],
	},
	'src/recorder': {
		imports: [...'src/answers src/engine src/facts src/host src/ownership src/terminal src/trace'.split(' ')],
		types: ['src/inventory', 'src/risk', 'src/rules', 'src/policy'],
	},
	'src/scanners': {
		imports: ['src/answers', 'src/archives', 'src/engine', 'src/host', 'src/facts', 'src/ownership', 'src/terminal'],
		types: ['src/risk', 'src/rules'],
	},
	'src/incident': {
		imports: ['src/answers', 'src/archives', 'src/engine', 'src/facts', 'src/risk', 'src/terminal'],
		types: ['src/rules'],
	},
	'src/reports': {
		imports: ['src/answers', 'src/changes', 'src/facts', 'src/rules', 'src/risk', 'src/terminal'],
		types: ['src/inventory'],
	},
	'src/drift': {
		imports: [
			...'src/answers src/facts src/host src/ownership src/recorder src/reports src/risk src/rules src/terminal'.split(' '),
		],
		types: ['src/inventory'],
	},
	'src/pages': {
		imports: ['src/answers', 'src/changes', 'src/facts', 'src/rules', 'src/risk', 'src/terminal'],
		types: ['src/policy', 'src/inventory', 'src/hardening', 'src/scanners', 'src/recorder'],
		modules: 'pure',
	},
	'src/store': {
		imports: [
			...'src/pages src/engine src/host src/answers src/facts src/rules src/risk src/inventory src/hardening'.split(' '),
			...'src/scanners src/policy src/recorder src/terminal'.split(' '),
		],
	},
	components: {
		imports: ['src/store', 'src/pages', 'src/terminal'],
		types: ['src/answers', 'src/facts', 'src/rules', 'src/risk', 'src/inventory', 'src/hardening', 'src/scanners', 'src/policy'],
	},
};

/** Pure functions and lists that a room may call although it imports only types from their room. */
const shared: Readonly<Record<string, readonly string[]>> = {
	'src/pages': [
		...'src/policy/apply-policy.js src/hardening/render/output-format.js src/scanners/enrichment/priority.js'.split(' '),
		...'src/scanners/render/drift.js src/scanners/render/gaps.js src/scanners/render/other-findings.js'.split(' '),
		...'src/scanners/render/table.js src/scanners/report.js src/recorder/workload-name.js'.split(' '),
		...'src/recorder/detections/index.js src/recorder/folding.js'.split(' '),
	],
	'src/recorder': ['src/policy/notify-address.js', 'src/risk/posture.js', 'src/rules/index.js'],
	components: ['src/facts/index.js', 'src/risk/grade-words.js', 'src/risk/score.js'],
};

const outside = ['node:fs', 'node:fs/promises', 'node:child_process', 'node:net', 'node:http', 'node:https', 'dockerode'];
/** What a pure room may import of Node and of packages. */
const harmless = ['node:util'];

type Import = {from: string; target: string; typeOnly: boolean};

function sources(folder: string): string[] {
	return readdirSync(folder).flatMap(name => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(name) ? [path] : [];
	});
}

function importsOf(file: string): Import[] {
	const text = readFileSync(file, 'utf8');
	const statements = text.matchAll(/(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g);
	const dynamic = text.matchAll(/import\('([^']+)'\)/g);
	return [
		...[...statements].map(([, , type, target = '']) => ({from: file, target, typeOnly: type !== undefined})),
		...[...dynamic].map(([, target = '']) => ({from: file, target, typeOnly: false})),
	];
}

function roomOf(path: string): string {
	const parts = relative(root, path).split('/');
	return parts[0] === 'src' ? `src/${parts[1]}` : (parts[0] ?? '');
}

const broken = (room: string, {from, target, typeOnly}: Import): string | null => {
	const where = relative(root, from);
	const allowed = arrows[room];
	if (allowed === undefined) return null;
	if (!target.startsWith('.')) {
		if (target === 'dockerode' && room !== 'src/engine') return `${where} imports dockerode`;
		if (allowed.modules === 'pure') return harmless.includes(target) ? null : `${where} is to be pure and imports ${target}`;
		return room === 'components' && outside.includes(target) ? `${where} does IO through ${target}` : null;
	}
	const path = resolve(dirname(from), target);
	const reached = roomOf(path);
	if (reached === room || allowed.imports.includes(reached)) return null;
	if (allowed.types?.includes(reached) && (typeOnly || shared[room]?.includes(relative(root, path)))) return null;
	return `${where} imports ${relative(root, path)}`;
};

describe.each(Object.keys(arrows))('%s', room => {
	it('imports along the arrows of docs/architecture.md', () => {
		const files = sources(join(root, room));
		expect(files.flatMap(importsOf).flatMap(found => broken(room, found) ?? [])).toEqual([]);
	});
});

it('knows every room', () => {
	const rooms = readdirSync(join(root, 'src')).map(name => `src/${name}`);
	expect(rooms.filter(room => !(room in arrows) && room !== 'src/commands')).toEqual([]);
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
