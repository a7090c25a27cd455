import type {EngineAddress} from '../../base/engine/endpoint/address.js';
import {createWriter, type EngineWriter} from '../../base/engine/writer.js';
import {createJournal} from '../../base/ownership/journal.js';

/** A writer for an engine, with a journal of what it creates. Nothing is sent or written yet. */
export const openWriter = (address: EngineAddress, env: NodeJS.ProcessEnv): EngineWriter =>
	createWriter(address, createJournal(env), env);
