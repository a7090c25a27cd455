import {expect, it} from 'vitest';
import {localHost} from '../../src/base/host/local-host.js';
import {demoFleet} from '../../src/cli/demo/demo-fleet.js';
import {createHardener} from '../../src/fix/hardener.js';
import {noRecordings} from '../../src/fix/observation/recorded.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';

const now = () => Date.parse('2026-12-01T00:00:00Z');

it('publishing on loopback changes the grade, the reach and the attack paths that the Fix page shows', async () => {
	const {reader} = openSnapshot(demoFleet(), 'demo');
	const fleet = openFleet(reader, {now});
	await fleet.start();
	const hardener = createHardener({reader, fleet, host: localHost(), openWriter: null, recordings: noRecordings, now});
	const effects = new Map<string, {readonly score: number; readonly paths: number} | null>();
	for (const {id, name, assessed} of fleet.model().entries) {
		const open = assessed?.facts.ports.filter(({reach}) => reach === 'wildcard') ?? [];
		if (!assessed || open.length === 0) continue;
		const fix = await hardener.open(id);
		const all = fix.changes.filter(({slug}) => /^publish(:|$)/.test(slug));
		const [publish] = all;
		if (publish === undefined) throw new Error(`nothing publishes ${name} on loopback`);
		const {risk, paths} = fix.view(new Set(all.map(({slug}) => slug)));
		expect(risk?.score).toBeLessThanOrEqual(assessed.risk.score);
		if (all.length === 1) expect(assessed.attackPaths.length - paths.length).toBe(publish.effect?.paths);
		// What is left comes in another way.
		const numbers = open.flatMap(({published}) => published.map(({hostPort}) => hostPort)).join('|');
		const enters = new RegExp(`(?:0\\.0\\.0\\.0|\\[::\\]):(?:[\\d,]*,)?(?:${numbers})\\b`);
		expect(assessed.attackPaths.length === 0 || enters.test(String(assessed.attackPaths[0]?.hops.map(({label}) => label)))).toBe(
			true,
		);
		expect(paths.filter(path => enters.test(path))).toEqual([]);
		effects.set(String(name), publish.effect);
	}
	fleet.close();
	expect(effects.size).toBe(6);
	for (const name of ['shop-cache', 'shop-db', 'portainer']) {
		expect(effects.get(name)?.paths).toBe(1);
		expect(effects.get(name)?.score).toBeGreaterThan(10);
	}
	// It asks who its clients are.
	expect(effects.get('grafana')).toEqual({score: 0, paths: 0});
});
