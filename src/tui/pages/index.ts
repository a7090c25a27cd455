import {safe, sanitiseLines} from '../../base/index.js';
import {alertPage} from './alert.js';
import {badgePage} from './badge.js';
import {capabilitiesPage} from './capabilities-page.js';
import {enginesPage} from './engines.js';
import {containerName, entryOf} from './entries.js';
import {environmentPage} from './environment.js';
import {escapePage} from './escape.js';
import {escapesPage} from './escapes.js';
import {eventsPage} from './events.js';
import {findingsPage} from './findings.js';
import {fixPage} from './fix-page.js';
import {hostPage} from './host.js';
import {imagePage} from './image-page.js';
import {itemLine, line, type Page, prose, say} from './layout/page.js';
import {logsPage} from './logs.js';
import {mountsPage} from './mounts-page.js';
import {networkPage} from './network.js';
import {networkMapPage} from './network-map.js';
import {outputPage} from './output-page.js';
import {overviewPage} from './overview.js';
import type {ContainerContext, PageContext} from './page-state.js';
import {pathPage} from './path.js';
import {policyPage} from './policy-page.js';
import {processesPage} from './processes-page.js';
import {rawPage} from './raw.js';
import {rulePage} from './rule.js';
import {rulesPage} from './rules.js';
import {runtimePage} from './runtime.js';
import type {Tab, View} from './view.js';
import {vulnerabilitiesPage} from './vulnerabilities.js';
import {vulnerabilityPage} from './vulnerability.js';
import {reasonOf} from './words.js';

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
	logs: logsPage,
	raw: rawPage,
};

/** A view that is made of lines; the list of containers has its own rows. */
export type PageView = Exclude<View, {kind: 'fleet'}>;

/** The lines of a view. Pure; throws where what the engine answered is not what its types say. */
export function makePage(view: PageView, context: PageContext): Page {
	switch (view.kind) {
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
		case 'alert':
			return alertPage(context, view);
		case 'badge':
			return badgePage(context, view.word, view.target);
		case 'escapes':
			return escapesPage(context);
		case 'escape':
			return escapePage(context, view.name);
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
				line(say(safe` ${context.state.keyNames.refresh} asks again.`)),
			],
		};
	if (!entry.assessed) return {lines: [line(' being inspected …')]};
	return page({...context, entry, assessed: entry.assessed});
}

/** A replacement, as Compose makes one, gets the same name. */
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
							say(safe` Another one is called ${name} now: ${state.keyNames.enter} opens it.`),
						),
					]
				: []),
			line(say(safe` ${state.keyNames.back} goes back.`)),
		],
	};
}
