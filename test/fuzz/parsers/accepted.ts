import type {EngineAddress} from '../../../src/engine/address.js';
import {EngineError} from '../../../src/engine/engine-error.js';

const address: EngineAddress = {kind: 'unix', socketPath: '/run/docker.sock'};

/** An answer as the reader of a live engine gives it on; `null` for one that it refuses. */
export function ifAccepted<T>(check: (address: EngineAddress, value: unknown) => T, value: unknown): T | null {
	try {
		return check(address, value);
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
