import {setImmediate as turn} from 'node:timers/promises';
import {
	type ArchiveLimits,
	type EngineReader,
	hides,
	readSavedImage,
	type SafeText,
	sanitise,
	withArchiveBudget,
} from '../../base/index.js';
import {type LayerContent, readLayer} from './layer.js';
import type {InstalledPackage, PackageInventory} from './package.js';
import {type FoundPackages, gather} from './wanted.js';

type Named = {readonly diffId: string | null; readonly content: LayerContent};

/** Limits for a whole saved image: its layers count as parts of the archive and again when read, so 32 GB of layers fit. */
const limits: ArchiveLimits = {bytes: 64 * 1024 ** 3, entries: 1_000_000, milliseconds: 600_000};

/**
 * The packages of an image in one pass over its export: writes no file and stores no layer, only the content of the wanted files.
 * Whiteouts are honoured. @throws EngineError, also `over-budget`: the layer order comes last in the archive
 */
export function imageInventory(engine: EngineReader, image: string, signal?: AbortSignal): Promise<PackageInventory> {
	return withArchiveBudget(limits, signal, async budget => {
		const contents = new Map<string, LayerContent>();
		const order = await readSavedImage(await engine.saveImage(image, budget.signal), budget, async (name, content) => {
			contents.set(name, await readLayer(content, budget));
		});
		const layers = order.flatMap(({name, diffId}) => {
			const content = contents.get(name);
			return content === undefined ? [] : [{diffId, content}];
		});
		return squash(layers);
	});
}

async function squash(layers: readonly Named[]): Promise<PackageInventory> {
	const visible = new Map<string, FoundPackages>();
	for (const {diffId, content} of layers) {
		for (const path of visible.keys()) if (hides(content, path)) visible.delete(path);
		const layer = diffId === null ? null : sanitise(diffId);
		for (const [path, finding] of content.files) visible.set(path, attributed(finding, visible.get(path), layer));
		// A hundred layers over fifty thousand files would block the screen.
		await turn();
	}
	const unread = layers.flatMap(({diffId, content}) =>
		content.problem === null ? [] : [sanitise(`layer ${diffId ?? ''} could not be read: ${content.problem}`)],
	);
	const {notes, leftOut, ...rest} = gather(visible.values());
	return {...rest, notes, leftOut: [...leftOut, ...unread], whole: unread.length === 0};
}

/** A rewritten database lists all packages again: those it already had belong to the layer below. */
function attributed(finding: FoundPackages, below: FoundPackages | undefined, layer: SafeText | null): FoundPackages {
	const known = new Map(below?.packages.map(one => [key(one), one.layer] as const));
	return {...finding, packages: finding.packages.map(one => ({...one, layer: known.get(key(one)) ?? layer}))};
}

const key = ({name, version, architecture}: InstalledPackage) => `${name} ${version} ${architecture}`;
