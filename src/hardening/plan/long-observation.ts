import type {HardeningEvidence, Observation} from '../evidence/evidence.js';

/** Daily jobs and the load of a day are in it. */
const aDay = 24 * 60 * 60;

/**
 * The observation that covers the work of a service, so that what it did not show is not needed: a day or more under traffic, with nothing
 * new in its second half, and nothing that could not be watched. `null` when there is none.
 */
export function longObservation({observation}: HardeningEvidence): Observation | null {
	if (observation === null || observation.seconds < aDay || observation.missed.length > 0) return null;
	const {seconds, connections, lastNew} = observation;
	// More than a health check makes.
	if (!observation.traced || connections === null || connections < seconds / 10) return null;
	return lastNew === null || lastNew >= seconds / 2 ? observation : null;
}
