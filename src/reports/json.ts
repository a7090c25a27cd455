import {safeJson} from '../terminal/safe-json.js';
import type {AuditReport} from './audit-report.js';
import {jsonChunks} from './json-chunks.js';

/** The contract as it is, indented; a value that looks secret never reaches evidence, so nothing is left to mask here. */
export function* jsonReport(report: AuditReport): Generator<string> {
	for (const piece of jsonChunks(report)) yield safeJson(piece);
	yield '\n';
}
