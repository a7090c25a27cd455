import {isatty} from 'node:tty';
import type {Script} from 'node:vm';
import {commandNames} from '../command-names.js';
import {chunksIn} from './chunks.js';
import {compileLater} from './compile-later.js';
import {compiledCodeOf} from './compiled-code.js';

/** The chunk of main.ts; the build knows its name. */
declare const __DOCKSCOPE_MAIN__: string;

// The entry of the bundle. Half of what a start costs is V8's compiling: it is done in the first one, and kept for the others.
const compiled = compiledCodeOf(__dirname, commandOf(process.argv.slice(2)), process.env);
const anew = new Map<string, Script>();
let starting = true;

compileLater(endStart);
process.once('exit', endStart);
const load = chunksIn(__dirname, require, {
	// V8 refuses code that it made with other flags.
	read: name => (starting ? compiled.read(name) : undefined),
	compiledAnew(name, script) {
		if (starting) anew.set(name, script);
	},
});
load(__DOCKSCOPE_MAIN__);

/** Now, and not when a session ends: V8 forgets what it compiled of a function that has not run for a while. */
function endStart(): void {
	if (!starting) return;
	starting = false;
	if (anew.size > 0) compiled.keep(codeOf(anew));
	anew.clear();
}

/** One after the other: where the first cannot be written the others need not be made. */
function* codeOf(scripts: ReadonlyMap<string, Script>): Generator<[name: string, code: Buffer]> {
	for (const [name, script] of scripts) yield [name, script.createCachedData()];
}

/** What was asked for, as far as it can be told at once: no more than where compiled code is kept depends on it. */
function commandOf(argv: readonly string[]): string {
	if (argv.some(word => ['help', '--help', '-h', '--version'].includes(word))) return 'help';
	const command = commandNames.find(name => name === argv[0]);
	if (command !== undefined) return command;
	return isatty(0) && isatty(1) ? 'inspector' : 'print';
}
