import {findProgram, searchPath} from './engine-binaries.js';
import {runProgram} from './private-engine.js';

const AS_NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath];
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
export const runAsNobody = (...args: string[]): Promise<string> => runProgram('setpriv', [...AS_NOBODY, ...args], env);
