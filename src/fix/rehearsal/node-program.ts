import {isSea} from 'node:sea';

/** In place of a command: the rest is a program for Node and its arguments. */
const asNode = '--dockscope-as-node';

/**
 * The command that runs a program in another process of the Node that runs dockscope. The single executable is no `node` that takes
 * `-e`: it gets the program behind a word that only `asNodeProgram` knows.
 *
 * @param script  plain CommonJS; its arguments are `process.argv.slice(1)`
 */
export const nodeProgram = (script: string, ...args: readonly string[]): readonly [string, ...string[]] =>
	isSea() ? [process.execPath, asNode, script, ...args] : [process.execPath, '-e', script, ...args];

/** In the single executable: the program to run instead of dockscope, or `null`. @param argv  `process.argv` */
export function asNodeProgram([node = '', , word, script, ...args]: readonly string[]): {script: string; argv: string[]} | null {
	return word === asNode && script !== undefined ? {script, argv: [node, ...args]} : null;
}
