import {link, mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/** Arguments, and the rules among these that must fail; `HERE` is a directory of the engine's. */
const judged = ['container-runtime-socket', 'container-sensitive-mount', 'container-dangerous-device'] as const;
const cases: Record<string, {args: string; fails: readonly (typeof judged)[number][]}> = {
	'hard-link': {args: '--volume HERE/quiet:/x', fails: ['container-runtime-socket']},
	'bind-of-etc': {args: '--volume HERE/also-etc/ssl:/x', fails: ['container-sensitive-mount']},
	'device-link': {args: '--device HERE/null-link:/dev/y', fails: []},
	'kernel-log': {args: '--device HERE/node:/dev/y', fails: ['container-dangerous-device']},
	'kernel-log-link': {args: '--device HERE/node-link:/dev/y', fails: ['container-dangerous-device']},
	harmless: {args: '--volume HERE/data:/x', fails: []},
};

describe.skipIf((await whyNoEngine()) !== null)('what the host knows by another name', () => {
	let engine: PrivateEngine;
	let here: string;
	const run = (program: string, ...args: string[]) => runProgram(program, args, {PATH: process.env['PATH'] ?? ''});

	beforeAll(async () => {
		engine = await startPrivateEngine();
		const image = await busyboxImage(engine);
		here = join(engine.dir, 'elsewhere');
		await mkdir(join(here, 'also-etc'), {recursive: true});
		await mkdir(join(here, 'data'));
		await link(engine.socketPath, join(here, 'quiet'));
		await run('mount', '--bind', '/etc', join(here, 'also-etc'));
		// /dev/kmsg, by its numbers.
		await run('mknod', join(here, 'node'), 'c', '1', '11');
		await symlink('node', join(here, 'node-link'));
		await symlink('/dev/null', join(here, 'null-link'));
		await writeFile(join(here, 'data/file'), '');
		for (const [name, {args}] of Object.entries(cases)) {
			const words = args.replaceAll('HERE', here).split(' ');
			await engine.docker('create', '--name', name, ...words, image, 'true');
		}
	}, 120_000);
	afterAll(async () => {
		if (here !== undefined) await run('umount', join(here, 'also-etc'));
		await engine?.stop();
	});

	it('is judged by what it is, live and from a snapshot', async () => {
		const expected = Object.fromEntries(Object.entries(cases).map(([name, {fails}]) => [name, fails]));
		const failing = (fleet: ReturnType<typeof openFleet>) =>
			Object.fromEntries(
				fleet
					.model()
					.entries.map(({name, assessed}) => [
						name,
						judged.filter(slug => assessed?.verdicts.some(({rule, verdict}) => rule === slug && verdict === 'fail')),
					]),
			);
		const host = localHost();
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const fleet = openFleet(reader, {host, unwatched: true});
		await fleet.start();
		expect(failing(fleet)).toEqual(expected);
		const seen = fleet.model().host;
		fleet.close();

		const recording = createReader({kind: 'unix', socketPath: engine.socketPath});
		const recorded = openSnapshot(await writeSnapshot(recording, {host: seen, lookAtPaths: host.lookAtPaths}), 'names.json');
		recording.close();
		const replay = openFleet(recorded.reader, {recordedHost: recorded.host, unwatched: true});
		await replay.start();
		expect(failing(replay)).toEqual(expected);
		replay.close();
	});
});
