import {createHash, randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as v from 'valibot';
import {anyNumberSchema, codeOf, finiteSchema, groupBy, hasCode, readOwnJson, replaceFile, time} from '../../base/index.js';
import {archiveOf} from './advisory-part.js';

// `<cache>/advisories/<archive>/facts.json` describes it, `<00…ff>.tsv` hold a line for each package of an advisory: its name, a tab and
// the part of the advisory about it. A scan of 500 packages reads only the shards that it needs, and parses only the lines about them.

const schema = 1;

/** RFC 3339. */
const timeSchema = v.pipe(
	v.string(),
	v.check(given => time(given) !== null),
);
/** An ecosystem's archive, as it is stored on this machine. */
const archiveSchema = v.object({
	schema: v.literal(schema),
	/** `Debian`, `npm`: without a release. */
	ecosystem: v.pipe(v.string(), v.nonEmpty()),
	advisories: anyNumberSchema,
	/** How many parts of advisories name each release, or the ecosystem without one: `Debian:12`. */
	releases: v.record(v.string(), finiteSchema),
	/** Its files that exist: a missing one is damage, and not "no advisory". */
	shards: v.array(v.string()),
	/** Of the newest advisory; `null` when none has a date. */
	updatedAt: v.fallback(v.nullable(timeSchema), null),
	/** The archive had everything that was published until then. */
	asOf: timeSchema,
	/** When its content last changed on this machine. */
	changedAt: timeSchema,
});
export type StoredArchive = Readonly<Omit<v.InferOutput<typeof archiveSchema>, 'schema'>>;

export const advisoriesIn = (cache: string): string => join(cache, 'advisories');

export const shardOf = (name: string): string => createHash('sha1').update(name).digest('hex').slice(0, 2);
export const shardFile = (folder: string, shard: string): string => join(folder, `${shard}.tsv`);
/** A folder name that a hostile archive cannot use for path traversal. */
export const folderOf = (ecosystem: string): string =>
	archiveOf(ecosystem)
		.replace(/[^A-Za-z0-9.-]/g, '_')
		.replace(/^\.+/, '_')
		.slice(0, 60);

/** The stored archive of an ecosystem, with or without a release; `null` when there is none. @throws the system's error */
export async function storedArchive(cache: string, ecosystem: string): Promise<StoredArchive | null> {
	try {
		const text = await readFile(join(advisoriesIn(cache), folderOf(ecosystem), 'facts.json'), 'utf8');
		// A damaged description is as good as none: the archive is downloaded or imported again.
		const found = readOwnJson(archiveSchema, text);
		if (found === null) return null;
		const {schema: _, ...archive} = found;
		return archive;
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
		throw error;
	}
}

/** All of them, by name. */
export async function storedArchives(cache: string): Promise<readonly StoredArchive[]> {
	const names = await readdir(advisoriesIn(cache)).catch((error: unknown): string[] => {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
		throw error;
	});
	const found = await Promise.all(names.filter(name => !name.startsWith('.')).map(name => storedArchive(cache, name)));
	return found.filter(one => one !== null).sort((a, b) => (a.ecosystem < b.ecosystem ? -1 : 1));
}

/**
 * The advisories of an archive about some packages.
 * @param names  of the packages that its advisories are about: source packages for Debian and Alpine
 * @throws the system's error, also when the archive is not complete: what was not read is not clean
 */
export async function* findAdvisories(
	cache: string,
	{ecosystem, shards}: StoredArchive,
	names: ReadonlySet<string>,
): AsyncGenerator<{name: string; advisory: unknown}> {
	for (const [shard, wanted] of groupBy(names, shardOf)) {
		if (!shards.includes(shard)) continue;
		const content = await readFile(shardFile(join(advisoriesIn(cache), folderOf(ecosystem)), shard), 'utf8');
		const here = new Set(wanted);
		for (const line of content.split('\n')) {
			const name = line.slice(0, line.indexOf('\t'));
			if (here.has(name)) yield {name, advisory: JSON.parse(line.slice(name.length + 1)) as unknown};
		}
	}
}

/**
 * Prepares a folder, then stores what was written there as archives, each one replacing only itself. `work` returns the archives whose
 * folders (`folderOf`) are complete; everything else is removed, also when it throws.
 */
export async function replaceArchives(
	cache: string,
	work: (staging: string) => Promise<readonly StoredArchive[]>,
): Promise<readonly StoredArchive[]> {
	const root = advisoriesIn(cache);
	await mkdir(root, {recursive: true, mode: 0o700});
	await removeAbandoned(root);
	const staging = await mkdtemp(join(root, '.import-'));
	try {
		const archives = await work(staging);
		for (const archive of archives) {
			const folder = folderOf(archive.ecosystem);
			await writeFile(join(staging, folder, 'facts.json'), JSON.stringify({schema, ...archive}), {mode: 0o600});
			const old = join(staging, `.old-${randomBytes(6).toString('hex')}`);
			await rename(join(root, folder), old).catch((error: unknown) => {
				if (codeOf(error) !== 'ENOENT') throw error;
			});
			await rename(join(staging, folder), join(root, folder));
		}
		return archives;
	} finally {
		await rm(staging, {recursive: true, force: true});
	}
}

const abandonedAfter = 24 * 3600 * 1000;

/** What an import left behind that was killed. */
async function removeAbandoned(root: string): Promise<void> {
	for (const name of await readdir(root)) {
		if (!/^\.(import|download)-/.test(name)) continue;
		const path = join(root, name);
		if (Date.now() - (await stat(path)).mtimeMs > abandonedAfter) await rm(path, {recursive: true, force: true});
	}
}

/** Records that nothing newer was published until now. */
export async function confirmArchive(cache: string, archive: StoredArchive, asOf: string): Promise<StoredArchive> {
	const confirmed = {...archive, asOf};
	const path = join(advisoriesIn(cache), folderOf(archive.ecosystem), 'facts.json');
	await replaceFile(path, JSON.stringify({schema, ...confirmed}), 0o600, null);
	return confirmed;
}
