import {groupBy} from '../../facts/group-by.js';
import {parseTime} from '../../terminal/iso-time.js';
import {sanitise, trusted} from '../../terminal/safe-text.js';
import {rowOfAdvisory} from '../advisories/advisory-row.js';
import {affects} from '../advisories/affects.js';
import {ageWarning, storedWords} from '../advisories/age.js';
import {findAdvisories, type StoredArchive, storedArchive, storedArchives} from '../advisories/archive-store.js';
import {noAdvisories} from '../advisories/missing.js';
import type {MissingArchive} from '../advisories/missing-archive.js';
import {askOsv} from '../advisories/osv-online.js';
import type {CoveragePart} from '../coverage.js';
import {ScanError} from '../failure.js';
import {inventoryOf} from '../inventory/inventory-of.js';
import {ecosystemOf, type InstalledPackage, type Inventory} from '../inventory/package.js';
import {packagePurl} from '../inventory/sbom.js';
import {inventoryPart, unreadSystem} from '../inventory-coverage.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {reportOf} from '../run/report-of.js';
import type {ScanContext, Scanner, ScanTarget} from '../scanner.js';

const basicName = trusted('basic');

/**
 * dockscope's own scanner, for hosts without any: reads the package databases over the engine's API and matches them with OSV
 * advisories, imported ones or, where the user allowed it, from api.osv.dev. Does not support rpm.
 */
export const basic: Scanner = {
	name: 'basic',
	label: trusted('basic (embedded)'),
	takesSbom: false,
	async detect({cacheDirectory, variables}) {
		const base = {name: basicName, version: null, mode: trusted('embedded'), where: null} as const;
		const stored = cacheDirectory === null ? [] : await storedArchives(cacheDirectory);
		if (stored.length > 0) return {...base, name: 'basic', available: true, note: storedWords(stored, new Date())};
		const online = variables['DOCKSCOPE_OSV_ONLINE'] === '1';
		const note = online
			? trusted('asks api.osv.dev')
			: trusted('no advisories: dockscope scan --download-advisories, --import-osv FILE, or --online');
		return {...base, name: 'basic', available: true, note};
	},
	async dataSince({cacheDirectory}) {
		const stored = cacheDirectory === null ? [] : await storedArchives(cacheDirectory);
		const times = stored.map(({changedAt}) => parseTime(changedAt));
		return times.length === 0 ? null : new Date(Math.max(...times));
	},
	async scan(target, _, context) {
		const inventory = await inventoryOf(target, context);
		context.onPhase(trusted('matching packages'));
		return reportFrom(inventory, await match(inventory, context), target, context);
	},
};

type Matched = {
	rows: Vulnerability[];
	updatedAt: string | null;
	coverage: CoveragePart[];
	/** That the rows are from. */
	archives: StoredArchive[];
};

async function match(inventory: Inventory, context: ScanContext): Promise<Matched> {
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
		for await (const {name, advisory} of found.advisories)
			for (const one of packages.filter(({source}) => source.name === name))
				addRow(matched.rows, advisory, {one, ecosystem, inventory});
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
	{one, ecosystem, inventory}: {one: InstalledPackage; ecosystem: string; inventory: Inventory},
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

function reportFrom(
	inventory: Inventory,
	{rows, updatedAt, coverage, archives}: Matched,
	target: ScanTarget,
	context: ScanContext,
): Promise<ScanReport> {
	const [leftOut, ...more] = inventory.leftOut;
	const warning = ageWarning(archives, context.now());
	const parsed = {
		packages: inventory.packages.length,
		vulnerabilities: rows,
		coverage,
		notes: [...inventory.notes, ...more, ...(warning === null ? [] : [warning])],
		unjudged: leftOut ?? null,
	};
	const by = {name: 'basic', mode: trusted('embedded'), databaseUpdatedAt: updatedAt === null ? null : sanitise(updatedAt)};
	return reportOf(parsed, target, context, by);
}
