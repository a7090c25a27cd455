import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {at, text} from '../formats/json.js';
import type {Distribution, InstalledPackage} from './package.js';

/** Text of a package database in stanzas: fields by name, continuation lines left out. */
function* stanzas(content: string): Generator<ReadonlyMap<string, string>> {
	for (const stanza of content.split(/\n(?:[ \t]*\n)+/)) {
		const fields = new Map<string, string>();
		for (const line of stanza.split('\n')) {
			const colon = line.indexOf(':');
			if (colon > 0 && !/^\s/.test(line)) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
		}
		if (fields.size > 0) yield fields;
	}
}

/** `/var/lib/dpkg/status`, or one file of distroless' `status.d`. Packages that are removed but configured are not installed. */
export function parseDpkgStatus(content: string): InstalledPackage[] {
	const found: InstalledPackage[] = [];
	for (const fields of stanzas(content)) {
		const name = text(fields.get('Package'));
		const version = text(fields.get('Version'));
		const status = fields.get('Status');
		if (name === null || version === null || (status !== undefined && !/ installed$/.test(status))) continue;
		const [, source = name, sourceVersion = version] = /^(\S+)(?:\s+\((\S+)\))?/.exec(fields.get('Source') ?? '') ?? [];
		found.push({
			type: 'deb',
			name,
			version,
			source: {name: sanitise(source), version: sanitise(sourceVersion)},
			architecture: text(fields.get('Architecture')),
			path: null,
			layer: null,
			files: null,
		});
	}
	return found;
}

/** `/lib/apk/db/installed`: one letter a field, `F:` a folder and `R:` a file in it. */
export function parseApkInstalled(content: string): InstalledPackage[] {
	return content.split(/\n\n+/).flatMap(stanza => {
		const fields = new Map<string, string>();
		const files: string[] = [];
		let folder = '';
		for (const line of stanza.split('\n')) {
			const value = line.slice(2);
			if (line.startsWith('F:')) folder = value;
			else if (line.startsWith('R:')) files.push(folder === '' ? value : `${folder}/${value}`);
			else if (line[1] === ':' && !fields.has(line[0] ?? '')) fields.set(line[0] ?? '', value);
		}
		const name = text(fields.get('P'));
		const version = text(fields.get('V'));
		if (name === null || version === null) return [];
		const source = {name: text(fields.get('o')) ?? name, version};
		return {type: 'apk' as const, name, version, source, architecture: text(fields.get('A')), path: null, layer: null, files};
	});
}

/** An npm package's `package.json`; `null` for one that is no published package (no name or no version). */
export function parsePackageJson(content: string, path: string): InstalledPackage | null {
	try {
		const document: unknown = JSON.parse(content);
		return language('npm', text(at(document, 'name')), text(at(document, 'version')), path);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** `METADATA` or `PKG-INFO` of a Python distribution: headers of a mail. */
export function parsePythonMetadata(content: string, path: string): InstalledPackage | null {
	const header = content.split(/\r?\n\r?\n/)[0] ?? '';
	const field = (name: string) => text(new RegExp(`^${name}:[ \\t]*(.+)$`, 'mi').exec(header)?.[1]);
	const name = field('Name');
	// PEP 503: the index, and with it every advisory, knows names in this form.
	return language('pypi', name === null ? null : sanitise(name.toLowerCase().replace(/[-_.]+/g, '-')), field('Version'), path);
}

function language(type: 'npm' | 'pypi', name: SafeText | null, version: SafeText | null, path: string): InstalledPackage | null {
	if (name === null || version === null) return null;
	return {type, name, version, source: {name, version}, architecture: null, path: sanitise(path), layer: null, files: null};
}

/** `os-release(5)`. */
export function parseOsRelease(content: string): Distribution | null {
	const field = (name: string) => text(new RegExp(`^${name}=["']?([^"'\\n]*)["']?\\s*$`, 'm').exec(content)?.[1]);
	const id = field('ID');
	return id === null ? null : {id, versionId: field('VERSION_ID'), name: field('PRETTY_NAME') ?? id};
}
