import {type FileHandle, mkdir, open, readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {codeOf, readNoFollow, replaceFile} from '../../base/index.js';
import {at, isObject, list, rawText, text} from '../formats/json.js';
import {parseJson} from '../formats/parse-json.js';
import type {Distribution, InstalledPackage, PackageInventory} from './package.js';

// `<cache>/inventories/<image id>.json`, mode 0600. An image never changes under its id, so an inventory stays valid.

/** Raised whenever packages are read in another way: older inventories are then read again. */
const schema = 1;
const sizeLimit = 64_000_000;
const mostKept = 200;
const packageTypes = ['deb', 'apk', 'npm', 'pypi'] as const;

const folderIn = (cache: string): string => join(cache, 'inventories');

function pathOf(cache: string, imageId: string): string | null {
	const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(imageId)?.[1];
	return id === undefined ? null : join(folderIn(cache), `${id}.json`);
}

/** The stored inventory of an image; `null` when there is none that can be trusted and read. */
export async function loadInventory(cache: string, imageId: string): Promise<PackageInventory | null> {
	const path = pathOf(cache, imageId);
	if (path === null) return null;
	try {
		const file = await open(path, readNoFollow);
		try {
			if (!(await isOurs(file))) return null;
			return inventoryFrom(await parseJson(await file.readFile('utf8')), imageId);
		} finally {
			await file.close();
		}
	} catch (error) {
		// Missing, damaged, a link, unreadable: the image is read instead.
		if (error instanceof SyntaxError || codeOf(error) !== null) return null;
		throw error;
	}
}

/** Stores the inventory of an image, and drops the oldest beyond some number. @throws the system's error */
export async function saveInventory(cache: string, imageId: string, inventory: PackageInventory): Promise<void> {
	const path = pathOf(cache, imageId);
	if (path === null) return;
	const folder = folderIn(cache);
	await mkdir(folder, {recursive: true, mode: 0o700});
	await replaceFile(path, JSON.stringify({schema, imageId, ...inventory}), 0o600, null);
	await dropOldest(folder);
}

async function dropOldest(folder: string): Promise<void> {
	const names = await readdir(folder);
	if (names.length <= mostKept) return;
	const dated = await Promise.all(
		names.map(async name => {
			const path = join(folder, name);
			// Another dockscope may have removed it just now.
			const since = await stat(path).then(
				({mtimeMs}) => mtimeMs,
				() => 0,
			);
			return {path, since};
		}),
	);
	for (const {path} of dated.sort((a, b) => b.since - a.since).slice(mostKept)) await rm(path, {force: true});
}

/** A regular file of this user that no one else may write. */
async function isOurs(file: FileHandle): Promise<boolean> {
	const found = await file.stat();
	const isOurUser = process.getuid === undefined || found.uid === process.getuid();
	return found.isFile() && found.size <= sizeLimit && (found.mode & 0o022) === 0 && isOurUser;
}

/** Every field is read as if it were foreign: all text is sanitised again, and anything unexpected discards the whole. */
function inventoryFrom(document: unknown, imageId: string): PackageInventory | null {
	if (at(document, 'schema') !== schema || at(document, 'imageId') !== imageId) return null;
	const packages = list(at(document, 'packages')).map(packageFrom);
	const system = at(document, 'distribution');
	const distribution = system === null ? null : distributionFrom(system);
	if (distribution === undefined || packages.some(one => one === null)) return null;
	const texts = (key: string) => list(at(document, key)).flatMap(one => text(one) ?? []);
	return {
		distribution,
		packages: packages.filter(one => one !== null),
		notes: texts('notes'),
		leftOut: texts('leftOut'),
		whole: at(document, 'whole') === true,
	};
}

/** `undefined` for one that is damaged. */
function distributionFrom(value: unknown): Distribution | undefined {
	const [id, name] = [text(at(value, 'id')), text(at(value, 'name'))];
	return id === null || name === null ? undefined : {id, name, versionId: text(at(value, 'versionId'))};
}

function packageFrom(value: unknown): InstalledPackage | null {
	if (!isObject(value)) return null;
	const type = packageTypes.find(one => one === value['type']);
	const [name, version] = [text(value['name']), text(value['version'])];
	const source = {name: text(at(value, 'source', 'name')), version: text(at(value, 'source', 'version'))};
	if (type === undefined || name === null || version === null || source.name === null || source.version === null) return null;
	return {
		type,
		name,
		version,
		source: {name: source.name, version: source.version},
		architecture: text(value['architecture']),
		path: text(value['path']),
		layer: text(value['layer']),
		files: value['files'] === null ? null : list(value['files']).map(rawText),
	};
}
