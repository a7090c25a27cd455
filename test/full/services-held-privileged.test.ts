import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {heldServices} from './services-held.js';
import {adviceFor} from './services-held-advice.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import {startHeldRecorder} from './services-held-recorder.js';

/** They write as other users: overlayfs then asks for capabilities with the credentials of its mounter. */
const chosen = ['rsyslog', 'gunicorn', 'samba'];
const services = heldServices
	.filter(({name}) => chosen.includes(name))
	.map(service => ({...service, args: [...(service.args ?? []), '--privileged']}));
const missing = await whyNoEngine();

describe.skipIf(missing !== null)('privileged services that are recorded while their clients work', () => {
	let held: HeldEngine;
	let recorder: Awaited<ReturnType<typeof startHeldRecorder>>;

	beforeAll(async () => {
		held = await startHeldEngine(services);
		recorder = await startHeldRecorder(held);
	}, 1_800_000);
	afterAll(async () => {
		await recorder?.end();
		await held?.stop();
	}, 300_000);

	/** Before the kernel shows why it asks (Linux 6.14), all that overlayfs asks for would be kept too. */
	describe.concurrent('each of them', () => {
		it.each(services)(
			'$name needs no more than without --privileged',
			async service => {
				const {name, truth} = service;
				try {
					await held.start(name, service);
					const mark = await held.works(name, service, 120);
					await held.worksAfterRestart(name, service, mark, 120);
					// The recorder writes what it counts once a minute.
					for (const began = Date.now(); Date.now() - began < 65_000; ) await held.works(name, service, 120);
					const {after} = await adviceFor({engine: held.engine, env: recorder.env}, name, ['--least']);
					const kept = [...after.command.matchAll(/--cap-add (?:CAP_)?(\w+)/g)].map(([, one = '']) => one).sort();
					console.log(name, kept.join(' '));
					expect(after.command).not.toContain('--privileged');
					expect(kept).toEqual(truth);
				} finally {
					await held.remove(name);
				}
			},
			900_000,
		);
	});
});
