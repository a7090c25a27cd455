import type {ContainerFacts} from '../../facts/index.js';
import {containerSubject, findWaiver} from '../../policy/apply-policy.js';
import type {Policy} from '../../policy/policy.js';
import {fixText} from '../../scanners/render/table.js';
import type {Vulnerability} from '../../scanners/report.js';
import {own, type SafeText, safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {blank, heading, type Item, type Line, line, type Page, prose, say, type Table, tableLines} from '../page.js';
import {filtered, filterWords, rowKey, type ScanFilter} from '../scan-filter.js';
import type {ImageScan} from '../services.js';
import {age, plural} from '../words.js';
import type {ContainerContext} from './context.js';

/** What scanners said of the image, most urgent here first; where there is none, what is missing and what to do. */
export function vulnerabilitiesPage({assessed, entry, state, services, width}: ContainerContext): Page {
	if (!services.loadScans) return noScanner(assessed.facts.image, width);
	if (!state.scans) return {lines: [line(' the scanners are being looked for …')]};
	const scan = state.scans.image(assessed.facts.imageId);
	if (scan === null) return notScanned;
	return {
		lines: [
			...progressLines(scan, services.now()),
			...driftLines(state.scans.drift(entry.id), entry.name, width),
			...failureLines(scan, width),
			...(scan.report === null && scan.progress === null && scan.failure === null ? notScanned.lines : []),
			...(scan.report === null
				? []
				: reportLines(scan, {
						filter: state.scanFilter,
						judged: withoutWaived(scan.rows, {policy: state.policy, facts: assessed.facts, now: services.now()}),
						container: entry.id,
						clock: services.now(),
						width,
					})),
		],
	};
}

const notScanned: Page = {lines: [line(say(' Not scanned yet.', 'strong')), line(' V scans this image.')]};

function noScanner(image: SafeText, width: number): Page {
	return {
		lines: [
			line(say(' Not scanned: this run has no scanner.', 'strong')),
			...prose(
				'A recorded or demo fleet has images by name alone. On a live engine, dockscope runs the scanner that this host has (Trivy, Grype, Docker Scout, Clair, Anchore, twistcli, Aqua, Snyk, OSV-Scanner), and has a basic scan of its own where there is none.',
				width,
			),
			line(''),
			...prose(safely`From a shell: dockscope scan ${image}`, width),
		],
	};
}

function progressLines({progress}: ImageScan, now: number): readonly Line[] {
	if (progress === null) return [];
	const seconds = Math.max(0, Math.round((now - progress.since) / 1000));
	const waits = progress.ahead === 0 ? `${seconds} s` : `after ${plural(progress.ahead, 'other scan')}`;
	return [line(say(' scanning: ', 'strong'), say(progress.phase), say(`   ${waits}   ^x cancels`, 'muted')), blank];
}

/** What the image's report cannot say of this container. */
function driftLines(changed: readonly SafeText[], container: SafeText, width: number): readonly Line[] {
	if (changed.length === 0) return [];
	const shown = changed.slice(0, 3).join(', ');
	const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
	return [
		...prose(sanitise(`This container no longer has its image’s packages: ${shown}${more}.`), width, {tone: 'medium'}),
		...prose(safely`dockscope scan ${container} judges its own files; below is the image.`, width, {tone: 'muted'}),
		blank,
	];
}

function failureLines({failure, report}: ImageScan, width: number): readonly Line[] {
	if (failure === null || failure.kind === 'cancelled') return [];
	return [
		...prose(failure.message, width, {tone: 'critical'}),
		...prose(safely`next: ${failure.next}`, width),
		...failure.log.slice(-3).flatMap(text => prose(text, width, {indent: 3, tone: 'muted'})),
		...(report === null ? [] : [line(say(' Below is the last good result.', 'muted'))]),
		blank,
	];
}

type Shown = {filter: ScanFilter; judged: Judged; container: string; clock: number; width: number};

function reportLines(scan: ImageScan, {filter, judged, container, clock, width}: Shown): readonly Line[] {
	const {report, suppressed} = scan;
	const {open: rows, waived} = judged;
	if (report === null) return [];
	if (report.state === 'not-scanned')
		return [
			line(say(' NOT SCANNED', 'strong')),
			...report.notes.flatMap(note => prose(note, width)),
			...aboutLines(scan, clock, width),
		];
	const shown = filtered(rows, filter);
	const words = filterWords(filter);
	const count =
		shown.length === rows.length ? plural(rows.length, 'vulnerability', 'vulnerabilities') : `${shown.length} of ${rows.length}`;
	return [
		line(
			say(` ${count}`, 'strong'),
			say(words.length === 0 ? '   loaded, exposed and exploited first' : `   ${words.join(' · ')}`, 'muted'),
		),
		...aboutLines(scan, clock, width),
		line(say(' + - threshold   x fixable   l loaded   / filter   Enter detail   V scan again', 'muted')),
		blank,
		...(rows.length === 0 ? [line(say(' Nothing known is wrong with what was looked at.', 'ok'))] : rowLines(shown, container)),
		...(rows.length > 0 && shown.length === 0 ? [line(' The filter leaves nothing: - and / widen it.')] : []),
		...secretLines(scan, width),
		...(waived.length + suppressed.length === 0 ? [] : [blank, heading(` LEFT OUT ${waived.length + suppressed.length}`)]),
		...waived.flatMap(({row, reason}) => prose(safely`${row.id} in ${row.package.name} is waived: ${reason}`, width)),
		...suppressed.flatMap(({row, by, why}) =>
			prose(safely`${row.id} in ${row.package.name} is left out by ${by}: ${why}`, width),
		),
		...report.notes.flatMap(note => prose(note, width, {tone: 'muted'})),
	];
}

type Judged = {
	readonly open: readonly Vulnerability[];
	readonly waived: readonly {readonly row: Vulnerability; readonly reason: SafeText}[];
};
type By = {policy: Policy | null; facts: ContainerFacts; now: number};

const judgements = new WeakMap<readonly Vulnerability[], {policy: Policy; id: string; judged: Judged}>();

/** The rows that no waiver of the policy covers for this container; made once for the same rows, policy and container. */
function withoutWaived(rows: readonly Vulnerability[], {policy, facts, now}: By): Judged {
	const waivers = policy?.waivers.filter(({rule}) => /^(CVE|GHSA)-/.test(rule)) ?? [];
	if (policy === null || waivers.length === 0) return {open: rows, waived: []};
	const known = judgements.get(rows);
	if (known?.policy === policy && known.id === facts.id) return known.judged;
	const subject = containerSubject(facts);
	const at = new Date(now).toISOString();
	const open: Vulnerability[] = [];
	const waived: {row: Vulnerability; reason: SafeText}[] = [];
	for (const row of rows) {
		const found = [row.id, ...row.aliases]
			.map(id => findWaiver(waivers, id, subject, at))
			.find(waiver => waiver?.expired === false);
		if (found) waived.push({row, reason: sanitise(found.reason)});
		else open.push(row);
	}
	const judged = {open, waived};
	judgements.set(rows, {policy, id: facts.id, judged});
	return judged;
}

/** Which scanner, how old its data, when, who agrees. */
function aboutLines({report, others, stale}: ImageScan, clock: number, width: number): readonly Line[] {
	if (report === null) return [];
	const {scanner, scannedAt, packages} = report;
	const {updatedAt} = scanner.database;
	const parts = [
		[scanner.name, scanner.version, scanner.mode === 'sbom' ? 'by inventory' : scanner.mode]
			.filter(part => part !== null)
			.join(' '),
		updatedAt === null ? 'database of unknown age' : `database ${age(updatedAt, clock)} old`,
		`scanned ${age(scannedAt, clock)} ago${stale ? ' (stale: V scans again)' : ''}`,
		...(packages === null ? [] : [plural(packages, 'package')]),
		...others.map(({name, agrees}) => `${name} agrees on ${agrees}`),
	];
	return prose(sanitise(parts.join(' · ')), width, {tone: 'muted'});
}

const columns: Table['columns'] = [
	{title: own('SEVERITY')},
	{title: own('ID')},
	{title: own('PACKAGE')},
	{title: own('INSTALLED'), drop: 2},
	{title: own('FIXED IN')},
	{title: own('STATE')},
	{title: own('KEV'), drop: 4},
	{title: own('EPSS'), drop: 3},
	{title: own('MARKS'), drop: 5},
];

/** Kept as long as the same rows are shown: a table of 20,000 is made once, not with each key. */
const made = new WeakMap<readonly Vulnerability[], {container: string; lines: readonly Line[]}>();

function rowLines(rows: readonly Vulnerability[], container: string): readonly Line[] {
	const known = made.get(rows);
	if (known?.container === container) return known.lines;
	const lines = tableLines(
		{columns, rows: rows.map(cells)},
		rows.map(row => itemOf(row, container)),
	);
	made.set(rows, {container, lines});
	return lines;
}

function cells(row: Vulnerability): readonly SafeText[] {
	return [
		own(row.severity),
		row.id,
		row.package.name,
		row.package.version ?? own('?'),
		fixText(row),
		row.loaded === 'loaded' ? own('loaded') : row.loaded === 'on-disk' ? own('on disk') : own('?'),
		row.kev === null ? own('?') : row.kev ? own('yes') : own('-'),
		row.epss === null ? own('?') : sanitise(row.epss.score.toFixed(2)),
		sanitise(`${row.sources.map(mark).join(' ')}${row.disagreements.length > 0 ? ' !' : ''}`),
	];
}

/** `T G`: the first letter of each scanner that reports it; `!` where they disagree. */
const mark = (source: SafeText): string => source.slice(0, 1).toUpperCase();

function itemOf(row: Vulnerability, container: string): Item {
	const fix = row.fix.state === 'fixed' ? safely` (fixed in ${fixText(row)})` : own('');
	return {
		copy: safely`${own(row.severity)} ${row.id} ${row.package.name} ${row.package.version ?? own('')}${fix}`,
		open: {kind: 'vulnerability', id: container, row: rowKey(row)},
		...(/^(CVE|GHSA)-/.test(row.id) ? {waive: {rule: row.id, container}} : {}),
	};
}

function secretLines({report}: ImageScan, width: number): readonly Line[] {
	const {secrets = [], misconfigurations = []} = report ?? {};
	return [
		...(secrets.length === 0 ? [] : [blank, heading(` SECRETS IN LAYERS ${secrets.length}`)]),
		...secrets.flatMap(({severity, title, path, line: at, layer}) =>
			prose(
				safely`${own(severity)}: ${title} in ${path}${own(at === null ? '' : ` line ${at}`)}${layer === null ? own('') : safely`, layer ${own(layer.slice(7, 19))}`}`,
				width,
			),
		),
		...(misconfigurations.length === 0 ? [] : [blank, heading(` MISCONFIGURATIONS ${misconfigurations.length}`)]),
		...misconfigurations.flatMap(({severity, id, title}) => prose(safely`${own(severity)}: ${id} ${title}`, width)),
	];
}
