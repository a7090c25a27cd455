import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parseTime} from '../../base/index.js';
import {at, list, rawText} from '../formats/json.js';
import {headOf} from './advisory-part.js';
import {advisoriesIn, folderOf, replaceArchives, type StoredArchive, shardFile} from './archive-store.js';
import {modifiedOf} from './osv-archive.js';
import {shardWriter} from './shard-writer.js';

/** Milliseconds: the list and the archive are not published in the same moment. */
const overlap = 3600 * 1000;

/** What is to be requested to bring a stored archive up to date. */
export type ArchiveUpdate = {
	/** Ids of advisories that are new or changed. */
	readonly changed: readonly string[];
	/** Those of them that are stored in another version. */
	readonly replaced: ReadonlySet<string>;
	/** Whether an advisory is stored that is no longer listed. */
	readonly someGone: boolean;
};

/** Compares a stored archive with the list of its source. @param listed  see `readList` */
export async function changesOf(
	cache: string,
	archive: StoredArchive,
	listed: ReadonlyMap<string, number>,
): Promise<ArchiveUpdate> {
	const since = archive.updatedAt === null ? 0 : parseTime(archive.updatedAt) - overlap;
	const changed = new Set([...listed].flatMap(([id, modified]) => (modified > since ? [id] : [])));
	const replaced = new Set<string>();
	let someGone = false;
	for await (const {lines} of shardsOf(cache, archive))
		for (const line of lines) {
			const {id, modified} = headOf(line.slice(line.indexOf('\t') + 1)) ?? {id: '', modified: ''};
			if (!listed.has(id)) someGone = true;
			else if (listed.get(id) === parseTime(modified)) changed.delete(id);
			else if (changed.has(id)) replaced.add(copyOf(id));
		}
	return {changed: [...changed], replaced, someGone};
}

/** A part of a text keeps the whole of it in memory: here that would be the archive. */
const copyOf = (part: string): string => Buffer.from(part).toString();

type Changes = {
	readonly listed: ReadonlyMap<string, number>;
	/** Advisories as they are now; `null` for those that are gone. */
	readonly advisories: ReadonlyMap<string, unknown>;
	readonly now: Date;
	/** RFC 3339. */
	readonly asOf: string;
};

/** Replaces the changed advisories of an archive, and removes those that are no longer listed; all at once. */
export async function applyChanges(
	cache: string,
	archive: StoredArchive,
	{listed, advisories, now, asOf}: Changes,
): Promise<StoredArchive> {
	const {ecosystem} = archive;
	const [updated = archive] = await replaceArchives(cache, async staging => {
		const folder = join(staging, folderOf(ecosystem));
		await mkdir(folder, {mode: 0o700});
		const releases = new Map(Object.entries(archive.releases));
		const count = (release: string, by: number) => releases.set(release, (releases.get(release) ?? 0) + by);
		const ids = new Set<string>();
		const shards = new Set<string>();
		for await (const {shard, path, lines} of shardsOf(cache, archive)) {
			const kept: string[] = [];
			for (const line of lines) {
				const part = line.slice(line.indexOf('\t') + 1);
				const id = headOf(part)?.id ?? '';
				if (listed.has(id) && !advisories.has(id)) {
					kept.push(line);
					ids.add(copyOf(id));
				} else for (const release of releasesOf(JSON.parse(part))) count(release, -1);
			}
			if (kept.length === 0) continue;
			shards.add(shard);
			if (kept.length === lines.length) await copyFile(path, shardFile(folder, shard));
			else await writeFile(shardFile(folder, shard), `${kept.join('\n')}\n`, {mode: 0o600});
		}
		const writer = shardWriter(staging);
		let updatedAt = archive.updatedAt ?? '';
		for (const advisory of advisories.values()) {
			await writer.add(advisory, ecosystem);
			const modified = modifiedOf(advisory, now);
			if (modified > updatedAt) updatedAt = modified;
		}
		const [added] = await writer.finish();
		for (const [release, more] of Object.entries(added?.releases ?? {})) count(release, more);
		return [
			{
				ecosystem,
				advisories: ids.size + (added?.advisories ?? 0),
				releases: Object.fromEntries([...releases].filter(([, left]) => left > 0)),
				shards: [...new Set([...shards, ...(added?.shards ?? [])])].sort(),
				updatedAt: updatedAt || null,
				asOf,
				changedAt: now.toISOString(),
			},
		];
	});
	return updated;
}

const releasesOf = (part: unknown): ReadonlySet<string> =>
	new Set(list(at(part, 'affected')).map(one => rawText(at(one, 'package', 'ecosystem'))));

async function* shardsOf(cache: string, {ecosystem, shards}: StoredArchive) {
	for (const shard of shards) {
		const path = shardFile(join(advisoriesIn(cache), folderOf(ecosystem)), shard);
		const lines = (await readFile(path, 'utf8')).split('\n').filter(line => line !== '');
		yield {shard, path, lines};
	}
}
