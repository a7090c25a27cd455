import {Box, Text} from 'ink';
import {entryOf} from '../src/pages/entries.js';
import {type Tab, tabs} from '../src/pages/view.js';
import type {AssessedContainer} from '../src/risk/assessment.js';
import {openCauses} from '../src/risk/score.js';
import {trusted} from '../src/terminal/safe-text.js';
import {widthOf} from '../src/terminal/width.js';
import {useTuiState} from './use-tui.js';

const titles: Readonly<Record<Tab, string>> = {
	overview: 'Overview',
	findings: 'Findings',
	caps: 'Caps',
	mounts: 'Mounts',
	network: 'Network',
	processes: 'Processes',
	image: 'Image',
	env: 'Env',
	vulns: 'Vulns',
	runtime: 'Runtime',
	logs: 'Logs',
	raw: 'Raw',
};

/** The tabs of a container with their counts; if they do not all fit, those around the open one. */
export function Tabs() {
	const view = useTuiState(state => state.frames.at(-1)?.view);
	const assessed = useTuiState(state => (view?.kind === 'container' ? (entryOf(state, view.id)?.assessed ?? null) : null));
	const columns = useTuiState(state => state.size.columns);
	if (view?.kind !== 'container') return null;

	const labels = tabs.map(tab => ({tab, text: ` ${titles[tab]}${countOf(tab, assessed)} `}));
	const shown = around(labels, tabs.indexOf(view.tab), columns - 2);
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

type Label = {readonly tab: Tab; readonly text: string};

function around(labels: readonly Label[], open: number, columns: number): readonly Label[] {
	let first = open;
	let end = open + 1;
	const width = (from: number, to: number) => labels.slice(from, to).reduce((sum, {text}) => sum + widthOf(trusted(text)), 0);
	for (;;) {
		if (first > 0 && width(first - 1, end) <= columns) first -= 1;
		else if (end < labels.length && width(first, end + 1) <= columns) end += 1;
		else return labels.slice(first, end);
	}
}

function countOf(tab: Tab, assessed: AssessedContainer | null): string {
	if (!assessed) return '';
	const {facts, verdicts} = assessed;
	const counts: Partial<Record<Tab, number>> = {
		findings: openCauses(verdicts).length,
		mounts: facts.mounts.length,
		network: facts.ports.length,
		env: facts.env.length,
	};
	const count = counts[tab] ?? 0;
	return count === 0 ? '' : ` ${count}`;
}
