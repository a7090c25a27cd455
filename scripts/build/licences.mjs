import {readdir, readFile} from 'node:fs/promises';
import {join, normalize} from 'node:path';

const packageFolder = /^(?:[\w-]+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const licenceFile = /^(licen[cs]e|copying|notice)/i;

/**
 * The folders of all packages that a bundle contains.
 *
 * @param {import('esbuild').Metafile} metafile  with paths relative to the working directory
 * @returns {readonly string[]}
 */
export function packageFolders({outputs}) {
	const modules = Object.values(outputs).flatMap(({inputs}) => Object.keys(inputs));
	// Greedy: of nested packages the innermost.
	const folders = modules.flatMap(path => packageFolder.exec(path)?.[1] ?? []);
	// Modules in front of another have `./` before the path.
	return [...new Set(folders.map(normalize))].sort();
}

/**
 * The licence texts of those packages, for the people who get the bundle without `node_modules`.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {Promise<string>} name, version, licence and text of each package, by name
 * @throws Error that names the package without a licence
 */
export async function licencesOf(metafile) {
	const notices = await Promise.all(packageFolders(metafile).map(noticeOf));
	const sorted = [...new Set(notices)].sort((one, other) => (one < other ? -1 : 1));
	return ['The bundle of dockscope contains these packages.\n', ...sorted].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Name, version, licence and text of one package.
 *
 * @param {string} folder  of the package
 * @throws Error where the package has neither a licence file nor a licence whose text is known
 */
export async function noticeOf(folder) {
	const {name, version, license, author} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	const files = (await readdir(folder)).filter(file => licenceFile.test(file)).sort();
	const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')));
	const text = texts.map(each => each.trim()).join('\n\n') || standardText(license, author?.name ?? author);
	if (!name || !version || !license || !text) throw new Error(`${folder} has no licence text: it may not be in the bundle`);
	return `${name} ${version}\nLicence: ${license}\n\n${text}\n`;
}

/** For packages that state their licence in package.json only. @source spdx.org/licenses/MIT.html */
function standardText(license, author) {
	if (license !== 'MIT' || !author) return '';
	return `Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
