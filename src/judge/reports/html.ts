import {counted} from '../../base/index.js';
import {gradeWord} from '../risk/grade-words.js';
import {isWaived} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {htmlStyle} from './html-style.js';
import {nonFailingSections, targetsText, waiverText} from './non-failing-verdicts.js';
import {
	aboutEngine,
	causesText,
	cisLabel,
	containersText,
	evidenceText,
	failuresByRule,
	othersText,
	policyLines,
	type RuleGroup,
	remedyText,
	statement,
} from './report-text.js';

/** One page that needs nothing else: no script, no font, no request. Light and dark, printable. */
export function htmlReport(report: AuditReport): string {
	const title = report.engine?.name ? `dockscope audit of ${report.engine.name}` : 'dockscope audit';
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
${header(report)}
${containers(report)}
${findings(report)}
${expired(report)}
${quiet(report)}
${unseen(report)}
</main>
</body>
</html>
`;
}

function header(report: AuditReport): string {
	const {engine, generatedAt, summary, targets, unseen: notSeen, tool} = report;
	const where = [...aboutEngine(engine), ...(engine?.apiVersion ? [`API ${engine.apiVersion}`] : [])].join(' · ');
	const tiles = Object.entries(summary.causes)
		.filter(([severity]) => severity !== 'info')
		.map(([severity, count]) => `<div class="tile ${severity}"><b>${count}</b> ${severity}</div>`)
		.join('');
	return `<header>
<h1>dockscope audit</h1>
<p>${escapeHtml(where)} · ${containersText(targets.length, notSeen.length).join(' · ')} · ${escapeHtml(generatedAt)} · dockscope ${escapeHtml(tool.version)}</p>${policyLines(
		report,
	)
		.map(text => `\n<p>${escapeHtml(text)}</p>`)
		.join('')}
<div class="tiles">${tiles}</div>
<p class="sum">${causesText(summary)} · ${othersText(summary)}</p>
</header>`;
}

function containers({targets, unseen: notSeen}: AuditReport): string {
	if (targets.length + notSeen.length === 0) return '<section><h2>Containers</h2><p>None.</p></section>';
	const judged = targets
		.map(
			({risk, name, badges, state, image, attackPaths}) => `<tr>
<td><span class="grade g${risk.grade}">${gradeWord({grade: risk.grade, isLowerBound: risk.lowerBound})}</span> ${risk.score}</td>
<td><b>${escapeHtml(name)}</b>${attackPaths.map(({severity, steps, cutBy}) => `<div class="path"><span class="${severity}">${severity}</span> ${steps.map(escapeHtml).join(' → ')}<br>cut by: <code>${cutBy.map(escapeHtml).join(', ')}</code></div>`).join('')}</td>
<td>${badges.map(badge => `<span class="badge">${escapeHtml(badge)}</span>`).join(' ')}</td>
<td>${escapeHtml(state)}</td>
<td>${escapeHtml(image)}</td>
</tr>`,
		)
		.join('\n');
	const notJudged = notSeen.map(
		({name, image, reason}) => `<tr>
<td><span class="grade gF">?</span></td>
<td><b>${escapeHtml(name)}</b><div class="path">${escapeHtml(reason)}</div></td>
<td></td>
<td>not seen</td>
<td>${escapeHtml(image)}</td>
</tr>`,
	);
	const rows = [...notJudged, judged].join('\n');
	return `<section><h2>Containers</h2>
<table><thead><tr><th>Risk</th><th>Name</th><th>Badges</th><th>State</th><th>Image</th></tr></thead><tbody>
${rows}
</tbody></table></section>`;
}

function findings({verdicts}: AuditReport): string {
	const groups = failuresByRule(verdicts.filter(verdict => !isWaived(verdict)));
	return `<section><h2>Findings</h2>${groups.length === 0 ? '<p>None.</p>' : groups.map(group).join('\n')}</section>`;
}

function group({rule, title, cis, severity, failures}: RuleGroup): string {
	const label = cisLabel(cis);
	return `<details${severity === 'critical' || severity === 'high' ? ' open' : ''}>
<summary><span class="${severity}">${severity}</span> ${escapeHtml(title)} <small><code>${escapeHtml(rule)}</code> ${escapeHtml(label)} · ${counted(failures.length, 'target')}</small></summary>
<ul>${failures.map(failure => `<li><b>${escapeHtml(failure.target.name)}</b> ${escapeHtml(statement(failure))} <code>${escapeHtml(evidenceText(failure))}</code><br>${escapeHtml(remedyText(failure))}</li>`).join('')}</ul>
</details>`;
}

function expired({verdicts}: AuditReport): string {
	const rows = verdicts.flatMap(({target, title, waived}) => (waived?.expired === true ? [{target, title, waived}] : []));
	if (rows.length === 0) return '';
	return `<section><h2>Waivers that have expired</h2><ul>${rows
		.map(
			({target, title, waived}) =>
				`<li class="critical"><b>${escapeHtml(target.name)}</b> ${escapeHtml(title)}: ${escapeHtml(waiverText(waived))}</li>`,
		)
		.join('')}</ul></section>`;
}

function quiet({verdicts}: AuditReport): string {
	return nonFailingSections(verdicts)
		.map(
			({heading, groups}) =>
				`<section><h2>${heading}</h2><ul>${groups
					.map(
						group =>
							`<li>${escapeHtml(group.title)} <small><code>${escapeHtml(group.rule)}</code> ${escapeHtml(cisLabel(group.cis))}</small><br>${escapeHtml(targetsText(group))}</li>`,
					)
					.join('')}</ul></section>`,
		)
		.join('\n');
}

function unseen({blindSpots}: AuditReport): string {
	if (blindSpots.length === 0) return '';
	return `<section><h2>Blind spots</h2><ul>${blindSpots
		.map(
			({source, reason, rules}) =>
				`<li><code>${escapeHtml(source)}</code> ${escapeHtml(reason)}${rules.length > 0 ? ` <small>(${counted(rules.length, 'rule')})</small>` : ''}</li>`,
		)
		.join('')}</ul></section>`;
}

const entities: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, character => entities[character] ?? character);
