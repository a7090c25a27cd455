// Builds dist/: the bundle, the licences of the packages that are in it, and the manual page.
import {execFileSync} from 'node:child_process';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {bundle} from './build/bundle.mjs';
import {licencesOf} from './build/licences.mjs';

const directory = 'dist';
const {version} = JSON.parse(await readFile('package.json', 'utf8'));

await rm(directory, {recursive: true, force: true});
const metafile = await bundle(version, directory);
await writeFile(join(directory, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(metafile));
await writeFile(join(directory, 'dockscope.1'), execFileSync(process.execPath, ['bin/dockscope.js', 'man']));
