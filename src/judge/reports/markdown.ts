import {counted, escapeMarkdown, markdownTable} from '../../base/index.js';
import {gradeWord} from '../risk/grade-words.js';
import {isWaived, type Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {nonFailingSections, targetsText, waiverText} from './non-failing-verdicts.js';
import {
	aboutEngine,
	causesText,
	cisLabel,
	evidenceText,
	failuresByRule,
	othersText,
	policyLines,
	remedyText,
	statement,
} from './report-text.js';

/** A report to paste into a ticket: summary, containers by risk, findings by rule, what could not be seen. */
export function markdownReport(report: AuditReport): string {
	return [...heading(report), ...containers(report), ...findings(report), ...quiet(report), ...unseen(report)].join('\n');
}

function heading(report: AuditReport): string[] {
	const {engine, generatedAt, summary, tool} = report;
	return [
		'# dockscope audit',
		'',
		`${aboutEngine(engine).map(escapeMarkdown).join(' · ')} · ${generatedAt} · dockscope ${tool.version}`,
		'',
		...policyLines(report).flatMap(text => [escapeMarkdown(text), '']),
		`**${capitalised(causesText(summary))}** · ${othersText(summary)}`,
		'',
	];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function containers({targets, unseen: notSeen}: AuditReport): string[] {
	if (targets.length + notSeen.length === 0) return [];
	return [
		'## Containers',
		'',
		...markdownTable(
			['grade', 'score:', 'container', 'state', 'badges', 'image'],
			[
				...notSeen.map(({name, image}) => ['?', '?', name, 'not seen', '?', image]),
				...targets.map(({risk, name, state, badges, image}) => [
					gradeWord({grade: risk.grade, isLowerBound: risk.lowerBound}),
					`${risk.score}`,
					name,
					state,
					badges.join(' '),
					image,
				]),
			],
		),
		'',
		...paths(targets),
	];
}

function paths(targets: AuditReport['targets']): string[] {
	const lines = targets.flatMap(({name, attackPaths}) =>
		attackPaths.map(
			({severity, steps, cutBy}) =>
				`- **${escapeMarkdown(name)}** (${severity}): ${steps.map(escapeMarkdown).join(' → ')}. Cut by: ${cutBy.map(escapeMarkdown).join(', ')}`,
		),
	);
	return lines.length === 0 ? [] : ['## Attack paths', '', ...lines, ''];
}

function findings({verdicts}: AuditReport): string[] {
	const groups = failuresByRule(verdicts.filter(verdict => !isWaived(verdict)));
	if (groups.length === 0) return ['## Findings', '', 'None.', ''];
	return [
		'## Findings',
		'',
		...groups.flatMap(({rule, title, cis, severity, failures}) => [
			`### ${escapeMarkdown(title)} (${severity})`,
			'',
			`\`${rule}\`${cisLabel(cis) === '' ? '' : ` · ${cisLabel(cis)}`} · ${counted(failures.length, 'target')}`,
			'',
			...failures.map(
				failure =>
					`- **${escapeMarkdown(failure.target.name)}**: ${escapeMarkdown(sentences(failure))}${failure.waived === null ? '' : ` **${escapeMarkdown(waiverText(failure.waived))}**`}`,
			),
			'',
		]),
	];
}

const sentences = (failure: Verdict): string =>
	[statement(failure), evidenceText(failure), remedyText(failure)].filter(part => part !== '').join('. ');

function quiet({verdicts}: AuditReport): string[] {
	return nonFailingSections(verdicts).flatMap(({heading, groups}) => [
		`## ${heading}`,
		'',
		...groups.map(group => {
			const label = cisLabel(group.cis);
			return `- ${escapeMarkdown(group.title)} (\`${group.rule}\`${label === '' ? '' : `, ${label}`}): ${escapeMarkdown(targetsText(group))}`;
		}),
		'',
	]);
}

function unseen({blindSpots}: AuditReport): string[] {
	if (blindSpots.length === 0) return [];
	return [
		'## Blind spots',
		'',
		...blindSpots.map(
			({source, reason, rules}) =>
				`- ${escapeMarkdown(source)}: ${escapeMarkdown(reason)}${rules.length > 0 ? ` (${rules.join(', ')})` : ''}`,
		),
		'',
	];
}
