// Writes schemas/policy.schema.json and schemas/config.schema.json from the schemas that read those files.
import {execFileSync} from 'node:child_process';
import {rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {throughDoors} from './build/doors.mjs';

const outfile = join(tmpdir(), `dockscope-schemas-${process.pid}.mjs`);
await build({
	entryPoints: ['scripts/schemas/json-schemas.ts'],
	outfile,
	bundle: true,
	plugins: [throughDoors],
	platform: 'node',
	format: 'esm',
	logLevel: 'error',
});
const {jsonSchemas} = await import(pathToFileURL(outfile).href);
await rm(outfile);
for (const [name, schema] of Object.entries(jsonSchemas())) {
	const path = `schemas/${name}.schema.json`;
	await writeFile(path, `${JSON.stringify(schema, null, '\t')}\n`);
	execFileSync('npx', ['biome', 'format', '--write', path], {stdio: 'ignore'});
}
