import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

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
