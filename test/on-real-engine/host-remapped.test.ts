import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';
import {remappingPath} from '../support/remapping-path.js';
import {cannotLook, changedBySnapshot, judged, RUN, truthOf, verdictsOf} from './judged-host.js';

describe.skipIf(cannotLook)('a daemon that remaps users, and manages a swarm', () => {
	let dir: string;
	let engine: PrivateEngine;
	let model: FleetModel;

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'dockscope-remap-'));
		await chmod(dir, 0o755);
		const PATH = await remappingPath(dir);
		engine = await startPrivateEngine({daemonJson: {'userns-remap': 'nobody:nogroup'}, env: {PATH}});
		const image = await busyboxImage(engine);
		await engine.docker(...RUN, '--name', 'mapped', '--network', 'none', image, 'sleep', '86400');
		await engine.docker(...RUN, '--name', 'opted-out', '--network', 'none', '--userns', 'host', image, 'sleep', '86400');
		await engine.docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--cert-expiry', '8760h');
		await engine.docker('network', 'create', '--driver', 'overlay', 'clear');
		model = await judged(engine);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(dir, {recursive: true, force: true});
	});

	it('is seen to remap, and its containers with it', () => {
		expect(verdictsOf(model, 'engine-userns')).toEqual({'engine-userns': 'pass'});
		expect(truthOf(model, 'mapped')).toMatchObject({uidMapIsIdentity: false, uids: [100_000, 100_000, 100_000, 100_000]});
		expect(truthOf(model, 'opted-out')).toMatchObject({uidMapIsIdentity: true, uids: [0, 0, 0, 0]});
	});

	it('has the shift of its users in the name of its data root, by which remedies name users of the container', () => {
		expect(model.engine?.rootDirectory).toMatch(/\/100000\.100000$/);
	});

	it('is found although its files are not those that we see', () => {
		expect(model.host?.daemon).toMatchObject({known: true, value: {pid: engine.pid, path: `${engine.dir}/daemon.json`}});
	});

	it('is judged alike from a snapshot, apart from what only a live host shows', async () => {
		expect(await changedBySnapshot(engine, model)).toEqual([]);
	});

	it('is judged as the manager of a swarm', () => {
		expect(
			verdictsOf(
				model,
				...'engine-swarm-mode engine-live-restore swarm-managers swarm-listen-address swarm-overlay-encryption'.split(' '),
				...'swarm-autolock swarm-unlock-key-age swarm-secrets swarm-certificate-expiry swarm-ca-rotation'.split(' '),
				...'swarm-planes'.split(' '),
			),
		).toEqual({
			'engine-swarm-mode': 'fail',
			'engine-live-restore': 'not-applicable',
			'swarm-managers': 'fail',
			'swarm-listen-address': 'fail',
			'swarm-overlay-encryption': 'fail',
			'swarm-autolock': 'fail',
			'swarm-unlock-key-age': 'not-applicable',
			'swarm-secrets': 'fail',
			'swarm-certificate-expiry': 'fail',
			'swarm-ca-rotation': 'pass',
			'swarm-planes': 'pass',
		});
	});
});
