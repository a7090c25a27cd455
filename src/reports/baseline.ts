import {isRecord} from '../answers/is-record.js';
import {bySeverity, type Severity, severities} from '../facts/index.js';
import type {Verdict} from '../rules/verdict.js';
import {errorText} from '../terminal/error-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import {type AuditReport, summariseTargets} from './audit-report.js';

/** Open failures of an earlier report: severity by rule and target. A waived one is not among them: it is new once the waiver has expired. */
export type Baseline = ReadonlyMap<string, Severity>;

/** By name, not by id: a recreated container is the same target. */
const keyOf = ({rule, target}: {rule: string; target: {kind: string; name: string}}): string =>
	`${rule}\n${target.kind}\n${target.name}`;

/**
 * Reads an earlier `audit --format json`.
 *
 * @throws UsageError when the text is not such a report
 */
export function readBaseline(text: string, name: string): Baseline {
	const wrong = (why: string) =>
		new UsageError(`the baseline ${sanitise(name)} ${why}. Give a report of dockscope audit --format json.`);
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw wrong(`is not JSON: ${errorText(error)}`);
	}
	if (!isRecord(document) || document['schema'] !== 'dockscope.audit/1' || !Array.isArray(document['verdicts']))
		throw wrong('is not a dockscope.audit/1 report');
	const found = new Map<string, Severity>();
	for (const verdict of document['verdicts'] as unknown[]) {
		if (!isRecord(verdict) || verdict['verdict'] !== 'fail' || wasWaived(verdict['waived'])) continue;
		const {rule, target} = verdict;
		const severity = severities.find(known => known === verdict['severity']);
		if (
			typeof rule !== 'string' ||
			!isRecord(target) ||
			typeof target['kind'] !== 'string' ||
			typeof target['name'] !== 'string' ||
			severity === undefined
		)
			throw wrong('has a verdict without rule, target or severity');
		found.set(keyOf({rule, target: {kind: target['kind'], name: target['name']}}), severity);
	}
	return found;
}

const wasWaived = (waived: unknown): boolean => isRecord(waived) && waived['expired'] === false;

/** Keeps the failures that are not in the baseline, or that it has with a lower severity; drops all other verdicts. */
export function onlyNewOrWorse(report: AuditReport, baseline: Baseline): AuditReport {
	const verdicts = report.verdicts.filter(verdict => isNewOrWorse(verdict, baseline));
	return {...report, verdicts, summary: summariseTargets(verdicts)};
}

function isNewOrWorse(verdict: Verdict, baseline: Baseline): boolean {
	if (verdict.verdict !== 'fail') return false;
	const before = baseline.get(keyOf(verdict));
	return before === undefined || bySeverity(verdict.severity, before) < 0;
}
