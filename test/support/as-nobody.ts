import {chmod} from 'node:fs/promises';
import {join} from 'node:path';
import {build} from 'esbuild';
import {throughDoors} from '../../scripts/build/doors.mjs';
import {findProgram, searchPath} from './engine-binaries.js';
import {runProgram} from './private-engine.js';

const as = (uid: number) => ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', process.execPath];
const env = {PATH: searchPath(), HOME: '/nonexistent'};

/** Root, setpriv, and a Node that is not in a folder which only root can enter. */
export async function canActAsNobody(): Promise<boolean> {
	if (process.getuid?.() !== 0 || (await findProgram('setpriv')) === null) return false;
	return runAsNobody('--version').then(
		() => true,
		() => false,
	);
}

/** Runs a script with Node as a user who owns nothing and is in no group; gives its stdout. */
export const runAsNobody = (...args: string[]): Promise<string> => runProgram('setpriv', [...as(65534), ...args], env);

/** The same as a uid that no account of this machine has. */
export const runAsStranger = (...args: string[]): Promise<string> =>
	runProgram('setpriv', [...as(54321), ...args], {PATH: env.PATH});

/**
 * A script that `runAsNobody` can run: bundled, since that user may not be able to enter this folder.
 *
 * @param folder    one that everybody can enter
 * @param contents  TypeScript of a module; `./src` is dockscope's
 * @returns its path
 */
export async function bundleForNobody(folder: string, contents: string): Promise<string> {
	const script = join(folder, 'script.mjs');
	await build({
		stdin: {contents, resolveDir: join(import.meta.dirname, '../..')},
		bundle: true,
		plugins: [throughDoors],
		platform: 'node',
		format: 'esm',
		outfile: script,
		logLevel: 'error',
	});
	await chmod(script, 0o644);
	return script;
}
