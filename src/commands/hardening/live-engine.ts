import type {EngineAddress} from '../../engine/address.js';
import {findEngine} from '../../engine/find-engine.js';
import {createWriter, type EngineWriter} from '../../engine/writer.js';
import {createJournal} from '../../ownership/journal.js';
import type {Run} from '../run.js';
import {contextOf, noEngine} from '../source/engine-choice.js';

/** The engine that the command line names or that is found; `null` for a recorded fleet, which nothing can change. @throws EngineError */
export async function liveEngine(run: Run): Promise<EngineAddress | null> {
	const {line, env} = run;
	if (line.flag('demo') || line.value('from') !== null) return null;
	const found = await findEngine({host: line.value('host') ?? undefined, context: contextOf(run), env});
	if (!found.found) throw noEngine(found);
	return found.address;
}

/** The way to change an engine, with the journal of what is created there. Nothing is sent or written yet. */
export const openWriter = (address: EngineAddress, env: NodeJS.ProcessEnv): EngineWriter =>
	createWriter(address, createJournal(env), env);
