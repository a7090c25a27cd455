import {mkdir, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {build, transform} from 'esbuild';

/**
 * Writes the chunks as functions of `exports`, `require` and `module`, which is what src/commands/start/chunks.ts runs: esbuild parts a
 * bundle into chunks as ES modules alone, and only of scripts can Node 20 keep what V8 compiled.
 *
 * @param outputFiles  of esbuild: chunks that import each other by relative paths
 */
export async function writeCommonJs(outputFiles, directory) {
	await mkdir(directory, {recursive: true});
	await Promise.all(
		outputFiles.map(async ({path, text}) => {
			const isChunk = path.endsWith('.js');
			await writeFile(join(directory, basename(path)), isChunk ? await asFunction(text) : text);
		}),
	);
}

async function asFunction(text) {
	const {code} = await transform(text, {
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		minify: true,
		// `import()` becomes `require` in a promise: Node's would not find the chunk's own functions.
		supported: {'dynamic-import': false},
		logOverride: {'empty-import-meta': 'silent'},
	});
	// ES modules are strict, and esbuild does not say so of what it makes of them.
	return `(function(exports,require,module){"use strict";${code}})`;
}

/** The entry, which loads the chunk `main`. */
export function buildStart(options, main, outfile) {
	return build({
		...options,
		entryPoints: ['src/commands/start/start.ts'],
		outfile,
		format: 'cjs',
		define: {...options.define, __DOCKSCOPE_MAIN__: JSON.stringify(main)},
	});
}
