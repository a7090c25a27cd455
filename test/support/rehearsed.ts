import {createReader} from '../../src/engine/reader.js';
import {createWriter} from '../../src/engine/writer.js';
import {openFleet} from '../../src/fleet/fleet.js';
import {openCase} from '../../src/hardening/hardening-case.js';
import {enabledBy, hardened} from '../../src/hardening/plan/index.js';
import {noCopies} from '../../src/hardening/rehearsal/copies.js';
import {rehearse} from '../../src/hardening/rehearsal/rehearse.js';
import type {Recording} from '../../src/hardening/rehearsal/replay/har.js';
import type {RehearsalResult} from '../../src/hardening/rehearsal/result.js';
import {createJournal} from '../../src/ownership/journal.js';
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
	replay: Recording | null = null,
): Promise<Rehearsed> {
	const address = {kind: 'unix', socketPath: engine.socketPath} as const;
	const reader = createReader(address);
	const writer = createWriter(address, createJournal({XDG_STATE_HOME: folder}));
	const fleet = openFleet(reader, {});
	try {
		await fleet.start();
		const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
		if (!assessed) throw new Error(`${name} was not assessed`);
		const {evidence, plan} = await openCase(reader, fleet, assessed);
		const result = await rehearse({
			...{reader, writer, assessed, evidence, enabled: enabledBy(plan, 'least'), check: null, replay, copies: noCopies, cpus: 2},
			...{signal: new AbortController().signal, now: Date.now, onProgress: () => undefined},
		});
		const trials = result.trials.map(trial => `${trial.ok} ${trial.what} (${trial.seconds} s): ${trial.note}`);
		const {CapAdd} = hardened(result.plan, enabledBy(result.plan, 'least')).HostConfig ?? {};
		return {
			result,
			story: [...trials, `exercised: ${result.exercised.join(' | ')}`, `not: ${result.notExercised.join(' | ')}`].join('\n'),
			capabilities: (CapAdd ?? []).toSorted(),
		};
	} finally {
		fleet.close();
		reader.close();
		writer.close();
	}
}
