import {createReader} from '../../src/engine/reader.js';
import {openFleet} from '../../src/fleet/fleet.js';
import {type HardenedView, openCase, viewCase} from '../../src/hardening/hardening-case.js';
import {enabledBy} from '../../src/hardening/plan/index.js';
import {hardeningOutput} from '../../src/hardening/render/output.js';
import type {PrivateEngine} from './private-engine.js';

/** What `harden NAME --least` makes of a container, its override for Compose, and the paths that it wrote. */
export async function leastCommand(
	engine: PrivateEngine,
	name: string,
): Promise<{view: HardenedView; compose: string; written: readonly string[]}> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const fleet = openFleet(reader, {unwatched: true});
	try {
		await fleet.start();
		const assessed = fleet.model().entries.find(entry => String(entry.name) === name)?.assessed;
		if (!assessed) throw new Error(`no container ${name}`);
		const opened = await openCase(reader, fleet, assessed);
		const view = viewCase(opened, opened.plan, enabledBy(opened.plan, 'least'), fleet);
		const written = opened.evidence.changes.known ? opened.evidence.changes.value.map(({path}) => path) : [];
		return {view, compose: hardeningOutput('compose', view, opened.image).text, written};
	} finally {
		fleet.close();
	}
}
