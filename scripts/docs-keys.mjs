// Writes docs/keys.md, and the commands in the schema of the configuration file, from the keymap, the one place where keys are defined.
import {execFileSync} from 'node:child_process';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
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
const {commandsOfSchema, keysPage} = await import(pathToFileURL(outfile).href);
await rm(outfile);
await mkdir('docs', {recursive: true});
await writeFile('docs/keys.md', keysPage());

const schema = JSON.parse(await readFile('schemas/config.schema.json', 'utf8'));
schema.properties.keys.properties = commandsOfSchema();
await writeFile('schemas/config.schema.json', `${JSON.stringify(schema, null, '\t')}\n`);
execFileSync('npx', ['biome', 'format', '--write', 'schemas/config.schema.json'], {stdio: 'ignore'});
