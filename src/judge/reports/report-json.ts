import {safeJson} from '../../base/index.js';
import {flagsOf} from '../changes/change.js';
import type {Verdict} from '../rules/verdict.js';
import type {AuditReport} from './audit-report.js';
import {jsonChunks} from './json-chunks.js';

/** Reports of several engines as a JSON array. */
export function* jsonReports(reports: readonly AuditReport[]): Generator<string> {
	for (const [index, report] of reports.entries()) {
		yield index === 0 ? '[\n' : ',\n';
		yield* jsonReport(report);
	}
	yield reports.length === 0 ? '[]\n' : ']\n';
}

/** The contract as it is, indented; a value that looks secret never reaches evidence, so nothing is left to mask here. */
export function* jsonReport(report: AuditReport): Generator<string> {
	for (const piece of jsonChunks({...report, verdicts: asWritten(report.verdicts)})) yield safeJson(piece);
	yield '\n';
}

/** With the options of each remedy as the flags that people type. */
function* asWritten(verdicts: readonly Verdict[]) {
	for (const verdict of verdicts) {
		const {remedy} = verdict;
		yield remedy === null
			? verdict
			: {...verdict, remedy: {text: remedy.text, flags: flagsOf(remedy), mayBreak: remedy.mayBreak}};
	}
}
