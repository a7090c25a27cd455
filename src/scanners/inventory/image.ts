import type {EngineReader} from '../../engine/engine-reader.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {InstalledPackage, Inventory} from './package.js';
import {layerFiles, readSavedImage, UnreadableLayer} from './saved-image.js';
import {type Finding, gather, isWanted, readWanted, wantedSizeLimit} from './wanted.js';

/** What one layer adds and hides. */
type LayerContent = {
	readonly files: Map<string, Finding>;
	/** Paths that disappear, with everything below them. */
	readonly removed: Set<string>;
	/** Folders of which nothing from lower layers shows. */
	readonly opaque: Set<string>;
	problem: string | null;
};

type Named = {readonly diffId: string | null; readonly content: LayerContent};

/**
 * The packages of an image in one pass over its export: no file is written and no layer is kept, only what the wanted files say.
 * Whiteouts are honoured. @throws EngineError
 */
export async function imageInventory(engine: EngineReader, image: string, signal?: AbortSignal): Promise<Inventory> {
	const contents = new Map<string, LayerContent>();
	const order = await readSavedImage(await engine.saveImage(image, signal), async (name, content) => {
		signal?.throwIfAborted();
		contents.set(name, await readLayer(content));
	});
	const layers = order.flatMap(({name, diffId}) => {
		const content = contents.get(name);
		return content === undefined ? [] : [{diffId, content}];
	});
	return squash(layers);
}

async function readLayer(bytes: AsyncIterable<Uint8Array>): Promise<LayerContent> {
	const content: LayerContent = {files: new Map(), removed: new Set(), opaque: new Set(), problem: null};
	try {
		for await (const file of layerFiles(bytes, wantedSizeLimit)) {
			const slash = file.path.lastIndexOf('/');
			const folder = slash === -1 ? '' : file.path.slice(0, slash);
			const base = file.path.slice(slash + 1);
			if (base === '.wh..wh..opq') content.opaque.add(folder);
			else if (base.startsWith('.wh.')) content.removed.add(folder === '' ? base.slice(4) : `${folder}/${base.slice(4)}`);
			else if (file.kind === 'file' && isWanted(file.path))
				content.files.set(file.path, readWanted(file.path, await file.read()));
			else if (file.kind === 'link') linkTo(content, file);
			// A folder's place taken by something else hides what was below it.
			else if (file.kind === 'other') content.removed.add(file.path);
		}
	} catch (error) {
		if (!(error instanceof UnreadableLayer)) throw error;
		content.problem = error.message;
	}
	return content;
}

/** A hard link is the file again under another name. */
function linkTo(content: LayerContent, {path, linkTarget}: {path: string; linkTarget: string}): void {
	const finding = content.files.get(linkTarget);
	if (finding === undefined || !isWanted(path)) return;
	content.files.set(path, {
		...finding,
		packages: finding.packages.map(one => ({...one, path: one.path === null ? null : sanitise(path)})),
	});
}

function squash(layers: readonly Named[]): Inventory {
	const visible = new Map<string, Finding>();
	for (const {diffId, content} of layers) {
		for (const path of visible.keys()) if (hides(content, path)) visible.delete(path);
		const layer = diffId === null ? null : sanitise(diffId);
		for (const [path, finding] of content.files) visible.set(path, attributed(finding, visible.get(path), layer));
	}
	const unread = layers.flatMap(({diffId, content}) =>
		content.problem === null ? [] : [sanitise(`layer ${diffId ?? ''} could not be read: ${content.problem}`)],
	);
	const {notes, ...rest} = gather(visible.values());
	return {...rest, notes: [...notes, ...unread]};
}

function hides({removed, opaque}: LayerContent, path: string): boolean {
	if (removed.has(path)) return true;
	for (let slash = path.lastIndexOf('/'); slash !== -1; slash = path.lastIndexOf('/', slash - 1)) {
		const folder = path.slice(0, slash);
		if (removed.has(folder) || opaque.has(folder)) return true;
		if (slash === 0) break;
	}
	return opaque.has('');
}

/** A database that is written anew names all packages again: those that it named already belong to the layer below. */
function attributed(finding: Finding, below: Finding | undefined, layer: SafeText | null): Finding {
	const known = new Map(below?.packages.map(one => [key(one), one.layer] as const));
	return {...finding, packages: finding.packages.map(one => ({...one, layer: known.get(key(one)) ?? layer}))};
}

const key = ({name, version, architecture}: InstalledPackage) => `${name} ${version} ${architecture}`;
