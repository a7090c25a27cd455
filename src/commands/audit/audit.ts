import {readFile} from 'node:fs/promises';
import {severities} from '../../facts/severity.js';
import {matchesGlob} from '../../policy/glob.js';
import {type AuditReport, auditReport, isWaived, reaches, type Selection} from '../../reports/audit-report.js';
import {onlyNewOrWorse, readBaseline} from '../../reports/baseline.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import {rules} from '../../rules/index.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {nearest} from '../../terminal/nearest.js';
import {sanitise} from '../../terminal/sanitise.js';
import {UsageError} from '../../terminal/usage-error.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {contextsOf} from '../source/engine-choice.js';
import {loadFleet, policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import {writeResult} from '../write-result.js';
import {askDeeply, askForAudit} from './ask-for-audit.js';
import {onlyRules} from './only-rules.js';

/** `dockscope audit [TARGET…]`: judges everything once and writes the report. */
export async function audit(run: Run): Promise<number> {
	const contexts = contextsOf(run);
	if (contexts.length > 1) return (await import('./audit-several.js')).auditSeveral(run, contexts);
	const report = await reportOf(run);
	await writeResult(run, await render(run, report));
	return statusOf(run, report);
}

/** What `--fail-on` makes of it. */
export function statusOf({line}: Run, {summary}: AuditReport): number {
	const threshold = severities.find(severity => severity === line.value('fail-on'));
	return threshold !== undefined && reaches(summary, threshold) ? exitStatus.threshold : exitStatus.done;
}

/** Audits one engine, or a recorded fleet. */
export async function reportOf(run: Run): Promise<AuditReport> {
	const {line} = run;
	const policy = await policyOf(run);
	const only = onlyRules(line.list('only'), policy.rules);
	const baselinePath = line.value('baseline');
	const baseline = baselinePath === null ? null : readBaseline(await readBaselineFile(baselinePath), baselinePath);
	const {fleet} = await loadFleet(run, policy);
	try {
		await askForAudit(fleet);
		const containers = fleet.model().entries.flatMap(({assessed}) => assessed ?? []);
		const selection: Selection = {...targetFilter(line.targets, containers), verdict: only};
		if (line.flag('deep')) await askDeeply(fleet, containers.filter(selection.container));
		const whole = auditReport(fleet.model(), {version, now: new Date().toISOString()}, selection);
		return baseline === null ? whole : onlyNewOrWorse(whole, baseline);
	} finally {
		fleet.close();
	}
}

/** Patterns of names, ids and Compose services; without one, everything, engine and host too. */
function targetFilter(
	targets: readonly string[],
	containers: readonly AssessedContainer[],
): Pick<Selection, 'container' | 'engineToo'> {
	if (targets.length === 0) return {container: () => true, engineToo: true};
	for (const target of targets) {
		if (!containers.some(container => isMeant(target, container))) {
			throw new UsageError(
				`no container matches "${sanitise(target)}"${nearest(
					target,
					containers.map(({facts}) => facts.name),
				)}.`,
			);
		}
	}
	return {container: container => targets.some(target => isMeant(target, container)), engineToo: false};
}

const isMeant = (target: string, {facts}: AssessedContainer): boolean =>
	matchesGlob(target, facts.name) ||
	facts.id === target ||
	(/^[0-9a-f]{12,}$/.test(target) && facts.id.startsWith(target)) ||
	(facts.compose !== null && matchesGlob(target, facts.compose.service));

/** The report in the format that was asked for. */
export async function render(run: Run, report: AuditReport): Promise<string> {
	const {line} = run;
	const shown = line.flag('all') ? report : withoutQuiet(report);
	switch (line.value('format') ?? 'table') {
		case 'json':
			return (await import('../../reports/json.js')).jsonReport(report);
		case 'sarif':
			return (await import('../../reports/sarif.js')).sarifReport(report, rules);
		case 'junit':
			return (await import('../../reports/junit.js')).junitReport(report);
		case 'markdown':
			return (await import('../../reports/markdown.js')).markdownReport(shown);
		case 'html':
			return (await import('../../reports/html.js')).htmlReport(shown);
		default:
			return (await import('../../reports/table.js')).tableReport(shown, tableStyle(run));
	}
}

/** What a person need not read: waivers in force are counted in the sum, not listed. */
const withoutQuiet = (report: AuditReport): AuditReport => ({
	...report,
	verdicts: report.verdicts.filter(verdict => !isWaived(verdict)),
});

async function readBaselineFile(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		throw new UsageError(`cannot read the baseline ${sanitise(path)}: ${fileTrouble(error)}.`);
	}
}
