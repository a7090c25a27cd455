import {known} from '../../answers/index.js';
import {cannotTell, defineRule, fail, notApplicable, pass} from '../rule.js';

/** Bytes. A few recent builds are what the cache is for. */
const TOLERATED = 10_000_000_000;

export default defineRule({
	slug: 'engine-build-cache',
	title: 'Build cache is large',
	cis: {},
	severity: 'low',
	target: 'engine',
	rationale: 'Layers of old builds keep whatever was copied or downloaded into them: source code, packages, secrets.',
	references: ['https://docs.docker.com/build/cache/garbage-collection/'],

	check: ({engine: {diskUsage, kind}}) => {
		if (kind === 'podman') return notApplicable('Podman keeps build layers as images');
		if (!diskUsage.known) return cannotTell(diskUsage.reason);
		const entries = diskUsage.value.BuildCache ?? [];
		const idle = entries.filter(({InUse}) => InUse !== true).reduce((sum, {Size}) => sum + (Size ?? 0), 0);
		const evidence = {source: 'system/df', path: `BuildCache, ${entries.length} entries, bytes not in use`, value: idle};
		return idle > TOLERATED ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Prune it: docker builder prune, or set "builder": {"gc": {"enabled": true}} in daemon.json.',
		mayBreak: 'The next builds take longer.',
	}),

	examples: {
		bad: {facts: {diskUsage: known({BuildCache: [{ID: 'a', Size: 20_000_000_000, InUse: false}]})}},
		good: {facts: {diskUsage: known({BuildCache: []})}},
	},
});
