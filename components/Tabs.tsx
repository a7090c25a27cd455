import {Box, Text} from 'ink';
import {entryOf, tabs} from '../src/tui/index.js';
import {tabLabels} from './tab-labels.js';
import {useTuiState} from './use-tui.js';

/** The tabs of a container with their counts; if they do not all fit, those around the open one. */
export function Tabs() {
	const view = useTuiState(state => state.frames.at(-1)?.view);
	const assessed = useTuiState(state => (view?.kind === 'container' ? (entryOf(state, view.id)?.assessed ?? null) : null));
	const columns = useTuiState(state => state.size.columns);
	if (view?.kind !== 'container') return null;

	const shown = tabLabels(view.tab, assessed, columns);
	return (
		<Box height={1} flexShrink={0}>
			<Text dimColor>{shown[0]?.tab === tabs[0] ? ' ' : '‹'}</Text>
			{shown.map(({tab, text}) => (
				<Text key={tab} inverse={tab === view.tab} dimColor={tab !== view.tab}>
					{text}
				</Text>
			))}
			{shown.at(-1)?.tab !== tabs.at(-1) && <Text dimColor>›</Text>}
		</Box>
	);
}
