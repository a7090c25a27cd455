#!/usr/bin/env node
// All of it is in the bundle: see scripts/build.mjs. Only what keeps it from being loaded is reported here.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// As in package.json, which npm only warns about.
if (major < 20 || (major === 20 && minor < 19)) {
	process.stderr.write(
		`dockscope: needs Node 20.19 or newer, this is ${process.versions.node}. The single executable needs no Node\n`,
	);
	process.exitCode = 2;
} else {
	// Until the program has ended by itself: what never settles is a failure, and not a pass.
	process.exitCode = 70;
	// Too few open files, say.
	import('../dist/main.js').catch(({message}) => {
		process.stderr.write(`dockscope: cannot load the program: ${message}\n`);
		process.exitCode = 70;
	});
}
