import {build, transform} from 'esbuild';
import {throughDoors} from './doors.mjs';
import {withoutDevelopmentTools, withoutDownloadOfYoga} from './ink.mjs';
import {withoutUnusedTransports} from './unused.mjs';

/**
 * Bundles the program of the working directory: `main.js`, and what is not needed for a start as chunks that are loaded on demand. The
 * same sources give the same bytes in any folder.
 *
 * @param {string} version  of package.json
 * @param {string} directory  where the files are written
 * @returns {Promise<import('esbuild').Metafile>} which modules are in which file
 */
export async function bundle(version, directory) {
	const options = {
		...optionsFor(version, 'node20'),
		outdir: directory,
		// CommonJS modules in the bundle get Node's own by `require`, which an ES module does not have.
		banner: {js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);"},
	};
	const main = await build({...options, entryPoints: {main: 'src/cli/main.ts'}, splitting: true});
	// One file: the program waits for the start of its reader.
	const reader = await build({...options, entryPoints: {reader: 'src/cli/reader.ts'}});
	return {
		inputs: {...main.metafile.inputs, ...reader.metafile.inputs},
		outputs: {...main.metafile.outputs, ...reader.metafile.outputs},
	};
}

/**
 * The program as one CommonJS script, which is what an executable of Node 24 can hold. An ES module is made of it first: esbuild
 * refuses modules that await at their top (Ink, Yoga) in CommonJS, but they are loaded on demand, so in that bundle each is an async
 * function.
 *
 * @param {string} version  of package.json
 * @returns {Promise<{script: string, metafile: import('esbuild').Metafile}>}
 */
export async function bundleScript(version) {
	const options = optionsFor(version, 'node24');
	const {define} = options;
	const {outputFiles, metafile} = await build({
		...options,
		entryPoints: ['src/cli/executable.ts'],
		outfile: 'executable.mjs',
		write: false,
		// Yoga and Ink make a `require` of it, for Node's own modules.
		define: {...define, 'import.meta.url': '"file:///dockscope"'},
	});
	const {code} = await transform(outputFiles[0].text, {format: 'cjs', platform: 'node', target: 'node24', minify: true});
	return {script: code, metafile};
}

/** @returns {import('esbuild').BuildOptions & {metafile: true}} */
const optionsFor = (version, target) => ({
	bundle: true,
	format: 'esm',
	platform: 'node',
	target,
	jsx: 'automatic',
	minify: true,
	// Whole licences are shipped instead: see licences.mjs.
	legalComments: 'none',
	loader: {'.json': 'json'},
	define: {'process.env.NODE_ENV': '"production"', __DOCKSCOPE_VERSION__: JSON.stringify(version)},
	plugins: [throughDoors, withoutUnusedTransports, withoutDevelopmentTools, withoutDownloadOfYoga],
	metafile: true,
	logLevel: 'warning',
});
