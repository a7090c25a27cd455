import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {runningProcesses} from '../support/process-table.js';

describe.skipIf((await whyNoEngine()) !== null)('the tests own engine', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
	});
	afterAll(() => engine?.stop());

	it('leaves nothing behind, also after it was killed with a container running', async () => {
		const image = await busyboxImage(engine);
		await engine.docker('run', '--detach', '--name', 'left', '--publish', '8080:80', image, 'httpd', '-f', '-h', '/www');
		expect(await engine.docker('ps', '--format', '{{.Names}}')).toBe('left');
		expect(await engine.inNetwork('ip', '-o', 'link', 'show', 'docker0')).toContain('docker0');

		await engine.kill9();
		expect((await runningProcesses()).some(one => one.command.includes(basename(engine.dir)))).toBe(true);
		await engine.stop();

		expect(existsSync(engine.dir)).toBe(false);
		expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(engine.dir);
		expect((await runningProcesses()).filter(one => one.command.includes(basename(engine.dir)))).toEqual([]);
	});
});
