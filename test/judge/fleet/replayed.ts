import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {FleetModel} from '../../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';

const now = () => Date.parse('2026-12-01T00:00:00Z');

/** The fleet of a snapshot, or of the output of docker inspect, judged whole. */
export async function replay(text: string): Promise<FleetModel> {
	const {reader, host} = openSnapshot(text, 'x.json');
	const fleet = openFleet(reader, {now, recordedHost: host});
	await fleet.start();
	const model = fleet.model();
	fleet.close();
	return model;
}
