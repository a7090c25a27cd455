import {sanitise} from '../../terminal/sanitise.js';
import {concatenate, layerEntries, UnreadableLayer} from './saved-image.js';
import type {TarEntry} from './tar-entries.js';
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
		for await (const entry of layerEntries(bytes)) {
			const path = bare(entry.path);
			if (isEnough()) {
				content.problem = path;
				break;
			}
			const slash = path.lastIndexOf('/');
			const folder = slash === -1 ? '' : path.slice(0, slash);
			const base = path.slice(slash + 1);
			if (base === '.wh..wh..opq') content.opaque.add(folder);
			else if (base.startsWith('.wh.')) content.removed.add(folder === '' ? base.slice(4) : `${folder}/${base.slice(4)}`);
			else if (entry.kind === 'file') {
				if (isWanted(path)) content.files.set(path, readWanted(path, await bytesOf(entry)));
			} else if (entry.kind === 'link') linkTo(content, path, bare(entry.linkTarget));
			// A folder's place taken by something else hides what was below it.
			else if (entry.kind !== 'directory') content.removed.add(path);
		}
	} catch (error) {
		if (!(error instanceof UnreadableLayer)) throw error;
		content.problem = error.message;
	}
	return content;
}

const bare = (path: string) => path.replace(/^(\.?\/)+/, '').replace(/\/$/, '');

/** A file that is larger than any package database is not read. */
const bytesOf = async ({size, content}: TarEntry): Promise<Buffer> =>
	size > wantedSizeLimit ? Buffer.alloc(0) : concatenate(content());

/** A hard link is the file again under another name. */
function linkTo(content: LayerContent, path: string, linkTarget: string): void {
	const finding = content.files.get(linkTarget);
	if (finding === undefined || !isWanted(path)) return;
	content.files.set(path, {
		...finding,
		packages: finding.packages.map(one => ({...one, path: one.path === null ? null : sanitise(path)})),
	});
}
