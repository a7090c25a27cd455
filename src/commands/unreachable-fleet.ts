import type {EngineError} from '../engine/engine-error.js';
import type {Fleet, FleetModel} from '../fleet/fleet-model.js';

const nothing: FleetModel = {
	connection: {state: 'connecting'},
	engine: null,
	host: null,
	images: new Map(),
	entries: [],
	verdicts: [],
	blindSpots: [],
	loading: {done: 0, total: 0, complete: false},
};

/** The fleet of an engine that is known not to answer: beginning it fails with the reason, so that the inspector can show it. */
export function unreachableFleet(error: EngineError): Fleet {
	const refuse = () => Promise.reject(error);
	return {
		model: () => nothing,
		suppose: () => null,
		usePolicy: () => undefined,
		takeScans: () => Promise.resolve(),
		subscribe: () => () => undefined,
		start: refuse,
		ask: refuse,
		refresh: refuse,
		close: () => undefined,
	};
}
