import {afterAll, afterEach, beforeAll, describe, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

/** Root for a moment, then someone else, as entrypoints with gosu or su-exec are. */
const drops = (seconds: number) => ['sh', '-c', `sleep ${seconds}; exec su nobody -s /bin/sh -c 'exec sleep 100000'`];

describe.skipIf(await whyNoEngine())('a container whose entrypoint is root for a moment', () => {
	let engine: PrivateEngine;
	const screens: Screen[] = [];
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await engine.docker('run', '--detach', '--name', 'drops', '--stop-signal', 'KILL', 'busybox:1', ...drops(1));
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => engine?.stop());

	it('is looked at again after a restart, without a key', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 110, rows: 24});
		screens.push(screen);
		await screen.shows(/▌[A-F] +\d+ +drops/);
		screen.press('Enter', '6');
		await screen.shows(/none as uid 0 on the host/);
		// As the container's own /etc/passwd calls it.
		await screen.shows(/^▌ *\d+ +nobody +65534 /m);
		await engine.docker('restart', 'drops');
		await screen.shows(/[12] as uid 0 on the host/);
		await screen.shows(/none as uid 0 on the host/);
	});

	it('is looked at again with r, with what docker exec started', async () => {
		await engine.docker('run', '--detach', '--name', 'late', '--stop-signal', 'KILL', 'busybox:1', 'sh', '-c', 'sleep 100000');
		const screen = await dockscope({args: ['--host', engine.host], columns: 110, rows: 24});
		screens.push(screen);
		await screen.shows(/late/);
		screen.press('/', 'name:late', 'Enter', 'Enter', '6');
		await screen.shows(/1 process · 1 as uid 0/);
		await screen.settles();
		// No event: a command that is started from the host's side.
		await engine.docker('exec', '--detach', 'late', 'sleep', '4321');
		await screen.settles();
		screen.press('r');
		await screen.shows(/sleep 4321/);
		await screen.shows(/COMMANDS STARTED WITH docker exec[\s\S]*running +(as root +)?sleep 4321/);
	});
});
