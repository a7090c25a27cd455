import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {rehearsed} from '../support/rehearsed.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('jobs of twins', () => {
	let engine: PrivateEngine;
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-jobs-'));
		engine = await startPrivateEngine();
		const files = {
			'spool/users/nobody': '* * * * * sleep 3\n',
			// It fails without a word: crond throws its output away.
			'spool/silent/root': '* * * * * : > /tmp/given; chown 8:8 /tmp/given; sleep 3\n',
		};
		await busyboxImage(engine, {name: 'jobs:1', files});
		for (const name of ['users', 'silent'])
			await engine.docker(
				'run',
				'-d',
				'--init',
				'--name',
				name,
				'jobs:1',
				'crond',
				'-f',
				'-c',
				`/spool/${name}`,
				'-L',
				'/dev/stderr',
			);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	it('run as another user once a minute, which is waited for', async () => {
		const {result, story, capabilities} = await rehearsed(engine, folder, 'users');
		expect(result.exercised.join('\n'), story).toMatch(
			/^\d+ s idle, two minute boundaries passed, since it runs crond; jobs: .*sleep as 65534:65534/m,
		);
		expect(result.notExercised, story).toContain('jobs that do not run each minute');
		expect(capabilities, story).toEqual(expect.arrayContaining(['SETGID', 'SETUID']));
	});

	it('may fail without a word', async () => {
		const {story, capabilities} = await rehearsed(engine, folder, 'silent');
		expect(capabilities, story).toContain('CHOWN');
	});
});
