import {readFile} from 'node:fs/promises';
import {severities} from '../../facts/severity.js';
import {type AuditReport, auditReport, reaches, type Selection} from '../../reports/audit-report.js';
import {onlyNewOrWorse, readBaseline} from '../../reports/baseline.js';
import {rules} from '../../rules/index.js';
import {isWaived} from '../../rules/verdict.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import type {SafeText} from '../../terminal/safe-text.js';
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
import {targetFilter} from './targets.js';
import {unseenContainers, unseenVerdicts} from './unseen.js';

/** `dockscope audit [TARGET…]`: judges everything once and writes the report. */
export async function audit(run: Run): Promise<number> {
	const contexts = contextsOf(run);
	if (contexts.length > 1) return (await import('./audit-several.js')).auditSeveral(run, contexts);
	const audited = await auditOnce(run);
	await writeResult(run, await render(run, audited.report));
	if (audited.unseen !== null) run.stderr.write(`dockscope: ${audited.unseen}\n`);
	return statusOf(run, audited);
}

export type Audited = {
	readonly report: AuditReport;
	/** Why nothing of what was asked for could be judged; `null` when something was. */
	readonly unseen: SafeText | string | null;
};

/** What `--fail-on` makes of it. An audit that saw nothing is no pass, whatever the threshold. */
export function statusOf({line}: Run, {report: {summary}, unseen}: Audited): number {
	if (unseen !== null) return exitStatus.engine;
	const threshold = severities.find(severity => severity === line.value('fail-on'));
	return threshold !== undefined && reaches(summary, threshold) ? exitStatus.threshold : exitStatus.done;
}

/** Audits one engine, or a recorded fleet. */
export async function auditOnce(run: Run): Promise<Audited> {
	const {line} = run;
	const policy = await policyOf(run);
	const only = onlyRules(line.list('only'), policy.rules);
	const baselinePath = line.value('baseline');
	const baseline = baselinePath === null ? null : readBaseline(await readBaselineFile(baselinePath), baselinePath);
	const {fleet} = await loadFleet(run, policy);
	try {
		await askForAudit(fleet);
		const {entries} = fleet.model();
		const selection: Selection = {...targetFilter(line.targets, entries), verdict: only};
		const containers = entries.flatMap(({assessed}) => assessed ?? []);
		if (line.flag('deep')) await askDeeply(fleet, containers.filter(selection.container));
		const whole = auditReport(fleet.model(), {version, now: new Date().toISOString()}, selection);
		return {
			report: baseline === null ? whole : onlyNewOrWorse(whole, baseline),
			unseen: unseenContainers(line.targets, entries) ?? unseenVerdicts(whole),
		};
	} finally {
		fleet.close();
	}
}

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
