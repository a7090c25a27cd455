import {parseTime} from '../../base/index.js';
import type {FleetModel} from '../../judge/index.js';

/**
 * The reference time for ages and uptimes: now, or, for a replay, when its engine answered; now if that is not recorded.
 *
 * @param now milliseconds since the epoch
 */
export function clockOf({connection, engine}: Pick<FleetModel, 'connection' | 'engine'>, now: number): number {
	if (connection.state !== 'replayed') return now;
	const recorded = parseTime(engine?.raw.info?.SystemTime ?? '');
	return Number.isNaN(recorded) ? now : recorded;
}
