import {trusted, widthOf} from '../src/base/index.js';
import {type AssessedContainer, openCauses} from '../src/judge/index.js';
import {entryOf, type State, type Tab, tabs} from '../src/tui/index.js';

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

export type TabLabel = {readonly tab: Tab; readonly text: string};

/** The tabs of a container with their counts; if they do not all fit, those around the open one. Behind a sign of one column. */
export function tabLabels(open: Tab, assessed: AssessedContainer | null, columns: number): readonly TabLabel[] {
	const labels = tabs.map(tab => ({tab, text: ` ${titles[tab]}${countOf(tab, assessed)} `}));
	return around(labels, tabs.indexOf(open), columns - 2);
}

/** The tab in a column of the screen, which counts from 1; `null` for none. */
export function tabAt(column: number, state: State): Tab | null {
	const view = state.frames.at(-1)?.view;
	if (view?.kind !== 'container') return null;
	let end = 1;
	for (const {tab, text} of tabLabels(view.tab, entryOf(state, view.id)?.assessed ?? null, state.size.columns)) {
		end += widthOf(trusted(text));
		if (column > 1 && column <= end) return tab;
	}
	return null;
}

function around(labels: readonly TabLabel[], open: number, columns: number): readonly TabLabel[] {
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
