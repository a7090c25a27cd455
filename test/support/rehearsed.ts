import {createWriter} from '../../src/base/engine/writer.js';
import {createJournal} from '../../src/base/ownership/journal.js';
import {enabledBy, hardened} from '../../src/fix/plan/index.js';
import {noCopies} from '../../src/fix/rehearsal/copies.js';
import {rehearse} from '../../src/fix/rehearsal/rehearse.js';
import type {RecordedTraffic} from '../../src/fix/rehearsal/replay/har.js';
import type {RehearsalResult} from '../../src/fix/rehearsal/result.js';
import {withOpenCase} from './open-case.js';
import type {PrivateEngine} from './private-engine.js';

export type Rehearsed = {
	readonly result: RehearsalResult;
	/** Each trial with its note, for a failed claim. */
	readonly story: string;
	/** What its least set keeps, sorted. */
	readonly capabilities: readonly string[];
};

/** Rehearses a container of a private engine, without a copy of its data. @param folder  for the journal */
export async function rehearsed(
	engine: PrivateEngine,
	folder: string,
	name: string,
	replay: RecordedTraffic | null = null,
): Promise<Rehearsed> {
	const writer = createWriter({kind: 'unix', socketPath: engine.socketPath}, createJournal({XDG_STATE_HOME: folder}));
	try {
		return await withOpenCase(engine, name, async ({assessed, evidence, plan}, {reader}) => {
			const result = await rehearse({
				...{
					reader,
					writer,
					assessed,
					evidence,
					enabled: enabledBy(plan, 'least'),
					check: null,
					replay,
					copies: noCopies,
					cpus: 2,
				},
				...{signal: new AbortController().signal, now: Date.now, onProgress: () => undefined},
			});
			const trials = result.trials.map(trial => `${trial.ok} ${trial.what} (${trial.seconds} s): ${trial.note}`);
			const {CapAdd} = hardened(result.plan, enabledBy(result.plan, 'least')).HostConfig ?? {};
			return {
				result,
				story: [...trials, `exercised: ${result.exercised.join(' | ')}`, `not: ${result.notExercised.join(' | ')}`].join('\n'),
				capabilities: (CapAdd ?? []).toSorted(),
			};
		});
	} finally {
		writer.close();
	}
}
