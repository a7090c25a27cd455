import {type DiskUsage, known} from '../../../base/index.js';
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
		const evidence = idleBytes(diskUsage.value);
		if (evidence === null) return cannotTell({source: 'engine:/system/df', reason: 'the engine did not report its build cache'});
		return evidence.value > TOLERATED ? fail(evidence) : pass(evidence);
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

/** Asked in the engine's own version, where a proxy keeps `/_ping` to itself, it answers with sums from API 1.53 on. */
function idleBytes({BuildCache: cache, BuildCacheUsage: sums}: DiskUsage) {
	if (cache === undefined && sums == null) return null;
	if (cache === undefined) return {source: 'system/df', path: 'BuildCacheUsage.Reclaimable', value: sums?.Reclaimable ?? 0};
	const entries = cache ?? [];
	const value = entries.filter(({InUse}) => InUse !== true).reduce((sum, {Size}) => sum + (Size ?? 0), 0);
	return {source: 'system/df', path: `BuildCache, ${entries.length} entries, bytes not in use`, value};
}
