import type {HardeningEvidence, Observation} from '../evidence/evidence.js';

/** Daily jobs and the load of a day are in it. */
const aDay = 24 * 60 * 60;

/**
 * The observation that covers the work of a service, so that what it did not show is not needed: a day or more under traffic, with nothing
 * new in its second half, and nothing that could not be watched. `null` when there is none.
 */
export function longObservation({observation}: HardeningEvidence): Observation | null {
	if (!servedClients(observation) || observation.seconds < aDay || observation.missed.length > 0) return null;
	const {seconds, lastNew} = observation;
	return lastNew === null || lastNew >= seconds / 2 ? observation : null;
}

/** Whether more connections came than a health check makes, and no use of a capability was missed. */
export function servedClients(observation: Observation | null): observation is Observation {
	if (observation === null || !observation.traced) return false;
	const {connections, seconds} = observation;
	return connections !== null && connections > 0 && connections >= seconds / 10;
}
