import {groupBy, sanitise} from '../base/index.js';
import {type CoveragePart, stateOf, unnamedSystem} from './coverage.js';
import {systemEcosystem, unsupported} from './distribution-support.js';
import {languageEcosystem} from './formats/language-ecosystem.js';
import type {InstalledPackage, PackageInventory} from './inventory/package.js';
import {rpmNote} from './inventory/wanted.js';
import type {ScanReport} from './report.js';
import {unproven} from './run/report-of.js';

/** Whether a report leaves open what it judged: how many packages there are, or which operating system. */
export const leavesOpen = ({packages, coverage, vulnerabilities}: ScanReport): boolean =>
	(packages === null && vulnerabilities.length === 0) || coverage.includes(unnamedSystem);

/**
 * A scanner's report with what dockscope's own inventory of the same image knows and the report does not: the operating system that the
 * scanner did not recognise, and the number of packages of a scanner that reports none.
 *
 * @param label  the scanner in a sentence: `Trivy`
 */
export function filledIn(report: ScanReport, inventory: PackageInventory, label: string): ScanReport {
	const {filters, vulnerabilities} = report;
	const isCounted = report.packages !== null;
	const languages = isCounted ? report.coverage.filter(part => part !== unnamedSystem) : languageParts(inventory);
	const known = isCounted ? null : (report.coverage[0] ?? null);
	const named = isCounted && !report.coverage.includes(unnamedSystem);
	const coverage = named ? report.coverage : [...systemParts(inventory, known, label), ...languages];
	const packages = report.packages ?? inventory.packages.length;
	const state = stateOf({coverage, filters, packages, findings: vulnerabilities.length, unjudged: null});
	return {
		...report,
		coverage,
		packages,
		state,
		notes: state === 'not-scanned' ? report.notes : report.notes.filter(note => note !== unproven),
	};
}

const isOfSystem = ({type}: InstalledPackage): boolean => type === 'deb' || type === 'apk';

/** The packages of the distribution: judged as far as its name shows, unless the scanner itself says why not. */
function systemParts(
	{distribution, packages, notes}: PackageInventory,
	known: CoveragePart | null,
	label: string,
): readonly CoveragePart[] {
	const ofSystem = packages.filter(isOfSystem).length;
	if (distribution === null && ofSystem === 0 && !notes.includes(rpmNote)) return [];
	const system = {family: distribution?.id ?? 'a distribution without a name', release: distribution?.versionId ?? null};
	const reason = known?.reason ?? unsupported(system, label);
	const catalogued = ofSystem === 0 ? null : ofSystem;
	return [{ecosystem: systemEcosystem(system), catalogued, judged: reason === null ? null : 0, reason}];
}

const languageParts = ({packages}: PackageInventory): readonly CoveragePart[] =>
	[
		...groupBy(
			packages.filter(one => !isOfSystem(one)),
			({type}) => type,
		),
	].map(([type, all]) => ({
		ecosystem: sanitise(languageEcosystem(type)),
		catalogued: all.length,
		judged: null,
		reason: null,
	}));
