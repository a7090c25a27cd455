import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * What Ink does anew for each frame and need not, in front of its own module: components/kept-rows.ts and kept-widths.ts say what
 * that saves.
 */
export const withKeptFrame = {
	name: 'with-kept-frame',
	setup({onResolve, onLoad, onEnd, resolve}) {
		const wrapped = {
			'./output.js': {importer: 'renderer.js', from: './components/kept-rows.ts', by: 'keepingRows'},
			'widest-line': {importer: 'render-node-to-output.js', from: './components/kept-widths.ts', by: 'keepingWidths'},
		};
		onResolve({filter: /^(\.\/output\.js|widest-line)$/}, async ({path, importer, kind, resolveDir, pluginData}) => {
			const wrap = wrapped[path];
			if (pluginData === 'unwrapped' || !importer.endsWith(join('ink', 'build', wrap.importer))) return undefined;
			wrap.done = true;
			const original = await resolve(path, {importer, kind, resolveDir, pluginData: 'unwrapped'});
			return {path: original.path, namespace: 'kept-frame', pluginData: wrap};
		});
		onLoad({filter: /.*/, namespace: 'kept-frame'}, ({path, pluginData: {from, by}}) => ({
			contents: `
				import original from ${JSON.stringify(path)};
				import {${by}} from ${JSON.stringify(from)};
				export default ${by}(original);
			`,
			resolveDir: process.cwd(),
			loader: 'js',
		}));
		onEnd(() => {
			const missed = Object.keys(wrapped).filter(path => !wrapped[path].done);
			if (missed.length > 0) throw new Error(`Ink no longer imports ${missed.join(' and ')}`);
		});
	},
};

/**
 * Ink and Yoga wait for others at the top level of their modules, which a CommonJS module cannot: Ink for its development tools, which are
 * not in the bundle; Yoga for its WebAssembly, which is made at once instead. That also spares Node's `fetch`, by which Yoga reads the
 * data: URL that it brings: undici, 15 ms and 5 MB.
 */
const replacements = [
	{
		file: /ink\/build\/reconciler\.js$/,
		changes: [
			["await import('./devtools.js')", ''],
			['await loadPackageJson()', '{}'],
		],
	},
	{file: /yoga-layout\/dist\/src\/index\.js$/, changes: [['await loadYoga()', 'loadYoga()']]},
	{
		file: /yoga-wasm-base64-esm\.js$/,
		changes: [
			['return loadYoga.ready', 'return loadYoga'],
			[
				/\(function\(\)\{return w\|\|"function"!=typeof WebAssembly\.instantiateStreaming.*?\}\)\(\)\.catch\(ca\);return\{\}/s,
				'a(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(H.slice(H.indexOf(",")+1),"base64")),d));return{}',
			],
		],
	},
];

export const withoutTopLevelAwait = {
	name: 'without-top-level-await',
	setup({onLoad}) {
		for (const {file, changes} of replacements) {
			onLoad({filter: file}, async ({path}) => {
				let contents = await readFile(path, 'utf8');
				for (const [was, becomes] of changes) {
					const changed = contents.replace(was, becomes);
					if (changed === contents) throw new Error(`${path} no longer holds ${was}`);
					contents = changed;
				}
				return {contents, loader: 'js'};
			});
		}
	},
};
