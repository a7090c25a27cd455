// Builds dist/: the entry, and production React and all else as chunks, so that what is not needed for the first rows is loaded later.
import {readFile, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {build} from 'esbuild';
import {buildStart, writeCommonJs} from './build/common-js.mjs';
import {withKeptFrame, withoutTopLevelAwait} from './build/ink.mjs';
import {withSmallTogether} from './build/small-chunks.mjs';
import {withoutUnusedTransports} from './build/unused.mjs';

const directory = 'dist';
const {version} = JSON.parse(await readFile('package.json', 'utf8'));

const options = {
	bundle: true,
	platform: 'node',
	target: 'node20',
	jsx: 'automatic',
	minify: true,
	sourcemap: false,
	loader: {'.json': 'json'},
	define: {'process.env.NODE_ENV': '"production"', __DOCKSCOPE_VERSION__: JSON.stringify(version)},
	logLevel: 'warning',
};
const chunked = {
	...options,
	entryPoints: {main: 'src/commands/main.ts'},
	outdir: directory,
	// A name tells what is in the chunk: what V8 compiled of it is kept by that name.
	entryNames: '[name]-[hash]',
	splitting: true,
	format: 'esm',
	legalComments: 'external',
	metafile: true,
	write: false,
};
const plugins = [withoutUnusedTransports, withoutTopLevelAwait, withKeptFrame];
const {metafile} = await build({...chunked, plugins});
const {metafile: final, outputFiles} = await build({...chunked, plugins: [...plugins, withSmallTogether(metafile)]});
const [main] = Object.entries(final.outputs).find(([, {entryPoint}]) => entryPoint === 'src/commands/main.ts');

await rm(directory, {recursive: true, force: true});
await writeCommonJs(outputFiles, directory);
await buildStart(options, basename(main), join(directory, 'start.cjs'));
