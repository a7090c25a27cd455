import {expect, it} from 'vitest';
import {demoFleet} from '../../../src/cli/demo/demo-fleet.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../../src/judge/inventory/fleet-model.js';
import {containerRules} from '../../../src/judge/rules/index.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';

const now = () => Date.parse('2026-12-01T00:00:00Z');

async function loaded(unwatched: boolean): Promise<Fleet> {
	const {reader, host} = openSnapshot(demoFleet(), 'demo');
	const fleet = openFleet(reader, {now, recordedHost: host, unwatched});
	await fleet.start();
	return fleet;
}

it('gives the same verdicts for a fleet judged at the end as for one judged while loading', async () => {
	const [watched, unwatched] = await Promise.all([loaded(false), loaded(true)]);
	const [shown, reported] = [watched.model(), unwatched.model()];
	watched.close();
	unwatched.close();
	expect(reported.entries.map(({assessed}) => assessed)).toEqual(shown.entries.map(({assessed}) => assessed));
	expect(reported.verdicts).toEqual(shown.verdicts);
	expect(reported.loading).toEqual(shown.loading);
});

it('asks each rule once of each container there, those that join another one too', async () => {
	const asked = new Map<string, number>();
	const [rule] = containerRules;
	if (rule === undefined) throw new Error('there are no rules');
	const {check} = rule;
	const counting = (scope: Parameters<typeof check>[0]) => {
		asked.set(scope.container.id, (asked.get(scope.container.id) ?? 0) + 1);
		return check(scope);
	};
	Object.assign(rule, {check: counting});
	try {
		const fleet = await loaded(true);
		fleet.close();
	} finally {
		Object.assign(rule, {check});
	}
	expect(asked.size).toBe(14);
	expect([...new Set(asked.values())]).toEqual([1]);
});

it('names images in the order of their containers, whichever is answered first', async () => {
	const {reader, host} = openSnapshot(demoFleet(), 'demo');
	const orders = await Promise.all(
		[0, 1].map(async odd => {
			let asked = 0;
			const image: typeof reader.image = async (id, signal) => {
				asked += 1;
				await new Promise(resolve => setTimeout(resolve, asked % 2 === odd ? 60 : 0));
				return reader.image(id, signal);
			};
			const fleet = openFleet({...reader, image}, {now, recordedHost: host, unwatched: true});
			await fleet.start();
			fleet.close();
			return fleet.model().verdicts.map(({target}) => target.name);
		}),
	);
	expect(orders[0]).toEqual(orders[1]);
});
