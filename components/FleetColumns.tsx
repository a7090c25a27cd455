import {sortInForce} from '../src/tui/index.js';
import {useFleetLayout} from './FleetList.js';
import {fleetHeadings} from './fleet-headings.js';
import {Parts} from './Parts.js';
import {useTuiState} from './use-tui.js';

/** The headings of the list, with the sort column. */
export function FleetColumns() {
	const layout = useFleetLayout();
	const sort = useTuiState(sortInForce);
	return <Parts parts={[fleetHeadings(layout, sort)]} />;
}
