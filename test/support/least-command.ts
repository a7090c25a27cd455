import {type HardenedView, viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {withOpenCase} from './open-case.js';
import type {PrivateEngine} from './private-engine.js';

/** What `harden NAME --least` makes of a container, its override for Compose, and the paths that it wrote. */
export const leastCommand = (
	engine: PrivateEngine,
	name: string,
): Promise<{view: HardenedView; compose: string; written: readonly string[]}> =>
	withOpenCase(engine, name, async (opened, {fleet}) => {
		const view = viewCase(opened, opened.plan, enabledBy(opened.plan, 'least'), fleet);
		const written = opened.evidence.changes.known ? opened.evidence.changes.value.map(({path}) => path) : [];
		return {view, compose: hardeningOutput('compose', view, opened.image).text, written};
	});
