import {mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/** `ENGINE`: the directory in which the engine's own socket lies. */
const devices: Record<string, {device: string; o?: string; socket: string | null}> = {
	'read-only': {device: 'ENGINE', o: 'rbind,ro', socket: 'ENGINE/d.sock'},
	'engine-directory': {device: 'ENGINE', socket: 'ENGINE/d.sock'},
	root: {device: '/', socket: 'ENGINE/d.sock'},
	linked: {device: 'ENGINE/elsewhere/link', socket: 'ENGINE/d.sock'},
	harmless: {device: 'ENGINE/elsewhere', socket: null},
};

describe.skipIf((await whyNoEngine()) !== null)('a volume that binds a directory with the socket in it', () => {
	let engine: PrivateEngine;
	const here = (text: string) => text.replace('ENGINE', engine.dir);

	const seen = (fleet: Fleet) =>
		Object.fromEntries(
			fleet.model().entries.map(({name, assessed}) => {
				const failed = assessed?.verdicts.flatMap(({rule, verdict}) => (verdict === 'fail' ? [rule] : [])) ?? [];
				const paths = assessed?.attackPaths.map(({hops}) => hops.map(({label}) => label).join(' > ')) ?? [];
				return [
					name,
					{
						socket: assessed?.facts.mounts[0]?.runtimeSocket ?? null,
						badge: assessed?.badges.some(({word}) => word === 'SOCK'),
						rule: failed.includes('container-runtime-socket'),
						hidden: failed.includes('container-volume-hides-bind'),
						path: paths.find(path => path.endsWith('.sock > host root')) !== undefined,
						writes: paths.some(path => path.includes('writes')),
					},
				];
			}),
		);
	const expected = () =>
		Object.fromEntries(
			[...Object.entries(devices), ['anonymous', devices['engine-directory']] as const].map(([name, one]) => {
				const socket = one?.socket == null ? null : here(one.socket);
				const is = socket !== null;
				return [name, {socket, badge: is, rule: is, hidden: is, path: is, writes: false}];
			}),
		);

	beforeAll(async () => {
		engine = await startPrivateEngine();
		const image = await busyboxImage(engine);
		await mkdir(join(engine.dir, 'elsewhere'));
		await symlink(engine.dir, join(engine.dir, 'elsewhere', 'link'));
		for (const [name, {device, o = 'bind'}] of Object.entries(devices)) {
			await engine.docker('volume', 'create', '--opt=type=none', `--opt=o=${o}`, `--opt=device=${here(device)}`, name);
			await engine.docker('create', '--name', name, '--volume', `${name}:/x`, image, 'true');
		}
		const options = ['type=none', 'o=bind', `device=${engine.dir}`].map(option => `volume-opt=${option}`).join(',');
		const mount = `type=volume,dst=/x,volume-driver=local,${options}`;
		await engine.docker('create', '--name', 'anonymous', '--mount', mount, image, 'true');
	}, 120_000);
	afterAll(() => engine?.stop());

	it('is the socket: in facts, badge, rules and attack path, live and from a snapshot', async () => {
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const fleet = openFleet(reader, {host: localHost(), unwatched: true});
		await fleet.start();
		expect(seen(fleet)).toEqual(expected());
		const {host} = fleet.model();
		fleet.close();

		const recording = createReader({kind: 'unix', socketPath: engine.socketPath});
		const snapshot = await writeSnapshot(recording, {host, lookAtPaths: localHost().lookAtPaths});
		recording.close();
		const recorded = openSnapshot(snapshot, 'volumes.json');
		const replay = openFleet(recorded.reader, {recordedHost: recorded.host, unwatched: true});
		await replay.start();
		expect(seen(replay)).toEqual(expected());
		replay.close();
	});
});
