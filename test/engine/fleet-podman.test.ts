import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/engine/reader.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {Fleet, FleetEntry} from '../../src/fleet/fleet-model.js';
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
		podman.podman(
			'run',
			'--detach',
			'--network',
			'none',
			'--stop-signal',
			'KILL',
			'--name',
			name,
			...flags,
			image,
			'sleep',
			'86400',
		);
	const named = (name: string): FleetEntry | undefined => fleet.model().entries.find(entry => entry.name === name);

	it('is judged whole', () => {
		const {entries, engine, loading} = fleet.model();
		expect(engine).toMatchObject({kind: 'podman', rootless: false});
		expect(loading).toEqual({done: 3, total: 3, complete: true});
		expect(entries.filter(({assessed}) => assessed === null)).toEqual([]);
		expect(named('wide')?.assessed?.badges[0]?.word).toBe('PRIV');
		expect(named('created')?.state).toBe('created');
	});

	it('follows what happens', async () => {
		await start('later', '--pid', 'host');
		await until('the new container is judged', async () => named('later')?.assessed ?? null);
		expect(named('later')?.assessed?.badges.map(({word}) => word)).toContain('HPID');
		await podman.podman('rm', '--force', 'later');
		await until('the removed container is gone', async () => (named('later') === undefined ? true : null));
	});
});
