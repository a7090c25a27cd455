import {EngineError} from '../../../src/base/engine/engine-error.js';
import {type SafeText, trusted} from '../../../src/base/text/safe-text.js';

const endpoint = trusted('unix:///run/docker.sock');

/** An answer as the reader of a live engine gives it on; `null` for one that it refuses. */
export function ifAccepted<T>(check: (from: SafeText, value: unknown) => T, value: unknown): T | null {
	try {
		return check(endpoint, value);
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
