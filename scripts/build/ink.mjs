import {readFile} from 'node:fs/promises';
import {join, relative} from 'node:path';

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
			// Names of chunks depend on the paths in them: an absolute one would make them differ from folder to folder.
			return {path: `./${relative(process.cwd(), original.path)}`, namespace: 'kept-frame', pluginData: wrap};
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
 * Yoga's WebAssembly is compiled at once instead of being fetched from the `data:` URL that it brings: that loads Node's `fetch`
 * (undici), 15 ms and 5 MB.
 */
export const withoutDownloadOfYoga = {
	name: 'without-download-of-yoga',
	setup({onLoad}) {
		onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => {
			const original = await readFile(path, 'utf8');
			const contents = original.replace(
				/\(function\(\)\{return w\|\|"function"!=typeof WebAssembly\.instantiateStreaming.*?\}\)\(\)\.catch\(ca\);return\{\}/s,
				'a(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(H.slice(H.indexOf(",")+1),"base64")),d));return{}',
			);
			if (contents === original) throw new Error(`${path} no longer fetches its WebAssembly`);
			return {contents, loader: 'js'};
		});
	},
};

/** Ink connects to React's development tools where `DEV=true` is set and they are installed: not in a production build. */
export const withoutDevelopmentTools = {
	name: 'without-development-tools',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^\.\/devtools\.js$/}, ({path, importer}) =>
			importer.endsWith(join('ink', 'build', 'reconciler.js')) ? {path, namespace: 'empty'} : undefined,
		);
		onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: ''}));
	},
};
