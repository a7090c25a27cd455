import {memo} from 'react';
import {type FleetRowFacts, fleetRow} from './fleet-row.js';
import {Parts} from './Parts.js';

/** One container; repainted only when its content has changed. */
export const FleetRow = memo(function FleetRow(facts: FleetRowFacts) {
	return <Parts parts={fleetRow(facts)} />;
});
