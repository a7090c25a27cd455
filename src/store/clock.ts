import type {FleetModel} from '../fleet/fleet-model.js';

/**
 * The moment against which ages and uptimes are shown: now, or, for a replay, when its engine answered; without that, now.
 *
 * @param now milliseconds since the epoch
 */
export function clockOf({connection, engine}: Pick<FleetModel, 'connection' | 'engine'>, now: number): number {
	if (connection.state !== 'replayed') return now;
	const recorded = Date.parse(engine?.raw.info?.SystemTime ?? '');
	return Number.isNaN(recorded) ? now : recorded;
}
