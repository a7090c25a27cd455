import type {AuditReport} from './audit-report.js';

/** The contract as it is, indented; a value that looks secret never reaches evidence, so nothing is left to mask here. */
export const jsonReport = (report: AuditReport): string => `${JSON.stringify(report, null, 2)}\n`;
