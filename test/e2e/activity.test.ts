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
		await startIdle(engine, 'changed', '--env', 'PATH=/bin:/opt/agent');
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

	it('is listed on the Image tab: what was added, modified and deleted, programs in PATH first', async () => {
		const paths = ['mkdir -p /opt/agent /data', 'echo x > /opt/agent/helper', 'echo x >> /etc/passwd', 'rm /etc/group'];
		const many = 'i=0; while [ $i -lt 230 ]; do echo x > /data/f$i; i=$((i+1)); done';
		await engine.docker('exec', 'changed', '/bin/sh', '-c', [...paths, 'chmod 755 /opt/agent/helper', many].join('; '));
		const screen = await dockscope({args: ['--host', engine.host], columns: 80, rows: 40});
		screens.push(screen);
		await screen.shows(/changed/);
		screen.press('/', 'name:changed', 'Enter', 'Enter', '7');
		await screen.shows(/DRIFT\n +since it was created: 231 added · 1 modified · 1 deleted$/m);
		await screen.shows(/ added +program in PATH +\/opt\/agent\/helper\n +deleted +system path +\/etc\/group$/m);
		screen.press('G');
		await screen.shows(/and 33 more, which docker diff lists$/m);
	});

	it('keeps the effective capabilities in sight at 60 columns', async () => {
		const screen = await dockscope({args: ['--host', engine.host], columns: 60, rows: 20});
		screens.push(screen);
		await screen.shows(/▌[A-F].*/);
		screen.press('Enter', '3');
		await screen.shows(/CAPABILITY +EFFECTIVE +RISK/);
	});
});
