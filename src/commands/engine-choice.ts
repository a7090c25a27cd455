import {EngineError} from '../engine/engine-error.js';
import type {FoundEngine} from '../engine/find-engine.js';
import {own} from '../terminal/safe-text.js';
import {UsageError} from '../terminal/usage-error.js';
import type {Run} from './main.js';

/** The Docker context that the command line names. @throws UsageError for several */
export function contextOf({line}: Run): string | undefined {
	const contexts = line.list('context');
	if (contexts.length > 1) throw new UsageError('one --context at a time: run dockscope once for each engine.');
	return contexts[0];
}

/** Why there is no engine, with what was looked at, one place a line. */
export function noEngine({error, tried}: Extract<FoundEngine, {found: false}>): EngineError {
	const places = tried.map(({address, why}) => `\n  ${address}: ${why}`).join('');
	return new EngineError(error.kind, own(`${error.message}${places}`), error.status, {cause: error});
}
