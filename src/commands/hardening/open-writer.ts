import type {EngineAddress} from '../../engine/endpoint/address.js';
import {createWriter, type EngineWriter} from '../../engine/writer.js';
import {createJournal} from '../../ownership/journal.js';

/** A writer for an engine, with a journal of what it creates. Nothing is sent or written yet. */
export const openWriter = (address: EngineAddress, env: NodeJS.ProcessEnv): EngineWriter =>
	createWriter(address, createJournal(env), env);
