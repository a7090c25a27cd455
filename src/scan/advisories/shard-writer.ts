import {appendFile, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {archiveOf, partsOf} from './advisory-part.js';
import {folderOf, type StoredArchive, shardFile, shardOf} from './archive-store.js';

/** Characters that are buffered during an import. */
const flushAt = 4_000_000;
/** OSV defines some forty ecosystems, and a few dozen releases of each. */
const MAX_ARCHIVES = 100;
const MAX_RELEASES = 2000;

/** What was written of one archive. */
export type WrittenArchive = Pick<StoredArchive, 'ecosystem' | 'advisories' | 'releases' | 'shards'> & {
	/** How many of its advisories name no other archive's packages. */
	readonly exclusive: number;
};

type Counts = {
	ecosystem: string;
	advisories: number;
	exclusive: number;
	readonly releases: Map<string, number>;
	readonly shards: Set<string>;
};

/** Writes advisories as the shards of their archives, below a folder. */
export function shardWriter(root: string) {
	const buffers = new Map<string, string>();
	const counts = new Map<string, Counts>();
	let buffered = 0;
	const flush = async () => {
		for (const [path, text] of buffers) await appendFile(path, text, {mode: 0o600});
		buffers.clear();
		buffered = 0;
	};
	const countsOf = async (ecosystem: string): Promise<Counts> => {
		const folder = folderOf(ecosystem);
		const known = counts.get(folder);
		if (known !== undefined) return known;
		if (counts.size === MAX_ARCHIVES) throw new RangeError(`it names more than ${MAX_ARCHIVES} ecosystems`);
		await mkdir(join(root, folder), {recursive: true, mode: 0o700});
		const made = {
			ecosystem: archiveOf(ecosystem),
			advisories: 0,
			exclusive: 0,
			releases: new Map<string, number>(),
			shards: new Set<string>(),
		};
		counts.set(folder, made);
		return made;
	};
	return {
		/** @param only  an archive; parts of others are left out. Returns whether any part was written. */
		async add(advisory: unknown, only: string | null = null): Promise<boolean> {
			const parts = partsOf(advisory).filter(({ecosystems: [first = '']}) => only === null || archiveOf(first) === only);
			const archives = new Set<Counts>();
			for (const {ecosystems, name, part} of parts) {
				const [ecosystem = ''] = ecosystems;
				const archive = await countsOf(ecosystem);
				archives.add(archive);
				for (const release of new Set(ecosystems))
					if (archive.releases.size < MAX_RELEASES || archive.releases.has(release))
						archive.releases.set(release, (archive.releases.get(release) ?? 0) + 1);
				const shard = shardOf(name);
				archive.shards.add(shard);
				const path = shardFile(join(root, folderOf(ecosystem)), shard);
				const line = `${name}\t${JSON.stringify(part)}\n`;
				buffers.set(path, (buffers.get(path) ?? '') + line);
				buffered += line.length;
			}
			for (const archive of archives) {
				archive.advisories += 1;
				if (archives.size === 1) archive.exclusive += 1;
			}
			if (buffered > flushAt) await flush();
			return archives.size > 0;
		},
		async finish(): Promise<readonly WrittenArchive[]> {
			await flush();
			const byName = [...counts.values()].sort((a, b) => (a.ecosystem < b.ecosystem ? -1 : 1));
			return byName.map(({releases, shards, ...rest}) => ({
				...rest,
				shards: [...shards].sort(),
				releases: Object.fromEntries(releases),
			}));
		},
	};
}
