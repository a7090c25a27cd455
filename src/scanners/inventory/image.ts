import type {EngineReader} from '../../engine/engine-reader.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type LayerContent, readLayer} from './layer.js';
import type {InstalledPackage, Inventory} from './package.js';
import {readSavedImage} from './saved-image.js';
import {type Finding, gather} from './wanted.js';

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
