import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineEvent} from '../../src/base/answers/index.js';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {until} from '../support/process-table.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';

describe.skipIf((await whyNoPodman()) !== null)('the reader on Podman', () => {
	let podman: PrivatePodman;
	let proxy: RecordingProxy;
	let reader: EngineReader;
	let image: string;
	let running: string;

	beforeAll(async () => {
		podman = await startPodman();
		proxy = await startRecordingProxy(podman.socketPath);
		image = await busyboxImage(podman);
		running = await podman.podman(
			...'run --detach --network none --stop-signal KILL --name running'.split(' '),
			image,
			'sleep',
			'86400',
		);
		await podman.podman('create', '--network', 'none', '--name', 'created', image, 'true');
		reader = createReader({kind: 'unix', socketPath: proxy.socketPath});
	});
	afterAll(async () => {
		reader?.close();
		await proxy?.stop();
		await podman?.stop();
	});

	it('answers every question, and sends nothing but GET and HEAD for it', async () => {
		await reader.ping();
		expect((await reader.version()).Components?.[0]?.Name).toBe('Podman Engine');
		expect((await reader.info()).DockerRootDir).toBe(`${podman.dir}/graph`);
		expect((await reader.containers({all: false})).map(row => row.Id)).toEqual([running]);
		expect((await reader.containers({all: true})).length).toBe(2);
		expect((await reader.inspect('running')).State?.Running).toBe(true);
		expect(await reader.changes(running)).toEqual(expect.any(Array));
		expect((await reader.stats(running)).pids_stats?.current).toBeGreaterThan(0);
		expect(await reader.pathStat(running, '/bin/busybox')).toMatchObject({name: 'busybox'});
		expect(await reader.pathStat(running, '/nowhere')).toBeNull();
		await expect(reader.pathStat('f'.repeat(64), '/nowhere')).rejects.toMatchObject({kind: 'not-found'});
		expect(await reader.archive(running, '/nowhere')).toBeNull();
		expect((await reader.images()).length).toBe(1);
		const inspected = await reader.image(image);
		expect((await reader.history(inspected.Id)).length).toBe(1);
		// Over this API Podman calls its default network as Docker does.
		expect((await reader.networks()).map(network => network.Name)).toEqual(['bridge']);
		expect((await reader.network('bridge')).Driver).toBe('bridge');
		expect(await reader.volumes()).toEqual([]);
		expect(await reader.diskUsage()).toEqual(expect.any(Object));
		await expect(reader.plugins()).rejects.toMatchObject({kind: 'not-found'});
		await expect(reader.swarm()).rejects.toMatchObject({status: expect.any(Number)});
		await expect(reader.inspect('nobody')).rejects.toMatchObject({kind: 'not-found'});
		expect(new Set(proxy.requests.map(request => request.method))).toEqual(new Set(['GET', 'HEAD']));
	});

	it('lists processes without running anything in the container', async () => {
		const top = await reader.top(running);
		expect(top.Titles).toEqual(['HPID', 'PPID', 'HUSER', 'HGROUP', 'USER', 'COMMAND', 'COMMAND']);
		const pid = String((await reader.inspect(running)).State?.Pid);
		expect(top.Processes).toEqual([[pid, '0', 'root', 'root', 'root', 'sleep', 'sleep 86400']]);
		const events = await podman.podman('events', '--stream=false', '--filter', 'event=exec', '--format', '{{.Status}}');
		expect(events).toBe('');
	});

	it('proves that it is local', async () => {
		expect(await reader.isLocal()).toBe(true);
	});

	it('gives its events in Docker’s format', async () => {
		const stop = new AbortController();
		const seen: EngineEvent[] = [];
		const following = (async () => {
			for await (const event of reader.events({}, stop.signal)) seen.push(event);
		})();
		await until('the stream has begun', async () => {
			await podman.podman('pause', 'running');
			await podman.podman('unpause', 'running');
			return seen.some(event => event.Action === 'unpause');
		});
		await podman.podman('start', 'created');
		await podman.podman('wait', 'created');
		await podman.podman('rm', '--force', '--time', '0', 'created');
		await until('the removal came', async () => seen.some(event => ['remove', 'destroy'].includes(event.Action ?? '')));
		stop.abort();
		await following;
		expect(seen.every(event => event.Type !== undefined && event.Action !== undefined)).toBe(true);
		expect(seen.filter(event => event.Action === 'pause')[0]?.Actor).toMatchObject({ID: running, Attributes: {name: 'running'}});
	});
});
