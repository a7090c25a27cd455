import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';

const missing = await whyNoPodman();

describe.skipIf(missing !== null)('an image that Podman mounts', () => {
	let podman: PrivatePodman;
	let model: FleetModel;

	beforeAll(async () => {
		podman = await startPodman();
		const name = await busyboxImage(podman, {name: 'localhost/plain:1'});
		const run = (container: string, ...flags: string[]) =>
			podman.podman('run', '--detach', '--name', container, '--network', 'none', ...flags, name, 'sleep', '86400');
		await run('with-image', '--mount', `type=image,source=${name},destination=/img`);
		await run('with-host', '--volume', '/etc:/host-etc:ro');
		const reader = createReader({kind: 'unix', socketPath: podman.socketPath});
		const fleet = openFleet(reader);
		await fleet.start();
		model = fleet.model();
		fleet.close();
		reader.close();
	});
	afterAll(() => podman?.stop());

	const findings = (name: string) =>
		(model.entries.find(entry => entry.name === name)?.assessed?.verdicts ?? []).flatMap(({rule, verdict, evidence}) =>
			verdict === 'fail' && JSON.stringify(evidence).includes('Mounts[') ? [rule] : [],
		);

	it('is no finding, as a path of the host is', () => {
		expect(findings('with-image')).toEqual([]);
		expect(findings('with-host')).not.toEqual([]);
	});
});
