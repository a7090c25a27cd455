import {readFileSync} from 'node:fs';

/**
 * install.sh for one release. It has the sums of the archives, so whoever trusts it can take them from anywhere.
 *
 * @param {object} parts
 * @param {string} parts.program  `dockscope`
 * @param {string} parts.version
 * @param {string} parts.npmPackage  file name of the npm package, for systems without an executable
 * @param {readonly {sum: string, file: string}[]} parts.archives  SHA-256 in hexadecimal
 */
export function renderInstaller({program, version, npmPackage, archives}) {
	const values = {
		PROGRAM: program,
		VERSION: version,
		PACKAGE: npmPackage,
		SUMS: archives.map(({sum, file}) => `${sum}  ${file}`).join('\n'),
	};
	const template = readFileSync(new URL('install.sh', import.meta.url), 'utf8');
	return template.replaceAll(/@([A-Z]+)@/g, (_, name) => values[name]);
}
