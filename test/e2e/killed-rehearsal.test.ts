import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/run-cli.js';

const missing = await whyNoEngine();
const program = resolve(import.meta.dirname, '../../bin/dockscope.js');
const arguments_ = ['harden', 'web', '--rehearse', '--yes', '--copy-data', '16'];
const instances = '/sys/kernel/tracing/instances';
/** Milliseconds after the question: from before the first twin until after the last trial. */
const moments = [0, 150, 400, 800, 1500, 2600, 4000, 6500, 9500, 14_000];

describe.skipIf(missing !== null)('a dockscope that is killed while it rehearses', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;
	let leftTwins = 0;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		env = {
			DOCKER_HOST: engine.host,
			HOME: engine.dir,
			XDG_STATE_HOME: join(engine.dir, 'state'),
			PATH: process.env['PATH'] ?? '',
			LANG: 'C.UTF-8',
		};
		await busyboxImage(engine, {name: 'plain:1'});
		const serve =
			'mkdir -p /data; echo hello > /data/index.html; chown -R 65534:65534 /data; exec su -s /bin/sh nobody -c "exec httpd -f -p 80 -h /data"';
		await engine.docker('run', '-d', '--init', '--name', 'web', '-v', 'web-data:/data', 'plain:1', 'sh', '-c', serve);
	});
	afterAll(() => engine?.stop());

	const containers = (): Promise<string> => engine.docker('ps', '--all', '--format', '{{.Names}}');
	const volumes = (): Promise<string> => engine.docker('volume', 'ls', '--quiet');

	const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
	const created = (): string => join(engine.dir, 'state/dockscope/created');
	const journals = (): string[] => listed(created()).map(name => readFileSync(join(created(), name), 'utf8'));
	/** Those that wait for a request which the engine may still carry out stay for some minutes. */
	const answered = (text: string): boolean => text.split('"make":"container"').length <= text.split('"made"').length;
	/** Other dockscopes of this machine may trace meanwhile: those of this test's journals are meant. */
	const traces = new Set<string>();

	/** Starts a rehearsal and ends the process at once, some time after it said what it will create. */
	async function killedAfter(milliseconds: number): Promise<void> {
		const child = spawn(process.execPath, [program, ...arguments_], {env, cwd: engine.dir, stdio: ['ignore', 'ignore', 'pipe']});
		const ended = once(child, 'exit');
		await Promise.race([once(child.stderr, 'data'), ended]);
		await Promise.race([sleep(milliseconds), ended]);
		child.kill('SIGKILL');
		await ended;
		// What it had asked for is done by the engine all the same.
		await sleep(1500);
		if ((await containers()) !== 'web') leftTwins++;
		for (const [name] of journals()
			.join()
			.matchAll(/dockscope-[0-9a-f]{16}-(?:start|live)/g))
			traces.add(name);
	}

	async function nothingIsLeft(volumesBefore: string): Promise<void> {
		expect(await containers()).toBe('web');
		expect(await volumes()).toBe(volumesBefore);
		expect(listed(instances).filter(name => traces.has(name))).toEqual([]);
		expect(journals().filter(answered)).toEqual([]);
	}

	it.each(moments)('leaves nothing after a sweep, %i ms after its question', async milliseconds => {
		const before = await volumes();
		await killedAfter(milliseconds);
		const next = await dockscope(['sweep', '--yes'], {env});
		expect(next.status, next.stderr).toBe(0);
		await nothingIsLeft(before);
	});

	it.each([150, 4000])('leaves nothing after another rehearsal, %i ms after its question', async milliseconds => {
		const before = await volumes();
		await killedAfter(milliseconds);
		const next = await dockscope(arguments_, {env});
		expect(next.status, next.stderr).toBe(0);
		await nothingIsLeft(before);
	});

	it('was killed while twins were there, most of the times', () => {
		expect(leftTwins).toBeGreaterThanOrEqual(moments.length / 2);
	});
});

describe.skipIf(missing !== null)('a dockscope that runs a scanner as a container', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;

	beforeAll(async () => {
		const binaries = await engineBinaries();
		engine = await startPrivateEngine();
		env = {
			DOCKER_HOST: engine.host,
			HOME: engine.dir,
			XDG_STATE_HOME: join(engine.dir, 'state'),
			PATH: binaries.available ? binaries.path : '',
			DOCKSCOPE_TRIVY_IMAGE: 'endless:1',
			LANG: 'C.UTF-8',
		};
		await busyboxImage(engine, {name: 'plain:1'});
		// In the place of Trivy: it never ends.
		const endless = 'ENTRYPOINT ["sh", "-c", "exec sleep 100000", "sh"]';
		await busyboxImage(engine, {name: 'endless:1', changes: [endless, 'STOPSIGNAL SIGKILL']});
		await engine.docker('run', '-d', '--name', 'web', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
	});
	afterAll(() => engine?.stop());

	const names = async (): Promise<string[]> => (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').sort();

	async function endedBy(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
		const child = spawn(process.execPath, [program, 'scan', 'plain:1', '--scanner', 'trivy-container'], {
			env,
			cwd: engine.dir,
			stdio: 'ignore',
		});
		const ended = once(child, 'exit');
		await until('the scanner runs', async () => (await names()).length === 2);
		await sleep(1000);
		child.kill(signal);
		await ended;
	}

	it('removes it when it is interrupted, and its journal with it', async () => {
		await endedBy('SIGINT');
		expect(await names()).toEqual(['web']);
		expect(readdirSync(join(engine.dir, 'state/dockscope/created'))).toEqual([]);
	});

	it('leaves it when it is killed, for a sweep that finds it proven', async () => {
		await endedBy('SIGKILL');
		expect(await names()).toEqual([expect.stringMatching(/^dockscope-scan-[0-9a-f]{16}$/), 'web']);
		const swept = await dockscope(['sweep', '--yes'], {env});
		expect(swept, swept.stderr).toMatchObject({status: 0, stdout: expect.stringMatching(/^removed dockscope-scan-/m)});
		expect(await names()).toEqual(['web']);
		expect(readdirSync(join(engine.dir, 'state/dockscope/created'))).toEqual([]);
	});
});
