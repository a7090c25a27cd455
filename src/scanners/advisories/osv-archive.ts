import {createHash} from 'node:crypto';
import {appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {groupBy} from '../../facts/group-by.js';
import {time} from '../../facts/read.js';
import {errorText} from '../../terminal/error-text.js';
import {hasCode} from '../../terminal/has-code.js';
import {quoted} from '../../terminal/quoted.js';
import {at, isObject, list, rawText} from '../formats/json.js';
import {readZip, ZipError} from './zip-reader.js';

// Advisories are stored as `<cache>/osv/<ecosystem>/<00…ff>.tsv`, each line with a package name, a tab and the part of the advisory
// about that package: a scan of 500 packages reads only the shards that it needs, and parses only the lines about them.

/** Characters of a shard that are buffered during an import. */
const flushAt = 128 * 1024;

export type ImportResult = {
	readonly ecosystems: readonly string[];
	readonly advisories: number;
	readonly updatedAt: string | null;
};

const shardOf = (name: string) => createHash('sha1').update(name).digest().readUInt8(0).toString(16).padStart(2, '0');
/** A folder name that a hostile archive cannot use for path traversal. */
const folderOf = (ecosystem: string) => (ecosystem.split(':')[0] ?? '').replace(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+/, '_');

/** Imports an OSV archive (`all.zip` of an ecosystem), replacing what was stored for its ecosystems. @throws ZipError, ImportError */
export async function importOsv(
	file: string,
	cache: string,
	now: Date,
	onProgress: (count: number) => void = () => undefined,
): Promise<ImportResult> {
	const root = join(cache, 'osv');
	await mkdir(root, {recursive: true, mode: 0o700});
	const staging = await mkdtemp(join(root, '.import-'));
	try {
		const writer = shardWriter(staging);
		const releases = new Map<string, Set<string>>();
		let advisories = 0;
		let updatedAt = '';
		for await (const entry of readZip(file)) {
			if (!entry.name.endsWith('.json')) continue;
			const advisory = parse(await entry.read(), entry.name);
			for (const {ecosystem, name, part} of partsOf(advisory)) await writer.add(folderOf(ecosystem), name, part);
			for (const ecosystem of ecosystemsIn(advisory)) note(releases, ecosystem);
			const modified = rawText(at(advisory, 'modified'));
			// Shown and stored as a time: an invalid one is not the newest.
			if (time(modified) !== null && modified > updatedAt) updatedAt = modified;
			advisories += 1;
			if (advisories % 1000 === 0) onProgress(advisories);
		}
		if (advisories === 0)
			throw new ImportError(`${file} contains no advisories: an OSV archive is a zip with one JSON file per advisory`);
		const ecosystems = await writer.finish();
		for (const ecosystem of ecosystems) {
			const facts = {
				importedAt: now.toISOString(),
				updatedAt: updatedAt || null,
				releases: [...(releases.get(ecosystem) ?? [])],
			};
			await writeFile(join(staging, ecosystem, 'facts.json'), JSON.stringify(facts), {mode: 0o600});
			await rm(join(root, ecosystem), {recursive: true, force: true});
			await rename(join(staging, ecosystem), join(root, ecosystem));
		}
		return {ecosystems, advisories, updatedAt: updatedAt || null};
	} finally {
		await rm(staging, {recursive: true, force: true});
	}
}

export class ImportError extends Error {
	override readonly name = 'ImportError';
}

export {ZipError};

function parse(content: Buffer, name: string): unknown {
	try {
		return JSON.parse(content.toString('utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) throw new ImportError(`${quoted(name)} in the archive is not JSON: ${errorText(error)}`);
		throw error;
	}
}

/** Every ecosystem that an advisory names, with its release. */
const ecosystemsIn = (advisory: unknown): readonly string[] =>
	list(at(advisory, 'affected')).map(one => rawText(at(one, 'package', 'ecosystem')));

/** Ubuntu has the most, some 80; an archive with more is not what it says. */
const mostReleases = 1000;

function note(releases: Map<string, Set<string>>, ecosystem: string): void {
	const folder = folderOf(ecosystem);
	const known = releases.get(folder) ?? new Set();
	if (known.size < mostReleases) releases.set(folder, known.add(ecosystem));
}

/** An advisory once per package, reduced to what is about that package. */
function* partsOf(advisory: unknown): Generator<{ecosystem: string; name: string; part: unknown}> {
	if (!isObject(advisory) || advisory['withdrawn'] !== undefined) return;
	const byPackage = new Map<string, {ecosystem: string; name: string; affected: unknown[]}>();
	for (const affected of list(advisory['affected'])) {
		const ecosystem = rawText(at(affected, 'package', 'ecosystem'));
		const name = rawText(at(affected, 'package', 'name'));
		if (ecosystem === '' || name === '' || /[\t\n\r]/.test(name)) continue;
		const key = `${folderOf(ecosystem)}\t${name}`;
		const group = byPackage.get(key) ?? {ecosystem, name, affected: []};
		byPackage.set(key, group);
		group.affected.push(affected);
	}
	for (const {ecosystem, name, affected} of byPackage.values()) {
		const {id, aliases, upstream, summary, published, severity, references, database_specific} = advisory;
		const specific = {severity: at(database_specific, 'severity')};
		const details = rawText(advisory['details']).slice(0, 1000);
		const part = {
			id,
			aliases,
			upstream,
			summary,
			details,
			published,
			severity,
			references: list(references).slice(0, 1),
			database_specific: specific,
			affected,
		};
		yield {ecosystem, name, part};
	}
}

function shardWriter(root: string) {
	const buffers = new Map<string, string>();
	const ecosystems = new Set<string>();
	const flush = async (path: string) => {
		await appendFile(path, buffers.get(path) ?? '', {mode: 0o600});
		buffers.delete(path);
	};
	return {
		async add(ecosystem: string, name: string, part: unknown) {
			if (!ecosystems.has(ecosystem)) {
				await mkdir(join(root, ecosystem), {recursive: true, mode: 0o700});
				ecosystems.add(ecosystem);
			}
			const path = join(root, ecosystem, `${shardOf(name)}.tsv`);
			const text = `${buffers.get(path) ?? ''}${name}\t${JSON.stringify(part)}\n`;
			buffers.set(path, text);
			if (text.length > flushAt) await flush(path);
		},
		async finish() {
			for (const path of [...buffers.keys()]) await flush(path);
			return [...ecosystems].sort();
		},
	};
}

export type AdvisoryStore = {
	/** RFC 3339 of the newest advisory of an ecosystem; `null` when there is none. */
	updatedAt(ecosystem: string): Promise<string | null>;
	/** The ecosystems with their releases that there are advisories for: `Debian:12`, `Debian:13`. */
	releases(ecosystem: string): Promise<readonly string[]>;
	find(ecosystem: string, names: ReadonlySet<string>): AsyncGenerator<{name: string; advisory: unknown}>;
};

export function localAdvisories(cache: string): AdvisoryStore {
	return {
		async updatedAt(ecosystem) {
			const facts = await factsOf(cache, ecosystem);
			return facts === null ? null : rawText(at(facts, 'updatedAt')) || rawText(at(facts, 'importedAt'));
		},
		async releases(ecosystem) {
			return list(at(await factsOf(cache, ecosystem), 'releases')).map(rawText);
		},
		async *find(ecosystem, names) {
			const byShard = groupBy(names, shardOf);
			for (const [shard, wanted] of byShard) {
				const lines = await readShard(join(cache, 'osv', folderOf(ecosystem), `${shard}.tsv`));
				const here = new Set(wanted);
				for (const line of lines) {
					const name = line.slice(0, line.indexOf('\t'));
					if (here.has(name)) yield {name, advisory: JSON.parse(line.slice(name.length + 1)) as unknown};
				}
			}
		},
	};
}

async function factsOf(cache: string, ecosystem: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(join(cache, 'osv', folderOf(ecosystem), 'facts.json'), 'utf8')) as unknown;
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return null;
		throw error;
	}
}

async function readShard(path: string): Promise<readonly string[]> {
	try {
		return (await readFile(path, 'utf8')).split('\n');
	} catch (error) {
		// There is no advisory about any package of this shard.
		if (hasCode(error, 'ENOENT')) return [];
		throw error;
	}
}

export async function importedEcosystems(cache: string): Promise<readonly string[]> {
	return readdir(join(cache, 'osv')).then(
		names => names.filter(name => !name.startsWith('.')).sort(),
		() => [],
	);
}

/** When advisories were last imported; `null` for never. */
export async function lastImport(cache: string): Promise<Date | null> {
	const folders = await importedEcosystems(cache);
	const times = await Promise.all(folders.map(async name => (await stat(join(cache, 'osv', name, 'facts.json'))).mtimeMs));
	return times.length === 0 ? null : new Date(Math.max(...times));
}
