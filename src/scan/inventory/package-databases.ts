import {type SafeText, sanitise, parseOsRelease as systemOf} from '../../base/index.js';
import {at, text} from '../formats/json.js';
import type {Distribution, InstalledPackage} from './package.js';

/** More than any image has; the caller reports that there are more. */
const MAX_PACKAGES_OF_FILE = 60_000;

/**
 * A package database in stanzas, separated by empty lines. Parsed line by line, not with a regular expression over the whole: a container
 * controls this file, and a million empty lines must not overflow the stack.
 */
function* stanzas(content: string): Generator<readonly string[]> {
	let lines: string[] = [];
	for (let from = 0; from <= content.length; ) {
		const end = content.indexOf('\n', from);
		const line = content.slice(from, end === -1 ? undefined : end);
		from = end === -1 ? content.length + 1 : end + 1;
		if (line.trim() !== '') lines.push(line);
		else if (lines.length > 0) {
			yield lines;
			lines = [];
		}
	}
	if (lines.length > 0) yield lines;
}

function packagesOf(content: string, read: (lines: readonly string[]) => InstalledPackage | null): InstalledPackage[] {
	const found: InstalledPackage[] = [];
	for (const lines of stanzas(content)) {
		const one = read(lines);
		if (one !== null) found.push(one);
		if (found.length > MAX_PACKAGES_OF_FILE) break;
	}
	return found;
}

/** `/var/lib/dpkg/status`, or one file of distroless' `status.d`. Packages that are removed with configuration left are not installed. */
export const parseDpkgStatus = (content: string): InstalledPackage[] => packagesOf(content, dpkgPackage);

function dpkgPackage(lines: readonly string[]): InstalledPackage | null {
	const fields = new Map<string, string>();
	for (const line of lines) {
		const colon = line.indexOf(':');
		// A line that begins with a space continues the previous one.
		if (colon > 0 && line[0] !== ' ' && line[0] !== '\t') fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
	}
	const name = text(fields.get('Package'));
	const version = text(fields.get('Version'));
	const status = fields.get('Status');
	if (name === null || version === null || (status !== undefined && !status.endsWith(' installed'))) return null;
	const [, source = name, sourceVersion = version] = /^(\S+)(?:\s+\((\S+)\))?/.exec(fields.get('Source') ?? '') ?? [];
	return {
		type: 'deb',
		name,
		version,
		source: {name: sanitise(source), version: sanitise(sourceVersion)},
		architecture: text(fields.get('Architecture')),
		path: null,
		layer: null,
		files: null,
	};
}

/** `/lib/apk/db/installed`: single-letter fields, `F:` for a folder and `R:` for a file in it. */
export const parseApkInstalled = (content: string): InstalledPackage[] => packagesOf(content, apkPackage);

function apkPackage(lines: readonly string[]): InstalledPackage | null {
	const fields = new Map<string, string>();
	const files: string[] = [];
	let folder = '';
	for (const line of lines) {
		const value = line.slice(2);
		if (line.startsWith('F:')) folder = value;
		else if (line.startsWith('R:')) files.push(folder === '' ? value : `${folder}/${value}`);
		else if (line[1] === ':' && !fields.has(line[0] ?? '')) fields.set(line[0] ?? '', value);
	}
	const name = text(fields.get('P'));
	const version = text(fields.get('V'));
	if (name === null || version === null) return null;
	const source = {name: text(fields.get('o')) ?? name, version};
	return {type: 'apk', name, version, source, architecture: text(fields.get('A')), path: null, layer: null, files};
}

/** An npm package's `package.json`; `null` if it is not a published package (no name or no version). */
export function parsePackageJson(content: string, path: string): InstalledPackage | null {
	try {
		const document: unknown = JSON.parse(content);
		return language('npm', text(at(document, 'name')), text(at(document, 'version')), path);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** `METADATA` or `PKG-INFO` of a Python distribution: mail headers. */
export function parsePythonMetadata(content: string, path: string): InstalledPackage | null {
	const header = content.split(/\r?\n\r?\n/)[0] ?? '';
	const field = (name: string) => text(new RegExp(`^${name}:[ \\t]*(.+)$`, 'mi').exec(header)?.[1]);
	const name = field('Name');
	// PEP 503: the index, and with it every advisory, uses names in this form.
	return language('pypi', name === null ? null : sanitise(name.toLowerCase().replace(/[-_.]+/g, '-')), field('Version'), path);
}

function language(type: 'npm' | 'pypi', name: SafeText | null, version: SafeText | null, path: string): InstalledPackage | null {
	if (name === null || version === null) return null;
	return {type, name, version, source: {name, version}, architecture: null, path: sanitise(path), layer: null, files: null};
}

/** `os-release(5)`. */
export function distributionOf(content: string): Distribution | null {
	const system = systemOf(content);
	return system === null ? null : {id: system.id, versionId: system.versionId, name: system.prettyName};
}
