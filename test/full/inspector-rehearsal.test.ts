import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope as cli} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('a rehearsal from the inspector', () => {
	let engine: PrivateEngine;
	let state: string;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		state = join(engine.dir, 'state');
		await busyboxImage(engine, {name: 'plain:1'});
		await startWeb('exec httpd -f -p 80');
	});
	afterAll(() => engine?.stop());

	const startWeb = (serve: string): Promise<string> =>
		engine.docker('run', '-d', '--init', '--name', 'web', '-v', 'kept:/data', 'plain:1', 'sh', '-c', serve);
	const names = (): Promise<string> => engine.docker('ps', '--all', '--format', '{{.Names}}');
	const sweep = () => cli(['sweep', '--yes', '--host', engine.host], {env: {XDG_STATE_HOME: state}});

	/** A rehearsal of `web` whose first twin runs. */
	async function rehearsing(): Promise<Screen> {
		const screen = await dockscope({args: ['--host', engine.host], env: {XDG_STATE_HOME: state}});
		await screen.shows(/▌.*web/);
		screen.press('f');
		await screen.shows(/^▌ \[[x ]\]/m);
		screen.press('R');
		await screen.shows(/y start/);
		screen.press('y');
		await screen.shows(/control twin +…/);
		await vi.waitFor(async () => expect(await engine.docker('ps', '--format', '{{.Names}}')).toMatch(/dockscope-twin-/), {
			timeout: 60_000,
		});
		return screen;
	}

	it('can be left immediately although the engine hangs and its twins cannot be removed', async () => {
		const screen = await rehearsing();
		try {
			process.kill(engine.pid, 'SIGSTOP');
			screen.press('q');
			await screen.shows(/the twins are being removed: \^c again leaves at once/);
			const asked = Date.now();
			screen.press('^c');
			expect(await screen.exit()).toBe(0);
			// The engine would be waited for half a minute.
			expect(Date.now() - asked).toBeLessThan(10_000);
			expect(screen.restored()).toBe(true);
		} finally {
			process.kill(engine.pid, 'SIGCONT');
			await screen.stop();
		}
		// The engine still carries out what it was asked for, so that there may be nothing left.
		let before = '';
		await vi.waitFor(
			async () => {
				const now = await names();
				const same = now === before;
				before = now;
				expect(same).toBe(true);
			},
			{timeout: 60_000, interval: 3_000},
		);
		const swept = await sweep();
		expect(swept.status, swept.stderr).toBe(0);
		expect(await names()).toBe('web');
	});

	it('leaves its twins when it is killed: opening the inspector changes nothing, a sweep removes them', async () => {
		const screen = await rehearsing();
		screen.kill('SIGKILL');
		await screen.stop();
		const left = await names();
		expect(left).toMatch(/dockscope-twin-/);
		const next = await dockscope({args: ['--host', engine.host], env: {XDG_STATE_HOME: state}});
		try {
			await next.shows(/ web /);
			await next.settles(2_000);
			expect(await names()).toBe(left);
		} finally {
			await next.stop();
		}
		const swept = await sweep();
		expect(swept, swept.stderr).toMatchObject({status: 0, stdout: expect.stringMatching(/^removed dockscope-twin-/m)});
		expect(await names()).toBe('web');
	});

	it('starts with a copy of the data on request, and shows its size first', async () => {
		await engine.docker('exec', 'web', 'sh', '-c', 'echo hello > /data/index.html');
		await engine.docker('rm', '--force', 'web');
		await startWeb('test -e /data/index.html && exec httpd -f -p 80 -h /data');
		const volumes = await engine.docker('volume', 'ls', '--quiet');
		const screen = await dockscope({args: ['--host', engine.host]});
		try {
			await screen.shows(/▌.*web/);
			screen.press('f');
			await screen.shows(/^▌ \[[x ]\]/m);
			screen.press('R');
			await screen.shows(/your data is not copied/);
			screen.press('d');
			await screen.shows(/a\s+copy\s+of\s+the\s+data\s+as\s+it\s+is\s+now\s+for\s+each\s+twin\s+\(\/data:\s+0\.1\s+MB\)/);
			screen.press('y');
			await screen.shows(/twins\s+did\s+the\s+same\s+with\s+these\s+flags\s+as\s+without:\s+start/);
			expect(await engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('web');
			expect(await engine.docker('volume', 'ls', '--quiet')).toBe(volumes);
		} finally {
			await screen.stop();
		}
	});
});
