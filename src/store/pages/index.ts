import type {StoreApi} from 'zustand/vanilla';
import {sanitiseLines} from '../../terminal/sanitise.js';
import {noteUnforeseen} from '../../terminal/unforeseen.js';
import {fitPage} from '../fit-page.js';
import {bodyHeight, scrollTo} from '../geometry.js';
import {itemLine, itemPositions, line, type Page, prose, say} from '../page.js';
import {containerName, entryOf} from '../selection.js';
import type {Services} from '../services.js';
import type {State} from '../state.js';
import type {Tab, View} from '../view.js';
import {reasonOf} from '../words.js';
import {capabilitiesPage} from './capabilities.js';
import type {ContainerContext, PageContext} from './context.js';
import {enginesPage} from './engines.js';
import {environmentPage} from './environment.js';
import {eventsPage} from './events.js';
import {findingsPage} from './findings.js';
import {fixPage} from './fix.js';
import {hostPage} from './host.js';
import {imagePage} from './image.js';
import {mountsPage} from './mounts.js';
import {networkPage} from './network.js';
import {networkMapPage} from './network-map.js';
import {outputPage} from './output.js';
import {overviewPage} from './overview.js';
import {pathPage} from './path.js';
import {policyPage} from './policy.js';
import {processesPage} from './processes.js';
import {rawPage} from './raw.js';
import {rulePage} from './rule.js';
import {rulesPage} from './rules.js';
import {runtimePage} from './runtime.js';
import {vulnerabilitiesPage} from './vulnerabilities.js';
import {vulnerabilityPage} from './vulnerability.js';

const tabPages: Readonly<Record<Tab, (context: ContainerContext) => Page>> = {
	overview: overviewPage,
	findings: findingsPage,
	caps: capabilitiesPage,
	mounts: mountsPage,
	network: networkPage,
	processes: processesPage,
	image: imagePage,
	env: environmentPage,
	vulns: vulnerabilitiesPage,
	runtime: runtimePage,
	raw: rawPage,
};

/** The lines of a view, `null` for the fleet, which has rows of its own. A page that stops while it is made is one line with the reason. */
export function pageOf(view: View, context: PageContext): Page | null {
	return pageOr(context.width, () => makePage(view, context));
}

function pageOr<T>(width: number, make: () => T): T | Page {
	try {
		return make();
	} catch (error) {
		return {lines: prose(noteUnforeseen('making this page', error), width)};
	}
}

function makePage(view: View, context: PageContext): Page | null {
	switch (view.kind) {
		case 'fleet':
			return null;
		case 'container':
			return aboutContainer(view.id, context, tabPages[view.tab]);
		case 'path':
			return aboutContainer(view.id, context, container => pathPage(container, view.path));
		case 'fix':
			return aboutContainer(view.id, context, fixPage);
		case 'vulnerability':
			return aboutContainer(view.id, context, container => vulnerabilityPage(container, view.row));
		case 'rule':
			return rulePage(context, view.slug, view.target);
		case 'rules':
			return rulesPage(context);
		case 'host':
			return hostPage(context);
		case 'network':
			return networkMapPage(context);
		case 'events':
			return eventsPage(context);
		case 'policy':
			return policyPage(context);
		case 'engines':
			return enginesPage(context);
		case 'output':
			return outputPage(context, view);
		case 'plain':
			return {lines: sanitiseLines(view.text).map(text => line(text))};
	}
}

function aboutContainer(id: string, context: PageContext, page: (context: ContainerContext) => Page): Page {
	const entry = entryOf(context.state, id);
	if (!entry) return gonePage(id, context);
	if (entry.failed)
		return {
			lines: [
				line(say(' This container could not be inspected or judged: its grade is not known.', 'strong')),
				...prose(reasonOf(entry.failed), context.width),
				line(' r asks again.'),
			],
		};
	if (!entry.assessed) return {lines: [line(' being inspected …')]};
	return page({...context, entry, assessed: entry.assessed});
}

/** Whoever replaces a container, Compose say, gives the new one its name. */
function gonePage(id: string, {state}: PageContext): Page {
	const name = containerName(state, id);
	const next = state.model.entries.find(entry => entry.name === name);
	return {
		lines: [
			line(say(' This container is gone.', 'strong')),
			...(next
				? [
						itemLine(
							{copy: name, open: {kind: 'container', id: next.id, tab: 'overview'}},
							` Another one is called ${name} now: Enter opens it.`,
						),
					]
				: []),
			line(' Esc goes back.'),
		],
	};
}

/** Makes the page of the open view anew when something it shows has changed; where one stands in it is kept as far as it still exists. */
export function pageRefresher({getState, setState}: StoreApi<State>, services: Services) {
	return (): void => {
		const state = getState();
		const current = state.frames.at(-1);
		if (!current) return;
		const width = Math.max(30, state.size.columns - 1);
		const whole = pageOf(current.view, {state, services, width});
		if (whole === null) {
			setState({page: whole});
			return;
		}
		const page = pageOr(width, () => fitPage(whole, width));
		const items = itemPositions(page);
		const cursor = Math.max(0, Math.min(current.cursor, items.length - 1));
		const position = items.length === 0 ? current.top : (items[cursor] ?? 0);
		const height = bodyHeight(state);
		const top =
			items.length === 0 || current.cursor === 0
				? Math.min(current.top, Math.max(0, page.lines.length - height))
				: scrollTo(position, current.top, height, page.lines.length);
		setState({page, frames: [...state.frames.slice(0, -1), {...current, cursor, top}]});
	};
}
