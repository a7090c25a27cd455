import {Banner} from './Banner.js';
import {Boundary} from './Boundary.js';
import {FleetColumns} from './FleetColumns.js';
import {FleetHeader} from './FleetHeader.js';
import {FleetList} from './FleetList.js';
import {Footer} from './Footer.js';
import {Rule} from './Rule.js';
import {Triage} from './Triage.js';
import {useTuiState} from './use-tui.js';

/** The list of containers, the main screen. */
export function Fleet() {
	const columns = useTuiState(state => state.size.columns);
	const line = useTuiState(state => state.lines[state.cursor]);
	return (
		<>
			<FleetHeader />
			<Banner />
			<Rule columns={columns} />
			<FleetColumns />
			<FleetList />
			<Rule columns={columns} />
			<Boundary what="drawing the triage" of={line}>
				<Triage />
			</Boundary>
			<Footer />
		</>
	);
}
