import {counted, escapeMarkdown, groupBy, markdownTable} from '../../base/index.js';
import {type ImageSummary, imageSummary, type SummarisedReport} from '../image-summary.js';
import {type ScanReport, scanSeverities, type Tally, type Vulnerability} from '../report.js';
import {foundText, listCells, listHeadings, notesOf, suppressedWords} from './image-list.js';
import type {NamedPolicy} from './named-policy.js';
import {fixText, rowCells, rowHeadings} from './scan-table.js';

/** Rows of a ticket: who needs all of them opens the report. */
const rowLimit = 20;

/** One image, to paste into a ticket: what was found, which upgrades fix it, and the most urgent vulnerabilities. */
export function scanMarkdown(report: SummarisedReport, policy: NamedPolicy | null = null): string {
	const summary = imageSummary(report);
	const rows = report.vulnerabilities;
	const left = rows.length - rowLimit;
	return [
		`## ${escapeMarkdown(report.target.image)}: ${headline(summary, report.filters.length > 0 || summary.suppressed > 0)}`,
		'',
		...[...aboutLines(report, summary), ...(policy?.lines ?? []).map(escapeMarkdown)].map(line => `- ${line}`),
		'',
		...upgrades(rows),
		...(rows.length === 0 ? [] : markdownTable(rowHeadings, rows.slice(0, rowLimit).map(rowCells))),
		...(left > 0 ? ['', `… and ${left} more`] : []),
		'',
	].join('\n');
}

/** All images, as a table. */
export function imageListMarkdown(images: readonly ImageSummary[], policy: NamedPolicy | null = null): string {
	const why = images.flatMap(image =>
		notesOf(image).map(note => `- **${escapeMarkdown(image.target.image)}**: ${escapeMarkdown(note)}`),
	);
	return [
		`## Vulnerabilities of ${counted(images.length, 'image')} in use`,
		'',
		...(policy?.lines ?? []).flatMap(line => [escapeMarkdown(line), '']),
		...markdownTable(listHeadings, images.map(listCells)),
		'',
		...(why.length > 0 ? [...why, ''] : []),
	].join('\n');
}

/** @param filtered  whether findings may be hidden: then none of them is no statement about the image */
function headline(summary: ImageSummary, filtered: boolean): string {
	const {state, severities} = summary;
	if (state === 'failed' || state === 'not-scanned') return foundText(summary);
	return `${state === 'partial' ? 'partly scanned, ' : ''}${countText(severities) ?? (filtered ? 'none shown' : 'no known vulnerabilities')}`;
}

function countText(severities: Tally): string | null {
	const counts = scanSeverities.filter(name => severities[name] > 0);
	if (counts.length === 0) return null;
	return counts.map(name => `${severities[name]} ${name === 'unknown' ? 'of unknown severity' : name}`).join(', ');
}

function aboutLines({vulnerabilities: rows, secrets, scanner, target}: ScanReport, summary: ImageSummary): readonly string[] {
	const {fixable, loaded, exposed, packages, scannedAt, gaps, suppressed} = summary;
	const exploited = rows.filter(({kev}) => kev === true).map(({id}) => id);
	const {updatedAt} = scanner.database;
	const isFound = rows.length > 0;
	return [
		...gaps.map(gap => `**not complete**: ${escapeMarkdown(gap)}`),
		...(isFound ? [`${fixable} of ${rows.length} can be fixed`] : []),
		...(isFound ? [loaded === null ? 'not known what is loaded' : `${loaded} in packages that a process has loaded`] : []),
		...(suppressed > 0 ? [suppressedWords(suppressed)] : []),
		...(exposed === null ? [] : [exposed ? 'published beyond this host' : 'not published beyond this host']),
		...(exploited.length > 0 ? [`known to be exploited: ${[...new Set(exploited)].map(escapeMarkdown).join(', ')}`] : []),
		...(secrets.length > 0 ? [counted(secrets.length, 'secret in its layers', 'secrets in its layers')] : []),
		`${packages === null ? '' : `${counted(packages, 'package')}, `}scanned ${scannedAt} by ${[scanner.name, scanner.version]
			.filter(Boolean)
			.map(text => escapeMarkdown(String(text)))
			.join(' ')}, database ${updatedAt === null ? 'of unknown age' : `of ${escapeMarkdown(updatedAt)}`}`,
		`image ${target.id ?? 'without a known id'}${target.containers.length > 0 ? `, containers: ${target.containers.map(escapeMarkdown).join(', ')}` : ''}`,
	];
}

/** One line for each package that can be upgraded, most urgent first. */
function upgrades(rows: readonly Vulnerability[]): readonly string[] {
	const fixable = rows.filter(({fix}) => fix.state === 'fixed');
	const packages = [...groupBy(fixable, ({package: {name, version}}) => `${name} ${version}`).values()];
	const lines = packages.slice(0, rowLimit).flatMap(group => {
		const [first] = group;
		if (first === undefined) return [];
		const {name, version} = first.package;
		const fixes = [...new Set(group.map(fixText))].map(escapeMarkdown).join(' or ');
		const ids = [...new Set(group.map(({id}) => id))];
		const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
		return [
			`- upgrade ${escapeMarkdown(name)} ${escapeMarkdown(version ?? '?')} to ${fixes} (${ids.slice(0, 3).map(escapeMarkdown).join(', ')}${more})`,
		];
	});
	const left = packages.length - rowLimit;
	return lines.length === 0 ? [] : [...lines, ...(left > 0 ? [`- … and ${counted(left, 'other package')}`] : []), ''];
}
