import {expect, it, onTestFinished} from 'vitest';
import type {EngineEvent} from '../../../src/base/answers/index.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {inspectOf} from '../../support/sample-fleet.js';

const [web, db] = [inspectOf({name: 'web'}, 0), inspectOf({name: 'db'}, 1)];

it('judges a container that has changed, although the engine does not answer what more there is to learn of another one', async () => {
	const {reader} = openSnapshot(JSON.stringify([web, db, {Id: web.Image, Config: {}}]), 'x.json');
	let changed: readonly string[] = [];
	let begin: () => void = () => undefined;
	const isChanged = new Promise<void>(resolve => {
		begin = resolve;
	});
	async function* events(_: unknown, signal: AbortSignal): AsyncGenerator<EngineEvent> {
		await isChanged;
		for (const {Id: id} of [web, db]) {
			changed = [...changed, id];
			yield {Type: 'container', Action: 'update', Actor: {ID: id, Attributes: {}}};
			await new Promise(resolve => setTimeout(resolve, 500));
		}
		await new Promise(resolve => signal.addEventListener('abort', resolve));
	}
	const fleet = openFleet(
		{
			...reader,
			replayed: false,
			events,
			exec: () => new Promise(() => undefined),
			inspect: async (id, signal) => {
				const inspect = await reader.inspect(id, signal);
				return changed.includes(id) ? {...inspect, ExecIDs: ['e'.repeat(64)], HostConfig: {Privileged: true}} : inspect;
			},
		},
		{host: null},
	);
	onTestFinished(() => fleet.close());
	await fleet.start();
	begin();
	const isPrivileged = (name: string) => fleet.model().entries.find(entry => entry.name === name)?.assessed?.facts.privileged;
	await expect.poll(() => [isPrivileged('web'), isPrivileged('db')]).toEqual([true, true]);
});
