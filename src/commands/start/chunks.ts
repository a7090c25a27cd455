import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Script} from 'node:vm';

/** How the build wraps a chunk: as Node wraps a CommonJS module. */
type Chunk = (exports: object, require: (path: string) => unknown, module: {exports: object}) => void;

type CodeOfChunks = {
	/** What V8 compiled of a chunk, if that was kept. It refuses what another version made, or the same with other flags. */
	read(name: string): Buffer | undefined;
	/** Is told of a chunk for which there was none that it took. */
	compiledAnew(name: string, script: Script): void;
};

/**
 * Loads the chunks of the bundle, each once, as `require` does, and with the code that V8 made of them in an earlier run. That is not to
 * be had from Node before 22.1, and its own (`module.enableCompileCache`) saves a fifth of what this does.
 *
 * @param directory  of the chunks
 * @param requireOfNode  for Node's own modules
 * @returns loads a chunk by its name
 */
export function chunksIn(directory: string, requireOfNode: (path: string) => unknown, {read, compiledAnew}: CodeOfChunks) {
	const modules = new Map<string, {exports: object}>();

	return load;

	function load(name: string): object {
		const known = modules.get(name);
		if (known !== undefined) return known.exports;
		const module = {exports: {}};
		modules.set(name, module);
		try {
			run(name, module);
		} catch (error) {
			// As Node does: whoever asks again is told again, and not given half of it.
			modules.delete(name);
			throw error;
		}
		return module.exports;
	}

	function run(name: string, module: {exports: object}): void {
		const filename = join(directory, name);
		const cachedData = read(name);
		const script = new Script(readFileSync(filename, 'utf8'), {filename, cachedData});
		if (cachedData === undefined || script.cachedDataRejected) compiledAnew(name, script);
		(script.runInThisContext() as Chunk)(module.exports, require, module);
	}

	function require(path: string): unknown {
		return path.startsWith('./') ? load(path.slice(2)) : requireOfNode(path);
	}
}
