import {sanitise, UsageError} from '../base/index.js';
import {beyondTable, entryNamed, isOpenTo, surviveJson, surviveReport, surviveText, unnamed} from '../judge/index.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {withFleet} from './source/load-fleet.js';
import {version} from './version.js';
import {writeResult} from './write-result.js';

/** `dockscope survive [CVE]`: each container against the escapes that are known. */
export async function survive(run: Run): Promise<number> {
	const {line} = run;
	const [id = null, ...more] = line.targets;
	if (more.length > 0) throw new UsageError('dockscope survive takes one id: dockscope survive CVE-2026-53362.');
	const entry = id === null ? null : entryNamed(id);
	if (entry === undefined) throw new UsageError(`dockscope survive ${sanitise(id ?? '')}: ${unnamed(id ?? '')}`);
	return withFleet(run, async ({fleet}) => {
		const model = fleet.model();
		const report = surviveReport(model, entry);
		const isJson = line.value('format') === 'json';
		const now = new Date().toISOString();
		const beyond = model.engine === null ? null : beyondTable({engine: model.engine, host: model.host}, now);
		await writeResult(run, isJson ? surviveJson(report, {version, now, beyond}) : surviveText(report, line.flag('all'), beyond));
		if (line.value('fail-on') === 'open' && report.some(isOpenTo)) return exitStatus.threshold;
		return model.engine === null || model.entries.some(({assessed}) => assessed === null) ? exitStatus.engine : exitStatus.done;
	});
}
