import {type EngineFacts, fileTrouble, readInput, sanitise, UsageError} from '../../base/index.js';
import {type Baseline, readBaseline} from '../../judge/index.js';
import {readSavedBaseline} from '../../record/index.js';
import type {Run} from '../run.js';
import {decodeInput} from '../source/decode-input.js';

/** The value of `--baseline` for the one that was saved of this engine; a file of that name is `./saved`. */
const savedName = 'saved';

/** The file that `--baseline` names; `null` for none, and for the saved one, which depends on the engine. @throws UsageError */
export async function baselineFile({line}: Run): Promise<Baseline | null> {
	const path = line.value('baseline');
	if (path === null || path === savedName) return null;
	try {
		return readBaseline(decodeInput(await readInput(path), sanitise(path)), path);
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError(`cannot read the baseline ${sanitise(path)}: ${fileTrouble(error)}.`);
	}
}

/** The saved baseline of an engine, where `--baseline saved` asks for it. @throws UsageError when there is none */
export function savedBaseline({line, env}: Run, engine: EngineFacts | null): Baseline | null {
	if (line.value('baseline') !== savedName) return null;
	const saved = readSavedBaseline(env, engine);
	if (saved === null)
		throw new UsageError(
			'no baseline is saved for this engine: run dockscope drift --save-baseline, or press B in the terminal UI.',
		);
	return saved.baseline;
}
