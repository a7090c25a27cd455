import {createJournal, createWriter, type EngineAddress, type EngineWriter} from '../../base/index.js';

/** A writer for an engine, with a journal of what it creates. Nothing is sent or written yet. */
export const openWriter = (address: EngineAddress, env: NodeJS.ProcessEnv): EngineWriter =>
	createWriter(address, createJournal(env), env);
