import {pageOf} from '../src/tui/index.js';
import {Banner} from './Banner.js';
import {BottomRule} from './BottomRule.js';
import {Boundary} from './Boundary.js';
import {Breadcrumb} from './Breadcrumb.js';
import {Footer} from './Footer.js';
import {PageBody} from './PageBody.js';
import {Rule} from './Rule.js';
import {Tabs} from './Tabs.js';
import {useTuiState} from './use-tui.js';

/** Every screen except the list: location, page, keys. */
export function PageScreen() {
	const columns = useTuiState(state => state.size.columns);
	const view = useTuiState(state => state.frames.at(-1)?.view.kind);
	const page = useTuiState(pageOf);
	const top = useTuiState(state => state.frames.at(-1)?.top ?? 0);
	return (
		<>
			<Boundary what="drawing the heading" of={page}>
				<Breadcrumb />
			</Boundary>
			<Banner />
			{view === 'container' && (
				<Boundary what="drawing the tabs" of={page}>
					<Tabs />
				</Boundary>
			)}
			<Rule columns={columns} more={top} side="above" />
			<Boundary what="drawing this page" of={page}>
				<PageBody />
			</Boundary>
			<BottomRule columns={columns} />
			<Boundary what="drawing the keys" of={page}>
				<Footer />
			</Boundary>
		</>
	);
}
