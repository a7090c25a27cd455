import {Box} from 'ink';
import {Banner} from './Banner.js';
import {BottomRule} from './BottomRule.js';
import {FleetColumns} from './FleetColumns.js';
import {FleetHeader} from './FleetHeader.js';
import {FleetList} from './FleetList.js';
import {Footer} from './Footer.js';
import {Panel} from './Panel.js';
import {Rule} from './Rule.js';
import {Triage} from './Triage.js';
import {useTuiState} from './use-tui.js';

/** The list of containers, the main screen. A moved selection renders only the parts that show it. */
export function Fleet() {
	const columns = useTuiState(state => state.size.columns);
	const above = useTuiState(state => state.top);
	return (
		<>
			<FleetHeader />
			<Banner />
			<Rule columns={columns} more={above} side="above" />
			<Box>
				<Box flexDirection="column" flexShrink={0}>
					<FleetColumns />
					<FleetList />
				</Box>
				<Panel />
			</Box>
			<BottomRule columns={columns} />
			<Triage />
			<Footer />
		</>
	);
}
