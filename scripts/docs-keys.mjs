// Writes docs/keys.md from the keymap, the one place where keys are defined.
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {throughDoors} from './build/doors.mjs';

const outfile = join(tmpdir(), `dockscope-keys-${process.pid}.mjs`);
await build({
	entryPoints: ['components/keys-page.ts'],
	outfile,
	bundle: true,
	plugins: [throughDoors],
	platform: 'node',
	format: 'esm',
	logLevel: 'error',
});
const {keysPage} = await import(pathToFileURL(outfile).href);
await rm(outfile);
await mkdir('docs', {recursive: true});
await writeFile('docs/keys.md', keysPage());
