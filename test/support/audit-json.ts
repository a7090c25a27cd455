import {dockscope} from './run-cli.js';

/** What `audit --format json` writes, as far as tests of the program read it. */
export type AuditJson = {
	targets: {name: string; risk: {grade: string}}[];
	verdicts: {rule: string; verdict: string; severity: string; target: {name: string; kind: string}}[];
	summary: {fail: Record<string, number>};
};

export const auditDemo = async (...args: string[]): Promise<AuditJson> =>
	JSON.parse((await dockscope(['audit', '--demo', '--format', 'json', ...args])).stdout) as AuditJson;
