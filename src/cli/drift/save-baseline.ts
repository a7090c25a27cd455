import {counted, type SafeText, UsageError} from '../../base/index.js';
import {auditReport, type Policy} from '../../judge/index.js';
import {saveBaseline} from '../../record/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {connect, type EngineSource} from '../source/connect.js';
import {loadFleetFrom, policyOf} from '../source/load-fleet.js';
import {version} from '../version.js';

export type Saved = {
	readonly path: SafeText;
	readonly replaced: boolean;
	readonly containers: number;
	/** Names of containers that could not be inspected, and are not in it. */
	readonly unseen: readonly string[];
};

/**
 * Judges everything as `dockscope audit` does, and saves the report as the baseline of its engine. The reader of the source is closed.
 *
 * @throws UsageError | EngineError when there is nothing to save, or it cannot be written
 */
export async function saveBaselineFrom(source: EngineSource, run: Run, policy: Policy): Promise<Saved> {
	if (source.reader.replayed) {
		source.reader.close();
		throw new UsageError('a recorded fleet is not saved as a baseline. Use dockscope audit --format json --output FILE.');
	}
	const {fleet, reader} = await loadFleetFrom(source, run, policy, {withHistories: true});
	try {
		const model = fleet.model();
		const report = auditReport(model, {version, now: new Date().toISOString()});
		if (report.targets.length === 0 && report.unseen.length > 0)
			throw new UsageError('no baseline saved: no container could be inspected.');
		const {path, replaced} = await saveBaseline(run.env, model.engine, report);
		return {path, replaced, containers: report.targets.length, unseen: report.unseen.map(({name}) => name)};
	} finally {
		fleet.close();
		reader.close();
	}
}

/** `dockscope drift --save-baseline` */
export async function saveBaselineAsAsked(run: Run): Promise<number> {
	if (run.line.targets.length > 0) throw new UsageError('--save-baseline saves all containers of the engine: it takes no name.');
	const saved = await saveBaselineFrom(await connect(run), run, await policyOf(run));
	run.stdout.write(`${savedWords(saved)}\n`);
	if (saved.unseen.length === 0) return exitStatus.done;
	run.stderr.write(`dockscope: not in the baseline, because they could not be inspected: ${saved.unseen.join(', ')}\n`);
	return exitStatus.engine;
}

/** `baseline of 12 containers saved in …` */
export const savedWords = ({path, replaced, containers}: Saved): string =>
	`baseline of ${counted(containers, 'container')} ${replaced ? 'replaced' : 'saved'} in ${path}`;
