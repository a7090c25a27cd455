import {readFile} from 'node:fs/promises';
import {join, relative} from 'node:path';

/** Bytes: a chunk that is smaller is loaded with others sooner than by itself, which takes a quarter of a millisecond. */
const small = 2_500;

/**
 * esbuild makes a chunk for each set of entry points that share a module: dozens of a few hundred bytes. Here each entry point imports all
 * of the small ones, so that they share one chunk.
 *
 * @param metafile  of a build without this plugin
 */
export function withSmallTogether({inputs, outputs}) {
	const chunks = Object.values(outputs);
	const entries = new Set(chunks.flatMap(({entryPoint}) => entryPoint ?? []));
	const ofSmall = chunks.filter(({entryPoint, bytes}) => entryPoint === undefined && bytes < small);
	const together = new Set(ofSmall.flatMap(chunk => Object.keys(chunk.inputs)).filter(path => !entries.has(path)));
	// What brings a large module with it stays where it is.
	const bringsOthers = path =>
		inputs[path].imports.some(
			({path: inner, kind, external}) => kind === 'import-statement' && !external && !together.has(inner),
		);
	for (let before = 0; before !== together.size; ) {
		before = together.size;
		for (const path of together) if (bringsOthers(path)) together.delete(path);
	}
	return {
		name: 'with-small-together',
		setup({onResolve, onLoad}) {
			onResolve({filter: /^small:/}, ({path}) => ({path: join(process.cwd(), path.slice('small:'.length)), sideEffects: true}));
			onLoad({filter: /\.tsx?$/}, async ({path}) => {
				if (!entries.has(relative(process.cwd(), path))) return undefined;
				const imports = [...together].map(each => `import ${JSON.stringify(`small:${each}`)};`).join('');
				return {contents: imports + (await readFile(path, 'utf8')), loader: path.endsWith('x') ? 'tsx' : 'ts'};
			});
		},
	};
}
