import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {whyNoEngine} from '../support/private-engine.js';
import {adviceFor, clear, replace, rungs} from './services-held-advice.js';
import {type HeldEngine, startHeldEngine} from './services-held-engine.js';
import {type LoadedService, loadedServices} from './services-held-loaded.js';
import {pythonApp} from './services-held-python.js';

const missing = await whyNoEngine();
const safe = rungs[0]?.options ?? [];

const wholeDay = {load: 'all answered', outOfMemory: '', state: 'running false 0', log: null};

/** What is seen of a container while and after its clients ask for much. */
async function bears(held: HeldEngine, name: string, load: LoadedService['load']): Promise<Record<string, string | null>> {
	const {docker} = held.engine;
	const began = Math.floor(Date.now() / 1000);
	const answered = await load(await held.bench(name)).then(
		() => wholeDay.load,
		(error: Error) => error.message.slice(0, 500),
	);
	await sleep(2000);
	const until = Math.ceil(Date.now() / 1000);
	const [outOfMemory, state, log] = await Promise.all([
		docker('events', '--since', String(began), '--until', String(until), '--filter', 'event=oom', '--format', '{{.Action}}'),
		docker('inspect', '--format', '{{.State.Status}} {{.State.OOMKilled}} {{.RestartCount}}', name),
		docker('logs', name),
	]);
	const death = /.*(?:terminated by signal 9|OutOfMemoryError).*/.exec(log)?.[0] ?? null;
	return {load: answered, outOfMemory, state, log: death};
}

describe.skipIf(missing !== null)('the copied command and what comes later', () => {
	let held: HeldEngine;
	beforeAll(async () => {
		held = await startHeldEngine(loadedServices.map(({service}) => service));
	}, 1_800_000);
	afterAll(async () => {
		await held?.stop();
	}, 300_000);

	it.each(loadedServices)(
		'$service.name bears the load of a busy day after it was hardened while young',
		async ({service, load}) => {
			const {name} = service;
			try {
				await held.start(name, service);
				await held.works(name, service, 120);
				expect(await bears(held, name, load), 'without options').toEqual(wholeDay);
				await clear(held, name);

				await held.start(name, service);
				await held.works(name, service, 120);
				const advice = await adviceFor(held, name, safe);
				await replace(held, advice);
				await held.works(name, service, 120);
				expect(await bears(held, name, load), advice.after.command).toEqual(wholeDay);
				await held.works(name, service, 60);
			} finally {
				await clear(held, name);
			}
		},
	);

	it('a rebuilt image serves its new code under the same hardened command', async () => {
		const [first, second] = [pythonApp('first'), pythonApp('second')];
		const {name} = first;
		try {
			await held.start(name, first);
			await held.works(name, first, 120);
			await (await held.bench(name)).finds('ls -A /srv/app/shop | grep pycache', '__pycache__');
			const {after, replace: command} = await adviceFor(held, name, safe);
			await replace(held, {replace: command});
			await held.works(name, first, 60);
			await held.build(second);
			await held.remove(name);
			await held.run(after.command);
			await held.works(name, second, 60);
		} finally {
			await clear(held, name);
		}
	});
});
