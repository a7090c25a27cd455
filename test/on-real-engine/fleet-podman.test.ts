import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet, FleetEntry} from '../../src/judge/inventory/fleet-model.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {until} from '../support/process-table.js';

describe.skipIf((await whyNoPodman()) !== null)('a fleet of Podman', () => {
	let podman: PrivatePodman;
	let fleet: Fleet;
	let image = '';

	beforeAll(async () => {
		podman = await startPodman();
		image = await busyboxImage(podman);
		await start('plain');
		await start('wide', '--privileged');
		await podman.podman('create', '--network', 'none', '--name', 'created', image, 'true');
		fleet = openFleet(createReader({kind: 'unix', socketPath: podman.socketPath}));
		await fleet.start();
	});
	afterAll(async () => {
		fleet?.close();
		await podman?.stop();
	});

	const start = (name: string, ...flags: string[]) =>
		podman.podman(...'run --detach --network none --stop-signal KILL --name'.split(' '), name, ...flags, image, 'sleep', '86400');
	const named = (name: string): FleetEntry | undefined => fleet.model().entries.find(entry => entry.name === name);

	it('is judged whole', () => {
		const {entries, engine, loading} = fleet.model();
		expect(engine).toMatchObject({kind: 'podman', rootless: false});
		expect(loading).toEqual({done: 3, total: 3, complete: true});
		expect(entries.filter(({assessed}) => assessed === null)).toEqual([]);
		expect(named('wide')?.assessed?.badges[0]?.word).toBe('PRIV');
		expect(named('created')?.state).toBe('created');
	});

	it('takes nothing of a runtime that waits to start the program for the container', async () => {
		await podman.podman('create', '--network', 'none', '--name', 'waits', '--user', 'nobody', image, 'sleep', '86400');
		await podman.podman('init', 'waits');
		const watched = openFleet(createReader({kind: 'unix', socketPath: podman.socketPath}), {host: localHost()});
		try {
			await watched.start();
			const factsOf = () => watched.model().entries.find(({name}) => name === 'waits')?.assessed?.facts;
			const reason = {reason: {reason: 'the runtime is about to start its program'}};
			expect(factsOf()).toMatchObject({pid: expect.any(Number), truth: reason});
			await podman.podman('start', 'waits');
			await until('its program is seen', async () => factsOf()?.truth.known === true);
			expect(factsOf()?.processes).toMatchObject({known: true, value: [{command: 'sleep', uid: 65_534}]});
		} finally {
			watched.close();
			await podman.podman('rm', '--force', '--time', '0', 'waits');
		}
	});

	it('follows what happens', async () => {
		await start('later', '--pid', 'host');
		await until('the new container is judged', async () => named('later')?.assessed ?? null);
		expect(named('later')?.assessed?.badges.map(({word}) => word)).toContain('HPID');
		await podman.podman('rm', '--force', 'later');
		await until('the removed container is gone', async () => (named('later') === undefined ? true : null));
	});
});
