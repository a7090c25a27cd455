import {maskSecrets, sanitise, UsageError} from '../../base/index.js';
import type {AuditReport} from '../../judge/index.js';
import type {Run} from '../run.js';
import {forEachContext} from '../source/for-each-context.js';
import {writeResult} from '../write-result.js';
import {auditOnce, formatOf, render, statusOf} from './audit.js';

const formats: readonly string[] = ['table', 'markdown', 'json'];

/**
 * `dockscope audit` with several `--context`: one report after another, each under the name of its context; as JSON an array of
 * `dockscope.audit/1`. The other formats, and a baseline, only support one engine.
 */
export async function auditSeveral(run: Run, contexts: readonly string[]): Promise<number> {
	const format = formatOf(run);
	if (!formats.includes(format))
		throw new UsageError(`--format ${format} supports only one engine: run dockscope audit once for each --context.`);
	if (run.line.value('baseline') !== null)
		throw new UsageError('--baseline supports only one engine: run dockscope audit once for each --context.');
	const reports: AuditReport[] = [];
	const texts: string[] = [];
	const status = await forEachContext(run, contexts, async (one, context) => {
		const audited = await auditOnce(one);
		const {report, warnings} = audited;
		reports.push(report);
		if (format !== 'json')
			texts.push(
				`${format === 'markdown' ? '# Context ' : 'context '}${sanitise(context)}\n\n${[...(await render(one, report))].join('')}`,
			);
		for (const warning of warnings) run.stderr.write(`dockscope: context ${sanitise(context)}: ${maskSecrets(warning)}\n`);
		return statusOf(one, audited);
	});
	if (format !== 'json') await writeResult(run, texts.join('\n'));
	else await writeResult(run, (await import('../../judge/index.js')).jsonReports(reports));
	return status;
}
