import {isManagedByCompose} from '../facts/compose-origin.js';
import type {FleetEntry} from '../fleet/fleet-model.js';
import {formatsFor, type OutputFormat} from '../hardening/render/output-format.js';
import {sanitiseLines} from '../terminal/sanitise.js';
import {entryOf} from './entries.js';
import {fixView} from './fix-state.js';
import {blank, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import type {View} from './view.js';

/** In the order of `o`. The Fix page itself shows the command. */
export function shownFormats(entry: FleetEntry | null): readonly OutputFormat[] {
	const labels = entry?.assessed?.facts.raw.Config?.Labels;
	return formatsFor(isManagedByCompose(labels)).filter(format => format !== 'run');
}

/** The plan as Compose, Kubernetes, a Quadlet unit: what `c` copies, and what that tool cannot say. */
export function outputPage({state: {fix, model}, width}: PageContext, {id, format}: Extract<View, {kind: 'output'}>): Page {
	if (fix?.id !== id) return {lines: [line(' the plan is gone: open it again with f')]};
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
