import {clip, columns, counted, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {gaps} from './gaps.js';
import type {NamedPolicy} from './named-policy.js';
import {otherFindings} from './other-findings.js';
import {tallyText} from './tally.js';

/** Of the columns of `rowCells`. */
export const rowHeadings = ['SEVERITY', 'ID', 'PACKAGE', 'INSTALLED', 'FIXED IN', 'STATE', 'KEV', 'EPSS'];
const headings = [...rowHeadings, 'BY'];

/** The columns of a row except the last: the same on the screen and in the table on stdout. */
export function rowCells(row: Vulnerability): readonly SafeText[] {
	return [
		trusted(row.severity),
		row.id,
		row.package.name,
		row.package.version ?? trusted('?'),
		fixText(row),
		row.loaded === 'unknown' ? trusted('?') : row.loaded === 'loaded' ? trusted('loaded') : trusted('on disk'),
		row.kev === null ? trusted('?') : row.kev ? trusted('yes') : trusted('-'),
		row.epss === null ? trusted('?') : sanitise(row.epss.score.toFixed(2)),
	];
}

/** The versions with a fix, or why there is none. */
export function fixText({fix}: Pick<Vulnerability, 'fix'>): SafeText {
	if (fix.state === 'fixed') return sanitise(fix.versions.join(', '));
	return fix.state === 'wont-fix' ? trusted('will not fix') : trusted('-');
}

const limits = [8, 22, 30, 28, 28, 7, 3, 4, 30];

/** The table for people; `width` limits its lines. */
export function scanTable(report: ScanReport, width: number, policy: NamedPolicy | null = null): string {
	const rows = report.vulnerabilities.map(row => [...rowCells(row), row.sources.join(' ')]);
	return [
		heading(report),
		...(policy?.lines ?? []),
		...gaps(report),
		...(report.vulnerabilities.length > 0 ? ['', ...columns([headings, ...rows], width, limits)] : []),
		...otherFindings(report).flatMap(({counted: count, lines: found}) => ['', count, ...found.map(line => clip(line, width))]),
		'',
	].join('\n');
}

function heading(report: ScanReport): string {
	const {target, scanner, state, packages, vulnerabilities} = report;
	const by = [scanner.name, scanner.version, scanner.mode].filter(part => part !== null).join(' ');
	const database = scanner.database.updatedAt === null ? 'database of unknown age' : `database of ${scanner.database.updatedAt}`;
	const found = `${tallyText(vulnerabilities)} (${vulnerabilities.length} found)${packages === null ? '' : ` in ${counted(packages, 'package')}`},`;
	const results: Readonly<Record<ScanReport['state'], string>> = {
		complete: found,
		partial: `PARTIAL ${found}`,
		'not-scanned': 'NOT SCANNED',
		failed: 'FAILED',
	};
	return `${target.image}: ${results[state]} by ${by}, ${database}`;
}
