import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

describe.skipIf(await whyNoEngine())('what is done to a running container', () => {
	let engine: PrivateEngine;
	const screens: Screen[] = [];
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await engine.docker('network', 'create', 'back');
		await startIdle(engine, 'web', '--user', '65534');
		await startIdle(engine, 'checked', '--health-cmd', 'true', '--health-interval', '1s');
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => engine?.stop());

	it('is among the events: commands with their user, networks; health checks are not', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 110, rows: 24});
		screens.push(screen);
		await screen.shows(/web/);
		await screen.hides(unsettled);
		screen.press('e');
		await screen.shows(/nothing has changed|starting → healthy/);
		await engine.docker('exec', 'web', 'id');
		await engine.docker('exec', '--privileged', '--user', 'root', 'web', 'echo', '--password=s3cr3t-Value-9f8e7d6c');
		await engine.docker('network', 'connect', 'back', 'web');
		await screen.shows(/web: docker exec as 65534: id$/m);
		await screen.shows(/web: docker exec as root, privileged: echo --password=\*{8}$/m);
		await screen.shows(/web: joined the network back$/m);
		await engine.docker('network', 'disconnect', 'back', 'web');
		await screen.shows(/web: left the network back$/m);
		await screen.settles(1_500);
		expect(screen.text()).not.toMatch(/checked: docker exec/);
		expect(screen.output()).not.toContain('s3cr3t');
	});

	it('keeps the effective capabilities in sight at 60 columns', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 60, rows: 20});
		screens.push(screen);
		await screen.shows(/▌[A-F].*/);
		screen.press('Enter', '3');
		await screen.shows(/CAPABILITY +EFFECTIVE +RISK/);
	});
});
