import type {Severity} from '../facts/index.js';
import {isWaived} from '../rules/verdict.js';
import {toAscii} from '../terminal/ascii.js';
import {counted} from '../terminal/counted.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {truncate, widthOf} from '../terminal/width.js';
import type {AuditReport} from './audit-report.js';
import {quietSections, targetsText} from './quiet-verdicts.js';
import {aboutEngine, cisLabel, containersText, countsText, failuresByRule} from './report-text.js';

export type TableStyle = {
	/** Columns; a pipe has no width and gets whole lines. */
	readonly width: number;
	readonly color: boolean;
	readonly ascii: boolean;
};

/** The audit for a person at a terminal: containers by risk, findings by rule, what could not be seen, the sum. */
export function tableReport(report: AuditReport, style: TableStyle): string {
	const lines = [
		header(report),
		'',
		...containerRows(report, style),
		...findingRows(report, style),
		...quietRows(report, style),
		...blindRows(report, style),
	];
	return inLetters(`${[...lines, sumLine(report), ''].join('\n')}`, style);
}

/** The fleet alone, one line a container: what a pipe gets instead of the inspector. */
export function fleetTable(report: AuditReport, style: TableStyle): string {
	const lines = [header(report), '', ...containerRows(report, style), ...blindRows(report, style)];
	return inLetters(`${lines.join('\n').trimEnd()}\n`, style);
}

/** In those of the terminal: ASCII where its locale is not UTF-8. */
export const inLetters = (text: string, {ascii}: Pick<TableStyle, 'ascii'>): string => (ascii ? toAscii(text) : text);

function header({engine, targets, unseen}: AuditReport): string {
	return ['dockscope', ...aboutEngine(engine), ...containersText(targets.length, unseen.length)].join(' · ');
}

function containerRows({targets, unseen}: AuditReport, style: TableStyle): string[] {
	if (targets.length + unseen.length === 0) return ['no containers', ''];
	const judged = targets.map(({risk, name, badges, state, image}) => [
		`${risk.grade} ${String(risk.score).padStart(3)}`,
		name,
		badges.join(' ') || '-',
		state,
		image,
	]);
	const notJudged = unseen.map(({name, image}) => ['?   ?', name, '?', 'not seen', image]);
	const rows = [...notJudged, ...judged];
	const lines = columns([['RISK', 'NAME', 'BADGES', 'STATE', 'IMAGE'], ...rows], style.width);
	const paths = targets.flatMap(({name, attackPaths}) =>
		attackPaths
			.slice(0, 1)
			.flatMap(({severity, steps, cutBy}) => [
				`${paint(severity.padEnd(8), severity, style)} ${clip(`${name}: ${steps.join(style.ascii ? ' -> ' : ' → ')}`, style.width - 9)}`,
				`         ${clip(`cut by: ${cutBy.join(', ')}`, style.width - 9)}`,
			]),
	);
	return [...lines, '', ...(paths.length > 0 ? ['ATTACK PATHS', ...paths, ''] : [])];
}

function findingRows({verdicts}: AuditReport, style: TableStyle): string[] {
	const groups = failuresByRule(verdicts.filter(verdict => !isWaived(verdict)));
	if (groups.length === 0) return ['no findings', ''];
	const rows = groups.map(({rule, title, cis, failures}) => [
		title,
		rule,
		cisLabel(cis),
		targetsText({rule, title, cis, verdicts: failures}),
	]);
	const lines = columns(rows, style.width - 10);
	return [
		'FINDINGS',
		...lines.map((line, index) => {
			const severity = groups[index]?.severity ?? 'info';
			return `${paint(severity.padEnd(8), severity, style)}  ${line}`;
		}),
		'',
	];
}

function quietRows({verdicts}: AuditReport, style: TableStyle): string[] {
	return quietSections(verdicts).flatMap(({heading, groups}) => {
		const rows = groups.map(group => [group.title, group.rule, cisLabel(group.cis), targetsText(group)]);
		return [heading.toUpperCase(), ...columns(rows, style.width), ''];
	});
}

function blindRows({blindSpots}: AuditReport, style: TableStyle): string[] {
	if (blindSpots.length === 0) return [];
	return [
		'BLIND SPOTS',
		...blindSpots.map(({source, reason, rules}) => {
			const affected = rules.length > 0 ? ` (${counted(rules.length, 'rule')})` : '';
			return clip(`${source}: ${reason}${affected}`, style.width);
		}),
		'',
	];
}

function sumLine({summary}: AuditReport): string {
	const {pass, info, unknown, notApplicable, waived} = summary;
	return `findings: ${countsText(summary.fail)} · ${pass} passed · ${info} info · ${unknown} unknown · ${notApplicable} not applicable · ${waived} waived`;
}

/** Left-aligned columns, two spaces apart; the last one is cut to the width. */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
	const count = Math.max(...rows.map(row => row.length));
	const widths = Array.from({length: count}, (_, column) => Math.max(...rows.map(row => widthOf(own(row[column] ?? '')))));
	return rows.map(row => {
		const cells = row.map((cell, column) =>
			column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(own(cell))),
		);
		return clip(cells.join('  ').trimEnd(), width);
	});
}

const clip = (text: string, width: number): SafeText | string =>
	Number.isFinite(width) && width > 0 ? truncate(own(text), width) : text;

const sgr: Record<Severity, string> = {critical: '1;31', high: '31', medium: '33', low: '36', info: '2'};

const paint = (text: string, severity: Severity, {color}: TableStyle): string =>
	color ? `\u001B[${sgr[severity]}m${text}\u001B[0m` : text;
