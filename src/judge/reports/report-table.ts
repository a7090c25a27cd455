import {clip, columns, columnWidths, counted, inLetters, isBounded, type Severity, type TableStyle} from '../../base/index.js';
import {gradeCell} from '../risk/grade-words.js';
import {isWaived} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {type NonFailingGroup, nonFailingSections, targetsText} from './non-failing-verdicts.js';
import {aboutEngine, causesText, cisLabel, containersText, failuresByRule, othersText, policyLines} from './report-text.js';

/**
 * What has changed since a baseline, for people: only the containers with something new or worse. Empty when there is nothing, so that a
 * nightly job writes no mail; a container that could not be judged is something.
 *
 * @param report  reduced to what is new or worse
 */
export function changesTable(report: AuditReport, style: TableStyle): string {
	const open = report.verdicts.filter(verdict => verdict.verdict === 'fail' && !isWaived(verdict));
	if (open.length === 0 && report.unseen.length === 0) return '';
	const concerned = new Set(open.map(({target}) => ('id' in target ? target.id : '')));
	const targets = report.targets.filter(({id}) => concerned.has(id));
	return tableReport({...report, targets}, style);
}

/** The audit for people at a terminal: containers by risk, findings by rule, what could not be seen, the totals. */
export function tableReport(report: AuditReport, style: TableStyle): string {
	const lines = [
		header(report),
		...policyLines(report),
		'',
		...containerRows(report, style),
		...findingRows(report, style),
		...quietRows(report, style),
		...blindRows(report, style),
	];
	return inLetters(`${[...lines, sumLine(report), ''].join('\n')}`, style);
}

/** Only the fleet, one line per container: written to a pipe instead of opening the terminal UI. */
export function fleetTable(report: AuditReport, style: TableStyle): string {
	const lines = [header(report), ...policyLines(report), '', ...containerRows(report, style), ...blindRows(report, style)];
	return inLetters(`${lines.join('\n').trimEnd()}\n`, style);
}

function header({engine, targets, unseen}: AuditReport): string {
	return ['dockscope', ...aboutEngine(engine), ...containersText(targets.length, unseen.length)].join(' · ');
}

function containerRows({targets, unseen}: AuditReport, style: TableStyle): string[] {
	if (targets.length + unseen.length === 0) return ['no containers', ''];
	const judged = targets.map(({risk, name, badges, state, image}) => [
		riskCell(risk),
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

/** As wide for every grade: `F 100`, `D  60`, `≥D 60`. */
function riskCell({grade, score, lowerBound}: AuditReport['targets'][number]['risk']): string {
	const cell = gradeCell({grade, score, isLowerBound: lowerBound});
	return cell.grade + cell.score;
}

function findingRows({verdicts}: AuditReport, style: TableStyle): string[] {
	const groups = failuresByRule(verdicts.filter(verdict => !isWaived(verdict)));
	if (groups.length === 0) return ['no findings', ''];
	const found = ruleLines(
		groups.map(({rule, title, cis, failures}) => ({rule, title, cis, verdicts: failures})),
		style.width - 10,
	);
	return [
		'FINDINGS',
		...found.flatMap(([first = '', ...more], index) => {
			const severity = groups[index]?.severity ?? 'info';
			return [`${paint(severity.padEnd(8), severity, style)}  ${first}`, ...more.map(line => `          ${line}`)];
		}),
		'',
	];
}

/** Columns that the names of targets need; with less room next to the rule they get a separate line. */
const roomForTargets = 24;

/** The lines of each rule: what it says, its slug and id, and where. */
function ruleLines(groups: readonly NonFailingGroup[], width: number): string[][] {
	const rows = groups.map(group => [group.title, group.rule, cisLabel(group.cis), targetsText(group)] as const);
	const beside = columnWidths(rows.map(row => row.slice(0, 3))).reduce((sum, column) => sum + column + 2, 0);
	if (!isBounded(width) || beside + roomForTargets <= width) return columns(rows, width).map(line => [line]);
	return rows.map(([title, rule, cis, targets]) => [
		clip(title, width),
		clip(`  ${cis === '' ? rule : `${rule} ${cis}`}  ${targets}`, width),
	]);
}

function quietRows({verdicts}: AuditReport, style: TableStyle): string[] {
	return nonFailingSections(verdicts).flatMap(({heading, groups}) => [
		heading.toUpperCase(),
		...ruleLines(groups, style.width).flat(),
		'',
	]);
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

const sumLine = ({summary}: AuditReport): string => `${causesText(summary)} · ${othersText(summary)}`;

const sgr: Record<Severity, string> = {critical: '1;31', high: '31', medium: '33', low: '36', info: '2'};

const paint = (text: string, severity: Severity, {color}: TableStyle): string =>
	color ? `\u001B[${sgr[severity]}m${text}\u001B[0m` : text;
