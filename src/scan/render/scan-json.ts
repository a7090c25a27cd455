import {jsonText, type SafeText} from '../../base/index.js';
import type {Suppressed} from '../enrichment/suppression.js';
import type {InstalledPackage} from '../inventory/package.js';
import type {PackageDifference} from '../inventory/package-difference.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {type NamedPolicy, policyJson} from './named-policy.js';

/** Where a container differs from its image, and in which packages. */
export type ContainerDifference = PackageDifference & {readonly paths: readonly SafeText[]};

/** `dockscope.scan/1` (schemas/scan.schema.json): unknown values are `null`, never omitted. */
export function scanJson(
	report: ScanReport,
	drift: ContainerDifference | null,
	suppressed: readonly Suppressed[],
	policy: NamedPolicy | null = null,
): string {
	const document = {...scanDocument(report, drift), ...policyJson(policy), suppressed: suppressed.map(suppressedJson)};
	return jsonText(document);
}

export function scanDocument(report: ScanReport, drift: ContainerDifference | null) {
	const {target, scanner, state, coverage, filters, scannedAt, packages, notes} = report;
	const {vulnerabilities, secrets, misconfigurations, licences, codeFindings, error} = report;
	return {
		schema: 'dockscope.scan/1',
		target,
		scanner,
		state,
		scannedAt,
		packages,
		coverage,
		filters,
		notes,
		vulnerabilities: vulnerabilities.map(rowJson),
		secrets,
		misconfigurations,
		licences,
		codeFindings,
		drift: drift && {
			paths: drift.paths,
			added: drift.added.map(packageJson),
			removed: drift.removed.map(packageJson),
			updated: drift.updated.map(({before, after}) => ({...packageJson(after), from: before.version})),
		},
		error,
	};
}

/** A row that an ignore or VEX file, or a waiver, covers: with which one, and why. */
const suppressedJson = ({
	row: {
		id,
		severity,
		package: {name, version, path},
	},
	by,
	why,
}: Suppressed) => ({id, severity, package: {name, version, path}, by, why});

const packageJson = ({type, name, version, path}: InstalledPackage) => ({type, name, version, path});

/** A row without its description, which is the advisory's. */
function rowJson({description: _, loadedReason: __, ...row}: Vulnerability) {
	return row;
}
