import {expect, it} from 'vitest';
import {demoFleet} from '../../../src/cli/demo/demo-fleet.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';

const secrets = /correct-horse|glrt-t3|sk_live_4eC|9f8e7d6c|Grafana-2026|AKIAZ7Q|w9Jd2LqX|sleeping-volcano|npm_Zk3v/;

it('shows grades from F to A, without a real secret', async () => {
	const fleet = openFleet(openSnapshot(demoFleet(), 'demo').reader, {now: () => Date.parse('2026-12-01T00:00:00Z')});
	await fleet.start();
	const {entries, engine, loading} = fleet.model();
	fleet.close();
	expect(loading).toEqual({done: 14, total: 14, complete: true});
	expect(engine?.name).toBe('prod-web-01');
	const grades = new Map(entries.map(({name, assessed}) => [`${name}`, assessed?.risk.grade]));
	expect(grades.get('ci-runner')).toBe('F');
	expect(grades.get('traefik')).toBe('F');
	expect(grades.get('metrics')).toBe('A');
	expect(new Set(grades.values()).size).toBeGreaterThanOrEqual(5);
	expect(entries.filter(({state}) => state === 'exited').map(({name}) => name)).toEqual(['report-2025']);
	expect(demoFleet()).not.toMatch(secrets);
	expect(entries.flatMap(({assessed}) => assessed?.facts.secrets ?? []).length).toBeGreaterThan(5);
});
