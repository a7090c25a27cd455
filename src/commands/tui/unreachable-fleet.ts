import type {EngineError} from '../../engine/engine-error.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {nothingYet} from '../../store/initial-state.js';

/** The fleet of an engine that is known to be unreachable: starting it fails with the reason, so that the TUI can show it. */
export function unreachableFleet(error: EngineError): Fleet {
	const refuse = () => Promise.reject(error);
	return {
		model: () => nothingYet,
		assessHypothetical: () => null,
		usePolicy: () => undefined,
		applyScans: () => Promise.resolve(),
		subscribe: () => () => undefined,
		subscribeEvents: () => () => undefined,
		start: refuse,
		ask: refuse,
		refresh: refuse,
		close: () => undefined,
	};
}
