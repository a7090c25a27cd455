import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {heldServices} from './services-held.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import {grantedTo, leaveOneOut} from './services-held-truth.js';

/** Measures a set from all that is granted, as for a new service; otherwise the set of the table is confirmed. */
const measures = process.env['DOCKSCOPE_TEST_HELD_MEASURE'] === '1';
const chosen = process.env['DOCKSCOPE_TEST_HELD']?.split(' ');
const services = heldServices.filter(({name}) => chosen?.includes(name) ?? true);
const missing = await whyNoEngine();

describe.skipIf(missing !== null)('the capabilities that the work of a service needs', () => {
	let held: HeldEngine;
	beforeAll(async () => {
		held = await startHeldEngine(services);
	}, 1_800_000);
	afterAll(async () => {
		await held?.stop();
	}, 300_000);

	it.each(services)(
		'$name does its work with those of the table, and not without any one of them',
		async service => {
			const needed = await leaveOneOut(held, service, measures ? grantedTo(service) : service.truth);
			console.log([service.name, ...[...needed].map(([capability, why]) => `  ${capability}: ${why.split('\n')[0]}`)].join('\n'));
			expect([...needed.keys()].sort()).toEqual(service.truth);
		},
		1_800_000,
	);
});
