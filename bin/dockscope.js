#!/usr/bin/env node
// All of it is in the bundle: see scripts/build.mjs. Only a program that cannot be loaded is reported here: too few open files, say.
import('../dist/main.js').catch(({message}) => {
	process.stderr.write(`dockscope: cannot load the program: ${message}\n`);
	process.exitCode = 70;
});
