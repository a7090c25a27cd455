import {EngineError} from '../../../src/base/engine/engine-error.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import {trusted} from '../../../src/base/text/safe-text.js';

/** An engine that answers what a test gives it, and "not recorded" otherwise, as a snapshot does. */
export function recordedReader(answers: Partial<EngineReader>): EngineReader {
	const missing = () => Promise.reject(new EngineError('not-recorded', trusted('not recorded')));
	const base = {
		endpoint: trusted('recorded'),
		isLocal: async () => false,
		socketPath: null,
		replayed: true,
		atOnce: 1,
		close: () => undefined,
	};
	return new Proxy({...base, ...answers} as EngineReader, {
		get: (target, key) => Reflect.get(target, key) ?? (key === 'then' || key === 'socketPath' ? undefined : missing),
	});
}
