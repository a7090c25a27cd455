import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {multiLine} from '../../src/fix/render/docker-run.js';
import {inShell} from '../support/advised.js';
import {busyboxImage} from '../support/images.js';
import {leastCommand} from '../support/least-command.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

const program = [
	'echo $$ > /run/app.pid',
	'mkdir -p /app/uploads /app/node_modules/.cache/babel /root/.npm/_logs',
	'echo x > /app/uploads/a.png; echo x > /app/node_modules/.cache/babel/x.json; echo x > /root/.npm/_logs/1.log',
	'touch /run/app/socket || exit 3; echo ready; exec sleep 86400',
].join('; ');

describe.skipIf((await whyNoEngine()) !== null)('a service that writes in every kind of place', () => {
	let engine: PrivateEngine;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		const base = await busyboxImage(engine, {files: {'app/server.js': 'one', 'app/node_modules/left/index.js': 'x'}});
		const skeleton = 'mkdir -p /run/app /run/lock; chown 1000:1000 /run/app; chmod 750 /run/app; chmod 1777 /run/lock';
		const made = await engine.docker('create', base, 'sh', '-c', skeleton);
		await engine.docker('start', '--attach', made);
		await engine.docker('commit', '-c', `CMD ${JSON.stringify(['sh', '-c', program])}`, made, 'app:1');
	}, 180_000);
	afterAll(async () => {
		await engine?.stop();
	}, 120_000);

	it('works under a read-only root, with the directories of the image in its tmpfs and no volume over its code', async () => {
		const isReady = () => until('it is ready', async () => /ready/.test(await engine.docker('logs', 'app')));
		await engine.docker('run', '-d', '--name', 'app', '--stop-signal', 'KILL', 'app:1');
		await isReady();
		const command = multiLine((await leastCommand(engine, 'app')).view.after);
		for (const path of ['/run', '/run/app', '/run/lock', '/root/.npm', '/app/node_modules/.cache'])
			expect(command).toContain(`--tmpfs ${path}:`);
		expect(command.match(/--volume \S+/g)).toEqual(['--volume app-app-uploads:/app/uploads']);

		await engine.docker('rm', '--force', 'app');
		expect(await inShell(engine, command)).toBeNull();
		await isReady();
		const found = await engine.docker('exec', 'app', 'stat', '-c', '%n %u:%g %a', '/run', '/run/app', '/run/lock');
		expect(found.split('\n')).toEqual(['/run 0:0 755', '/run/app 1000:1000 750', '/run/lock 0:0 1777']);
		expect(await engine.docker('exec', 'app', 'cat', '/app/server.js')).toBe('one');
	}, 180_000);
});
