import {beforeAll, describe, expect, it} from 'vitest';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {auditReport, everything} from '../../../src/judge/reports/build-audit-report.js';
import {containerRules} from '../../../src/judge/rules/index.js';
import {isOpen} from '../../../src/judge/rules/verdict.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {recordedFleet} from '../../base/facts/recorded.js';

const about = {version: '1.2.3', now: '2026-01-02T03:04:05.678Z'};

const recorded = recordedFleet('docker-26.1.5-fleet.json').answers.containers.find(({inspect}) => inspect.State?.Running);

/** Containers that were made by one command. */
const replicas = Array.from({length: 5}, (_, index) => ({
	...recorded?.inspect,
	Id: String(index).repeat(64),
	Name: `/web-${index}`,
	Config: {...recorded?.inspect.Config, Hostname: String(index).repeat(12)},
}));

describe('a report', () => {
	let model: FleetModel;
	beforeAll(async () => {
		const {reader} = openSnapshot(JSON.stringify(replicas), 'replicas.json');
		const fleet = openFleet(reader, {unwatched: true});
		await fleet.start();
		model = fleet.model();
		fleet.close();
	});

	it('names the target of each verdict', () => {
		const {verdicts} = auditReport(model, about);
		for (const {Id, Name} of replicas) {
			const own = verdicts.filter(({target}) => target.id === Id);
			expect(own.map(({rule}) => rule)).toEqual(containerRules.map(({slug}) => slug));
			expect(new Set(own.map(({target}) => `${target.kind} ${target.name}`))).toEqual(new Set([`container ${Name.slice(1)}`]));
		}
		expect(Object.keys(verdicts[0] ?? {}).slice(0, 5)).toEqual(['rule', 'title', 'cis', 'target', 'verdict']);
	});

	it('counts what it does not list', () => {
		const whole = auditReport(model, about);
		const short = auditReport(model, about, {...everything, listed: isOpen});
		expect(short.verdicts).toEqual(whole.verdicts.filter(isOpen));
		expect(short.verdicts.length).toBeLessThan(whole.verdicts.length);
		expect({...short, verdicts: []}).toEqual({...whole, verdicts: []});
	});
});
