import {createRequire} from 'node:module';
import {compileFunction} from 'node:vm';
import {READER_WORD} from '../base/index.js';
import {asNodeProgram} from '../fix/index.js';

// The start of the single executable (scripts/release/executable.mjs): dockscope, or one of its helper programs in another process.
const program = asNodeProgram(process.argv);
if (process.argv[2] === READER_WORD) void import('./reader.js');
else if (program === null) {
	// As in bin/dockscope.js.
	process.exitCode = 70;
	void import('./main.js');
} else {
	process.argv = program.argv;
	compileFunction(program.script, ['require'])(createRequire('/'));
}
