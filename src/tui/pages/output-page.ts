import {isManagedByCompose, type SafeText, safe, sanitiseLines, trusted} from '../../base/index.js';
import {formatsFor, type OutputFormat} from '../../fix/index.js';
import type {FleetEntry, FleetModel} from '../../judge/index.js';
import {entryOf} from './entries.js';
import {type FixState, fixView} from './fix-state.js';
import {blank, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import type {View} from './view.js';

/** In the order of `o`. The Fix page itself shows the command. */
export function shownFormats(entry: FleetEntry | null): readonly OutputFormat[] {
	const labels = entry?.assessed?.facts.raw.Config?.Labels;
	return formatsFor(isManagedByCompose(labels)).filter(format => format !== 'run');
}

/** The plan as Compose, a Quadlet unit: what `c` copies, and what that tool cannot say. */
export function outputPage(
	{state: {fix, model, keyNames}, width}: PageContext,
	{id, format}: Extract<View, {kind: 'output'}>,
): Page {
	if (fix?.id !== id) return {lines: [line(say(safe` the plan is gone: open it again with ${keyNames.openFix}`))]};
	const {text, warnings} = fixView(fix, model).output(format);
	const picker = shownFormats(entryOf({model}, id)).map(one => say(`  ${one}`, one === format ? 'strong' : 'muted'));
	return {
		lines: [
			line(...picker),
			blank,
			...sanitiseLines(text).map(part => line(' ', say(part))),
			...(warnings.length > 0 ? [blank] : []),
			...warnings.flatMap(warning => prose(warning, width, {tone: 'medium'})),
		],
	};
}

/** What `c` copies on the Fix page: for a container of Compose the override, since the command would take it out of its project. */
export function firstOutput(fix: FixState, model: FleetModel): {readonly text: SafeText; readonly what: SafeText} {
	const view = fixView(fix, model);
	return shownFormats(entryOf({model}, fix.id))[0] === 'compose'
		? {text: view.output('compose').text, what: trusted('the Compose override')}
		: {text: view.command, what: trusted('the command')};
}
