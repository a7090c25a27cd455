import {sanitise} from '../../terminal/sanitise.js';
import {layerFiles, UnreadableLayer} from './saved-image.js';
import {type Finding, isWanted, readWanted, wantedSizeLimit} from './wanted.js';

/** What one layer adds and hides. */
export type LayerContent = {
	readonly files: Map<string, Finding>;
	/** Paths that disappear, with everything below them. */
	readonly removed: Set<string>;
	/** Folders of which nothing from lower layers shows. */
	readonly opaque: Set<string>;
	/** Why it was not read, or not to its end. */
	problem: string | null;
};

/**
 * Reads a layer, or any other tar of files, once through; only what the wanted files say is kept.
 *
 * @param isEnough  asked before each entry; the reading ends there when it is, with the entry's path as the problem
 */
export async function readLayer(bytes: AsyncIterable<unknown>, isEnough: () => boolean = () => false): Promise<LayerContent> {
	const content: LayerContent = {files: new Map(), removed: new Set(), opaque: new Set(), problem: null};
	try {
		for await (const file of layerFiles(bytes, wantedSizeLimit)) {
			if (isEnough()) {
				content.problem = file.path;
				break;
			}
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
