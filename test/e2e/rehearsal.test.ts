import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope} from '../support/terminal-program.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('a rehearsal from the inspector', () => {
	let engine: PrivateEngine;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('run', '--rm', '-v', 'kept:/data', 'plain:1', 'sh', '-c', 'echo hello > /data/index.html');
		const serve = 'test -e /data/index.html && exec httpd -f -p 80 -h /data';
		await engine.docker('run', '-d', '--init', '--name', 'web', '-v', 'kept:/data', 'plain:1', 'sh', '-c', serve);
	});
	afterAll(() => engine?.stop());

	it('can be left at once though the engine hangs and its twins cannot be removed', async () => {
		const screen = await dockscope({args: ['--host', engine.host]});
		try {
			await screen.shows(/▌.*web/);
			screen.press('f');
			await screen.shows(/^▌ \[x\]/m);
			screen.press('R');
			await screen.shows(/y start/);
			screen.press('y');
			await screen.shows(/control twin +…/);
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
		// Those of a program that no longer runs are removed by the next one.
		const next = await dockscope({args: ['--host', engine.host]});
		try {
			await next.shows(/▌.*web/);
			const names = () => engine.docker('ps', '--all', '--format', '{{.Names}}');
			await vi.waitFor(async () => expect(await names()).toBe('web'), {timeout: 60_000, interval: 500});
		} finally {
			await next.stop();
		}
	});

	it('starts over a copy of the data once that was asked for, and says before how large it is', async () => {
		const volumes = await engine.docker('volume', 'ls', '--quiet');
		const screen = await dockscope({args: ['--host', engine.host]});
		try {
			await screen.shows(/▌.*web/);
			screen.press('f');
			await screen.shows(/^▌ \[x\]/m);
			screen.press('R');
			await screen.shows(/your data is not copied/);
			screen.press('d');
			await screen.shows(/a copy of the data as\s+it is now \(\/data: 0\.1 MB\)/);
			screen.press('y');
			await screen.shows(/rehearsed: proven with traffic/);
			expect(await engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('web');
			expect(await engine.docker('volume', 'ls', '--quiet')).toBe(volumes);
		} finally {
			await screen.stop();
		}
	});
});
