// Builds dist/: one entry, production React, and the parts that are not needed for the first rows as chunks of their own.
import {readFile, rm} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {build} from 'esbuild';

/**
 * dockerode reaches ssh2, gRPC, protobuf, tar-fs and a modem of its own, none of which dockscope uses: requests go through a transport
 * that can read only, ssh through OpenSSH, and there is no BuildKit session. Loading them costs 60 ms and 27 MB, so each becomes a
 * module that can be required, and says so when something of it is called.
 */
const withoutUnusedTransports = {
	name: 'without-unused-transports',
	setup({onResolve, onLoad}) {
		const filter = /^(docker-modem|tar-fs|ssh2|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs(\/.*)?|cpu-features)$/;
		onResolve({filter}, ({path}) => ({path, namespace: 'unused'}));
		// Of dockerode's own parts, those of building images: with them come crypto and zlib.
		onResolve({filter: /^(\.\/session|\.\/buildkit|zlib)$/}, ({path, importer}) =>
			importer.includes(join('dockerode', 'lib')) ? {path: `dockerode ${path}`, namespace: 'unused'} : undefined,
		);
		onLoad({filter: /.*/, namespace: 'unused'}, ({path}) => ({
			contents: `
				function unused() { throw new Error(${JSON.stringify(`${path} is not part of this build`)}); }
				module.exports = new Proxy(unused, {get: (target, key) => (key === '__esModule' ? false : target)});
			`,
			loader: 'js',
		}));
	},
};

/** react-devtools-core is an optional peer of Ink, reached only with DEV=true. */
const withoutDevtools = {
	name: 'without-devtools',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^react-devtools-core$/}, ({path}) => ({path, namespace: 'devtools'}));
		onLoad({filter: /.*/, namespace: 'devtools'}, () => ({contents: 'export default undefined;', loader: 'js'}));
	},
};

/**
 * Yoga brings its WebAssembly in a data: URL and fetches it, and Node's `fetch` loads undici for that: 15 ms and 5 MB. Its own fallback
 * decodes the text; with a Buffer that is done in native code.
 */
const withoutFetchOfYoga = {
	name: 'without-fetch-of-yoga',
	setup({onLoad}) {
		onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => {
			let contents = await readFile(path, 'utf8');
			for (const [was, becomes] of [
				['"function"!=typeof fetch?Promise', 'true?Promise'],
				['"function"!=typeof fetch?c(b)', 'true?c(b)'],
				[/try\{var b=\w+\(a\.slice\(37\)\).*?var d=c\}/, 'try{var d=Buffer.from(a.slice(37),"base64")}'],
			]) {
				const changed = contents.replace(was, becomes);
				if (changed === contents) throw new Error(`${path} no longer holds ${was}`);
				contents = changed;
			}
			return {contents, loader: 'js'};
		});
	},
};

/**
 * What Ink does anew for each frame and need not, in front of its own module: components/kept-rows.ts and kept-widths.ts say what
 * that saves.
 */
const withKeptFrame = {
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

/** Bytes: a chunk that is smaller is loaded with others sooner than by itself, which takes a quarter of a millisecond. */
const small = 2_500;

/**
 * esbuild makes a chunk for each set of entry points that share a module: dozens of a few hundred bytes. Here each entry point imports all
 * of the small ones, so that they share one chunk.
 *
 * @param metafile  of a build without this plugin
 */
function withSmallTogether({inputs, outputs}) {
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

await rm('dist', {recursive: true, force: true});
const {version} = JSON.parse(await readFile('package.json', 'utf8'));

const options = {
	entryPoints: {main: 'src/commands/main.ts'},
	outdir: 'dist',
	bundle: true,
	splitting: true,
	platform: 'node',
	format: 'esm',
	target: 'node20',
	jsx: 'automatic',
	minify: true,
	sourcemap: false,
	legalComments: 'external',
	loader: {'.json': 'json'},
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', __DOCKSCOPE_VERSION__: JSON.stringify(version)},
	// CommonJS dependencies call require() for Node's own modules; an ESM bundle has none unless it is made.
	banner: {js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);"},
	logLevel: 'warning',
};
const plugins = [withoutUnusedTransports, withoutDevtools, withoutFetchOfYoga, withKeptFrame];
const {metafile} = await build({...options, plugins, metafile: true, write: false});
await build({...options, plugins: [...plugins, withSmallTogether(metafile)]});
