import {parseTime, sanitise, trusted} from '../../base/index.js';
import {ageWarning, storedWords} from '../advisories/age.js';
import {storedArchives} from '../advisories/archive-store.js';
import {basicName, type Matched, matchInventory} from '../advisories/match-inventory.js';
import {inventoryOf} from '../inventory/inventory-of.js';
import type {PackageInventory} from '../inventory/package.js';
import type {ScanReport} from '../report.js';
import {reportOf} from '../run/report-of.js';
import type {ScanContext, Scanner, ScanTarget} from '../scanner.js';

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
		return reportFrom(inventory, await matchInventory(inventory, context), target, context);
	},
};

function reportFrom(
	inventory: PackageInventory,
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
