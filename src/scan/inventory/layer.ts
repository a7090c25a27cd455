import {
	type ArchiveBudget,
	barePath,
	concatenate,
	layerEntries,
	noteWhiteout,
	sanitise,
	type TarEntry,
	UnreadableLayer,
	type Whiteouts,
} from '../../base/index.js';
import {type FoundPackages, isWanted, readWanted, tooLarge} from './wanted.js';

/** What one layer adds and hides. */
export type LayerContent = Whiteouts & {
	readonly files: Map<string, FoundPackages>;
	/** Why it was not read, or not completely. */
	problem: string | null;
	reached: string;
};

export const emptyLayer = (): LayerContent => ({
	files: new Map(),
	removed: new Set(),
	opaque: new Set(),
	problem: null,
	reached: '',
});

/**
 * Reads a layer, or any other tar, in one pass; only the content of the wanted files is kept.
 *
 * @param content  receives the results, so that they are available if reading stops early
 * @throws EngineError `over-budget`
 */
export async function readLayer(
	bytes: AsyncIterable<unknown>,
	budget: ArchiveBudget,
	content: LayerContent = emptyLayer(),
): Promise<LayerContent> {
	try {
		for await (const entry of layerEntries(bytes, budget)) {
			const path = barePath(entry.path);
			content.reached = path;
			if (noteWhiteout(content, path)) continue;
			if (entry.kind === 'file') {
				if (isWanted(path)) content.files.set(path, await findingOf(path, entry));
			} else if (entry.kind === 'link') linkTo(content, path, barePath(entry.linkTarget));
			// Replacing a folder with something else hides what was below it.
			else if (entry.kind !== 'directory') content.removed.add(path);
		}
	} catch (error) {
		if (!(error instanceof UnreadableLayer)) throw error;
		content.problem = error.message;
	}
	return content;
}

const findingOf = async (path: string, entry: TarEntry): Promise<FoundPackages> =>
	tooLarge(path, entry.size) ?? readWanted(path, await concatenate(entry.content()));

/** A hard link is the same file under another name. */
function linkTo(content: LayerContent, path: string, linkTarget: string): void {
	const finding = content.files.get(linkTarget);
	if (finding === undefined || !isWanted(path)) return;
	content.files.set(path, {
		...finding,
		packages: finding.packages.map(one => ({...one, path: one.path === null ? null : sanitise(path)})),
	});
}
