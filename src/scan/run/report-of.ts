import {counted, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {type CoveragePart, stateOf} from '../coverage.js';
import {merge} from '../enrichment/consensus.js';
import {harmlessStates} from '../formats/cyclonedx-coverage.js';
import {unnamed} from '../formats/normalise.js';
import {inSlices} from '../formats/sliced.js';
import type {ParsedReport, ScanReport, Vulnerability} from '../report.js';
import type {ScanContext, ScanTarget} from '../scanner.js';

/** For a report without findings that does not show that anything was judged. */
export const unproven = trusted(
	'the report has no findings and does not show how many packages were judged: the image is not known to be clean',
);

/** Why a report without findings is no proof of a clean image. */
const nothingJudged = (packages: number | null): SafeText =>
	packages === null
		? unproven
		: packages === 0
			? trusted('0 packages catalogued: nothing was checked, so the image is not known to be clean')
			: trusted('no package was compared with advisories: the image is not known to be clean');

type By = {name: string; version?: SafeText | null; mode: SafeText; databaseUpdatedAt?: SafeText | null};

/** A report from a parser's result; the rows are read in slices. */
export async function reportOf(
	parsed: ParsedReport,
	target: ScanTarget,
	context: Pick<ScanContext, 'now' | 'signal'>,
	by: By,
): Promise<ScanReport> {
	const {vulnerabilities, leftOut, unread} = await rowsOf(parsed, context.signal);
	const secrets = parsed.secrets ?? [];
	const misconfigurations = parsed.misconfigurations ?? [];
	const unjudged = parsed.unjudged ?? null;
	// A statement that something is not vulnerable shows no scan.
	const findings = vulnerabilities.length + (unjudged === null ? leftOut : 0);
	const listed = vulnerabilities.length + leftOut;
	const {packages, filters = []} = parsed;
	const coverage = [...(parsed.coverage ?? []), ...unreadPart(unread), ...(listed === 0 ? missingPart(parsed.counted ?? 0) : [])];
	const state = stateOf({coverage, filters, packages, findings, unjudged});
	const notes = [
		...(unjudged === null || coverage.some(({reason}) => reason === unjudged) ? [] : [unjudged]),
		...(parsed.notes ?? []),
		...(leftOut > 0 ? [safe`${leftOut} omitted that the report marks as not vulnerable`] : []),
		...(state === 'not-scanned' && unjudged === null ? [nothingJudged(packages)] : []),
	];
	return {
		target: {image: target.image, id: target.id, containers: target.containers},
		scanner: {
			name: sanitise(by.name),
			version: parsed.scannerVersion ?? by.version ?? null,
			mode: by.mode,
			database: {updatedAt: parsed.databaseUpdatedAt ?? by.databaseUpdatedAt ?? null},
		},
		state,
		coverage,
		filters,
		notes,
		scannedAt: context.now().toISOString(),
		packages,
		vulnerabilities,
		secrets,
		misconfigurations,
		licences: parsed.licences ?? [],
		codeFindings: parsed.codeFindings ?? [],
		error: null,
	};
}

/** Findings whose form is not known, such as that of a later version: what they are about may be worse than what is shown. */
const unreadPart = (unread: number): readonly CoveragePart[] =>
	unread === 0
		? []
		: [
				{
					ecosystem: trusted(`${counted(unread, 'finding')} of the report`),
					catalogued: null,
					judged: 0,
					reason: trusted('without an id, in a form that dockscope does not know'),
				},
			];

/** Some tools and their plug-ins write the totals without the list. */
const missingPart = (count: number): readonly CoveragePart[] =>
	count <= 0
		? []
		: [
				{
					ecosystem: trusted('the report'),
					catalogued: null,
					judged: 0,
					reason: trusted(`it counts ${counted(count, 'vulnerability', 'vulnerabilities')} and lists none`),
				},
			];

/** Statuses of rows that are not a vulnerability. @source CycloneDX 1.6, vulnerabilities.analysis.state and rejected; Trivy's status */
const noVulnerability = new Set<string>([...harmlessStates, 'rejected']);

/** The rows that count, without duplicates: several matchers of a scanner may find one vulnerability in one package at one location. */
async function rowsOf({vulnerabilities}: ParsedReport, signal: AbortSignal) {
	const rows = new Map<string, Vulnerability>();
	let leftOut = 0;
	let unread = 0;
	await inSlices(
		vulnerabilities[Symbol.iterator](),
		row => {
			if (noVulnerability.has((row.status ?? '').toLowerCase().replace(/[ -]/g, '_'))) {
				leftOut += 1;
				return;
			}
			if (row.id === unnamed) unread += 1;
			const {name, version, type, purl, path} = row.package;
			const key = JSON.stringify([row.id, name, version, type, purl, path, row.layer]);
			const known = rows.get(key);
			rows.set(key, known === undefined ? row : asOne(known, row));
		},
		signal,
	);
	return {vulnerabilities: [...rows.values()], leftOut, unread};
}

/** A scanner does not disagree with itself: its worst severity counts. */
function asOne(known: Vulnerability, other: Vulnerability): Vulnerability {
	const merged = merge(known, other);
	const {severityRaw} = merged.severity === known.severity ? known : other;
	return {...merged, severityRaw, disagreements: known.disagreements};
}
