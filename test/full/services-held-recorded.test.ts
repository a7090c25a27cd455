import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {heldServices} from './services-held.js';
import {adviceFor} from './services-held-advice.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';
import {startHeldRecorder} from './services-held-recorder.js';

/** Only these services, by name, separated by spaces. */
const chosen = process.env['DOCKSCOPE_TEST_HELD']?.split(' ');
const services = heldServices.filter(({name}) => chosen?.includes(name) ?? true);
const missing = await whyNoEngine();
/** Milliseconds until the recorder has written what it counts. */
const written = 65_000;

type Row = {readonly service: HeldService; readonly capabilities: readonly string[]; readonly evidence: readonly string[]};
const rows: Row[] = [];

describe.skipIf(missing !== null)('services that are recorded while their clients work', () => {
	let held: HeldEngine;
	let recorder: Awaited<ReturnType<typeof startHeldRecorder>>;

	beforeAll(async () => {
		held = await startHeldEngine(services);
		recorder = await startHeldRecorder(held);
	}, 1_800_000);
	afterAll(async () => {
		await recorder?.end();
		await held?.stop();
		console.log(recorder?.said());
	}, 300_000);

	describe.concurrent('each of them', () => {
		it.each(services)(
			'$name gets from the recorder what its work needs',
			async service => {
				const {name} = service;
				try {
					await held.start(name, service);
					const mark = await held.works(name, service, 120);
					await held.worksAfterRestart(name, service, mark, 120);
					await held.stops(name);
					await held.engine.docker('start', name);
					for (const began = Date.now(); Date.now() - began < written; ) await held.works(name, service, 120);
					const advice = await adviceFor({engine: held.engine, env: recorder.env}, name, ['--least']);
					const {after, changes, observation} = advice;
					const capabilities = [...after.command.matchAll(/--cap-add (?:CAP_)?(\w+)/g)].map(([, one = '']) => one).sort();
					const evidence = changes
						.flatMap(({slug, evidence: all = []}) => (slug === 'capabilities' ? all : []))
						.map(({source, path, value}) => `${source} ${path} ${value}`);
					console.log(lineOf({service, capabilities, evidence}), JSON.stringify(observation));
					expect(observation?.recording).toMatchObject({coversStart: true});
					rows.push({service, capabilities, evidence});
					expect(service.truth.filter(one => !capabilities.includes(one))).toEqual([]);
				} finally {
					await held.remove(name);
				}
			},
			1_800_000,
		);
	});

	/**
	 * A trace shows what is used, not what could be done without. Two kinds of use are left over: a call whose refusal its program ignores
	 * (inetd sets the groups that it has, postfix leaves without waiting for those that it signalled), and a capability that a program keeps on
	 * giving up the others, which some cannot start without.
	 */
	it('get exactly what they need in at least 85 %, and never less', () => {
		const lines = rows.map(row => lineOf({...row, evidence: []})).join('\n');
		console.log(lines);
		expect(rows).toHaveLength(services.length);
		const exact = rows.filter(({service, capabilities}) => capabilities.join(' ') === service.truth.join(' '));
		expect(exact.length / rows.length, lines).toBeGreaterThanOrEqual(0.85);
	});
});

function lineOf({service, capabilities, evidence}: Row): string {
	const spare = capabilities.filter(one => !service.truth.includes(one));
	const lacking = service.truth.filter(one => !capabilities.includes(one));
	return `${service.name} | ${capabilities.join(' ') || 'none'} | +${spare.join(' ')} | -${lacking.join(' ')} | ${evidence.join('; ')}`;
}
