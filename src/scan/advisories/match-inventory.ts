import {groupBy, trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import {ScanError} from '../failure.js';
import {ecosystemOf, type InstalledPackage, type PackageInventory} from '../inventory/package.js';
import {packagePurl} from '../inventory/sbom.js';
import {inventoryPart, unreadSystem} from '../inventory-coverage.js';
import type {Vulnerability} from '../report.js';
import type {ScanContext} from '../scanner.js';
import {rowOfAdvisory} from './advisory-row.js';
import {affects} from './affects.js';
import {findAdvisories, type StoredArchive, storedArchive} from './archive-store.js';
import {noAdvisories} from './missing.js';
import type {MissingArchive} from './missing-archive.js';
import {askOsv} from './osv-online.js';

export const basicName = trusted('basic');

export type Matched = {
	rows: Vulnerability[];
	updatedAt: string | null;
	coverage: CoveragePart[];
	/** That the rows are from. */
	archives: StoredArchive[];
};

/** Its packages against the advisories of their ecosystems. @throws ScanError when there are none for any of them */
export async function matchInventory(inventory: PackageInventory, context: ScanContext): Promise<Matched> {
	const byEcosystem = groupBy(inventory.packages, one => ecosystemOf(one.type, inventory.distribution));
	const {distribution} = inventory;
	const matched: Matched = {rows: [], updatedAt: null, coverage: [...unreadSystem(inventory)], archives: []};
	const without: MissingArchive[] = [];
	for (const [ecosystem, packages] of byEcosystem) {
		const found = ecosystem === null ? null : await advisoriesFor(ecosystem, packages, context);
		matched.coverage.push(inventoryPart({ecosystem, packages, releases: found === null ? [] : found.releases, distribution}));
		if (ecosystem === null) continue;
		if (found === null) {
			without.push({ecosystem, packages: packages.length});
			continue;
		}
		if (matched.updatedAt === null || found.updatedAt < matched.updatedAt) matched.updatedAt = found.updatedAt;
		if (found.archive !== null) matched.archives.push(found.archive);
		const bySource = groupBy(packages, ({source}): string => source.name);
		for await (const {name, advisory} of found.advisories)
			for (const one of bySource.get(name) ?? []) addRow(matched.rows, advisory, {one, ecosystem, inventory});
	}
	if (without.length > 0) context.onMissing?.(without);
	if (without.length === byEcosystem.size && byEcosystem.size > 0)
		throw new ScanError(noAdvisories(without, context.environment.variables));
	return {...matched, rows: withoutDoubles(matched.rows)};
}

type Source = {
	/** RFC 3339: until when its advisories are complete. */
	updatedAt: string;
	/** `null`: api.osv.dev. */
	archive: StoredArchive | null;
	/** The ecosystems with their releases that it has advisories for; `null`: all that exist. */
	releases: readonly string[] | null;
	advisories: AsyncIterable<{name: string; advisory: unknown}>;
};

async function advisoriesFor(
	ecosystem: string,
	packages: readonly InstalledPackage[],
	context: ScanContext,
): Promise<Source | null> {
	const cache = context.environment.cacheDirectory;
	const stored = cache === null ? null : await storedArchive(cache, ecosystem);
	if (cache !== null && stored !== null) {
		const names = new Set(packages.map(({source}) => source.name));
		const advisories = findAdvisories(cache, stored, names);
		return {updatedAt: stored.asOf, archive: stored, releases: Object.keys(stored.releases), advisories};
	}
	return context.online
		? {updatedAt: context.now().toISOString(), archive: null, releases: null, advisories: online(ecosystem, packages, context)}
		: null;
}

async function* online(ecosystem: string, packages: readonly InstalledPackage[], context: ScanContext) {
	const distinct = new Map(packages.map(({source}) => [`${source.name} ${source.version}`, source]));
	const queries = [...distinct.values()].map(({name, version}) => ({name, version, ecosystem}));
	const seen = new Set<string>();
	for await (const {query, advisory} of askOsv(queries, context)) {
		// A package with two versions is queried twice; each version is matched below anyway.
		const key = `${query.name} ${JSON.stringify((advisory as {id?: unknown} | null)?.id)}`;
		if (!seen.has(key)) yield {name: query.name, advisory};
		seen.add(key);
	}
}

function addRow(
	rows: Vulnerability[],
	advisory: unknown,
	{one, ecosystem, inventory}: {one: InstalledPackage; ecosystem: string; inventory: PackageInventory},
): void {
	const {name, version} = one.source;
	if (!affects(advisory, {name, version, ecosystem})) return;
	const subject = {
		name: one.name,
		version: one.version,
		type: trusted(one.type),
		purl: packagePurl(one, inventory.distribution),
		path: one.path,
	};
	const row = rowOfAdvisory(advisory, subject, {source: basicName, ecosystem, affected: one.source, layer: one.layer});
	if (row !== null) rows.push(row);
}

/** One vulnerability may be in several advisories (a GHSA and a PYSEC) that share an alias; the first of them is kept. */
function withoutDoubles(rows: readonly Vulnerability[]): Vulnerability[] {
	const seen = new Set<string>();
	return rows.filter(({id, aliases, package: {name, version, path}}) => {
		const keys = [id, ...aliases].map(one => `${one} ${name} ${version} ${path}`);
		const double = keys.some(key => seen.has(key));
		for (const key of keys) seen.add(key);
		return !double;
	});
}
