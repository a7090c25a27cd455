// Builds dist/: the bundle, and the licences of the packages that are in it.
import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {bundle} from './build/bundle.mjs';
import {licencesOf} from './build/licences.mjs';

const directory = 'dist';
const {version} = JSON.parse(await readFile('package.json', 'utf8'));

await rm(directory, {recursive: true, force: true});
const metafile = await bundle(version, directory);
await writeFile(join(directory, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(metafile));
