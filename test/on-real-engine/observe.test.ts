import {readdirSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/engine/reader.js';
import type {ContainerFacts} from '../../src/facts/index.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {Observation} from '../../src/hardening/evidence/evidence.js';
import {hostProcesses} from '../../src/hardening/evidence/host-processes.js';
import {type ObservationProgress, observe} from '../../src/hardening/observation/observe.js';
import {traceCapabilities} from '../../src/hardening/trace/capability-tracer.js';
import {openTree} from '../../src/host/host-tree.js';
import {createJournal} from '../../src/ownership/journal.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const missing = await whyNoEngine();
const instances = '/sys/kernel/tracing/instances';

/** What root does for a client: gives a file to another user, and becomes that user. */
const give =
	'touch /tmp/given; chown 65534:65534 /tmp/given; /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups id -u; rm /tmp/given';
/** CAP_NET_RAW+ep as a v2 attribute. @source capabilities(7) */
const rawSocket = '0100000200200000000000000000000000000000';

describe.skipIf(missing !== null)('an observation of the live original', () => {
	let engine: PrivateEngine;
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-observe-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {
			name: 'plain:1',
			files: {'srv/give.sh': give},
			programs: {'usr/bin/whoami': {mode: 0o4755}, 'usr/bin/id': {capability: rawSocket}},
			hostPrograms: ['setpriv'],
		});
		const start = (name: string, ...more: readonly string[]) =>
			engine.docker('run', '-d', '--init', '--name', name, '--stop-signal', 'KILL', ...more);
		await start('giver', 'plain:1', 'nc', '-ll', '-p', '9000', '-e', 'sh', '/srv/give.sh');
		await start('quiet', 'plain:1', 'sleep', '100000');
		const own =
			'cd /tmp; echo x > mine; chmod 600 mine; cat mine; echo y >> mine; mkdir d; chmod 700 d; ls d; cp mine d/g; mv d/g d/h';
		const loop = `while :; do (${own}; rm -r d mine) > /dev/null; sleep 0.2; done`;
		await start('owner', '--user', '1000:1000', 'plain:1', 'sh', '-c', loop);
		await start('writer', 'plain:1', 'sleep', '100000');
		await start('raiser', '--user', '1000', 'plain:1', 'sh', '-c', 'while :; do /usr/bin/whoami >/dev/null; sleep 0.3; done');
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const newReader = () => createReader({kind: 'unix', socketPath: engine.socketPath});

	async function factsOf(name: string): Promise<ContainerFacts> {
		const fleet = openFleet(newReader(), {});
		try {
			await fleet.start();
			const facts = fleet.model().entries.find(entry => entry.name === name)?.assessed?.facts;
			if (facts === undefined) throw new Error(`${name} is not there`);
			return facts;
		} finally {
			fleet.close();
		}
	}

	/** Observes a container while something happens to it. */
	async function observed(
		name: string,
		seconds: number,
		meanwhile: () => Promise<unknown> = async () => undefined,
		onProgress: (progress: ObservationProgress) => void = () => undefined,
	): Promise<Observation> {
		const facts = await factsOf(name);
		const reader = newReader();
		const journal = createJournal({XDG_STATE_HOME: folder});
		try {
			let begin: () => void = () => undefined;
			const began = new Promise<void>(resolve => {
				begin = resolve;
			});
			const watching = observe({
				reader,
				facts,
				journal,
				seconds,
				signal: new AbortController().signal,
				onProgress(progress) {
					begin();
					onProgress(progress);
				},
			});
			await Promise.race([began, watching]);
			await meanwhile();
			return await watching;
		} finally {
			journal.close();
			reader.close();
		}
	}

	const addressOf = (name: string): Promise<string> =>
		engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', name);
	const ask = async (name: string, port: number): Promise<string> =>
		engine.inNetwork('bash', '-c', `exec 3<>/dev/tcp/${await addressOf(name)}/${port}; timeout 5 cat <&3 || true`);

	it('sees what root does for a client, by whom, and counts the client', async () => {
		const seen = await observed('giver', 5, async () => {
			await ask('giver', 9000);
			await sleep(500);
			await ask('giver', 9000);
		});
		expect(seen.missed).toEqual([]);
		expect(Object.fromEntries(seen.capabilities.map(({capability, by}) => [capability, by]))).toMatchObject({
			CHOWN: ['chown'],
			SETGID: ['setpriv'],
			SETUID: ['setpriv'],
		});
		expect(seen.capabilities.every(({onlyByExec, count}) => !onlyByExec && count >= 2)).toBe(true);
		expect(seen.programs.find(({path}) => path === '/usr/bin/setpriv')).toMatchObject({count: 2, raises: null});
		expect(seen.connections).toBe(2);
		expect(seen.lastNew).toBeGreaterThan(2);
		expect(seen.peaks?.windows.memory).toBeGreaterThan(seen.seconds);
	});

	it('reports nothing of a container that does nothing', async () => {
		const seen = await observed('quiet', 3);
		expect(seen).toMatchObject({capabilities: [], programs: [], written: [], connections: 0, lastNew: null, missed: []});
	});

	it('takes nothing for a need that only the overlay file system asks for', async () => {
		const facts = await factsOf('owner');
		const journal = createJournal({XDG_STATE_HOME: folder});
		const processes = hostProcesses(openTree('/'), facts.pid ?? 0);
		const pids = processes.known ? processes.value.flatMap(({pid}) => pid ?? []) : [];
		const everything = await traceCapabilities('everything', pids, journal);
		try {
			const seen = await observed('owner', 4);
			expect(seen.programs.length).toBeGreaterThan(0);
			expect(seen.capabilities).toEqual([]);
			const checks = everything.known ? everything.value.events() : [];
			expect(checks).toContainEqual(expect.objectContaining({kind: 'check', capability: 'DAC_OVERRIDE', granted: true}));
		} finally {
			if (everything.known) everything.value.close();
			journal.close();
		}
	});

	it('sees set-uid programs and file capabilities, also of a container without root, and what an exec starts', async () => {
		const seen = await observed('raiser', 4, () => engine.docker('exec', 'raiser', '/usr/bin/id'));
		const programs = new Map(seen.programs.map(program => [program.path, program]));
		expect(programs.get('/usr/bin/whoami')).toMatchObject({uids: [1000], raises: 'set-uid', onlyByExec: false});
		expect(programs.get('/usr/bin/id')).toMatchObject({raises: 'file capabilities', count: 1, onlyByExec: true});
		expect(seen.programs.some(({path}) => /runc|\/proc\//.test(path))).toBe(false);
		expect(seen.capabilities.map(({capability, by}) => [capability, by])).toContainEqual(['SETUID', ['whoami']]);
		expect(readdirSync(instances).filter(one => one.endsWith('-observe'))).toEqual([]);
	});

	it('sees a file that is deleted again, and says when its container stops', async () => {
		const seen = await observed('writer', 60, async () => {
			await engine.docker('exec', 'writer', 'sh', '-c', 'mkdir /srv/work; echo x > /srv/work/file');
			await sleep(7000);
			await engine.docker('exec', 'writer', 'rm', '-r', '/srv/work');
			await engine.docker('rm', '--force', 'writer');
		});
		expect(seen.written).toContainEqual({path: '/srv/work/file', kind: 'added', isDirectory: false});
		expect(seen.missed.join()).toMatch(/everything after \d+ s: it stopped or was restarted/);
		expect(seen.seconds).toBeLessThan(30);
	});
});
