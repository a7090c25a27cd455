import {build} from 'esbuild';
import {withKeptFrame, withoutDevelopmentTools, withoutDownloadOfYoga} from './ink.mjs';
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
	const {metafile} = await build({
		entryPoints: ['src/commands/main.ts'],
		outdir: directory,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		jsx: 'automatic',
		minify: true,
		// Whole licences are shipped instead: see licences.mjs.
		legalComments: 'none',
		loader: {'.json': 'json'},
		define: {'process.env.NODE_ENV': '"production"', __DOCKSCOPE_VERSION__: JSON.stringify(version)},
		// CommonJS modules in the bundle get Node's own by `require`, which an ES module does not have.
		banner: {js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);"},
		plugins: [withoutUnusedTransports, withoutDevelopmentTools, withoutDownloadOfYoga, withKeptFrame],
		metafile: true,
		logLevel: 'warning',
	});
	return metafile;
}
