import {type FileHandle, mkdir, open, readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import * as v from 'valibot';
import {codeOf, readNoFollow, replaceFile, safeTextSchema, textsSchema} from '../../base/index.js';
import {parseJson} from '../formats/parse-json.js';
import type {PackageInventory} from './package.js';

// `<cache>/inventories/<image id>.json`, mode 0600. An image never changes under its id, so an inventory stays valid.

/** Raised whenever packages are read in another way: older inventories are then read again. */
const schema = 1;
const sizeLimit = 64_000_000;
const MAX_KEPT = 200;

const text = v.pipe(safeTextSchema, v.nonEmpty());
const textOrNull = v.nullable(text);
/** Anything unexpected discards the whole: packages that are missing would be clean ones. */
const keptSchema = v.object({
	schema: v.literal(schema),
	imageId: v.string(),
	distribution: v.nullable(v.object({id: text, versionId: textOrNull, name: text})),
	packages: v.array(
		v.object({
			type: v.picklist(['deb', 'apk', 'npm', 'pypi']),
			name: text,
			version: text,
			source: v.object({name: text, version: text}),
			architecture: textOrNull,
			path: textOrNull,
			layer: textOrNull,
			files: v.nullable(v.array(v.string())),
		}),
	),
	notes: textsSchema,
	leftOut: textsSchema,
	whole: v.boolean(),
});

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
			const {success, output} = v.safeParse(keptSchema, await parseJson(await file.readFile('utf8')));
			if (!success || output.imageId !== imageId) return null;
			const {schema: _, imageId: __, ...inventory} = output;
			return inventory;
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
	if (names.length <= MAX_KEPT) return;
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
	for (const {path} of dated.sort((a, b) => b.since - a.since).slice(MAX_KEPT)) await rm(path, {force: true});
}

/** A regular file of this user that no one else may write. */
async function isOurs(file: FileHandle): Promise<boolean> {
	const found = await file.stat();
	const isOurUser = process.getuid === undefined || found.uid === process.getuid();
	return found.isFile() && found.size <= sizeLimit && (found.mode & 0o022) === 0 && isOurUser;
}
