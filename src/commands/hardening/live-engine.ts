import type {EngineAddress} from '../../engine/address.js';
import {findEngine} from '../../engine/find-engine.js';
import {createWriter, type EngineWriter} from '../../engine/writer.js';
import {createJournal} from '../../ownership/journal.js';
import type {Run} from '../run.js';
import {contextOf, noEngine} from '../source/engine-choice.js';

/** The engine named on the command line, or found; `null` for a recorded fleet, which nothing can change. @throws EngineError */
export async function liveEngine(run: Run): Promise<EngineAddress | null> {
	const {line, env} = run;
	if (line.flag('demo') || line.value('from') !== null) return null;
	const found = await findEngine({host: line.value('host') ?? undefined, context: contextOf(run), env});
	if (!found.found) throw noEngine(found);
	return found.address;
}

/** A writer for an engine, with a journal of what it creates. Nothing is sent or written yet. */
export const openWriter = (address: EngineAddress, env: NodeJS.ProcessEnv): EngineWriter =>
	createWriter(address, createJournal(env), env);
