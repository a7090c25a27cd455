import {containersShown, fleetHeader} from './fleet-header.js';
import {Parts} from './Parts.js';
import {useTuiState} from './use-tui.js';

/** The first line of the list. */
export function FleetHeader() {
	const model = useTuiState(state => state.model);
	const title = useTuiState(state => state.title);
	const context = useTuiState(state => state.context);
	const policy = useTuiState(state => state.policy);
	const filter = useTuiState(state => state.filter.text);
	const shown = containersShown(useTuiState(state => state.lines));
	const marked = useTuiState(state => state.marks.size);
	const columns = useTuiState(state => state.size.columns);
	const scans = useTuiState(state => state.scans);
	useTuiState(state => state.scanRound);
	const scan = scans?.running() ?? null;
	return <Parts parts={fleetHeader({columns, model, title, context, policy, filter, shown, marked, scan})} />;
}
