import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {parseHar} from '../../src/fix/rehearsal/replay/har.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {rehearsed} from '../support/rehearsed.js';
import {serveShell, shellServer} from '../support/shell-server.js';

const missing = await whyNoEngine();

const page = '"GET /") reply "200 OK"';

const servers = {
	failing: shellServer(['"GET /") reply "502 Bad Gateway"']),
	// Its 40th request, and each 40th after it, starts a new worker.
	recycling: shellServer(
		[page],
		'echo x >> /tmp/requests; if [ $(($(wc -l < /tmp/requests) % 40)) = 0 ]; then touch /tmp/worker; chown 8:8 /tmp/worker; fi',
	),
	uploads: shellServer([
		page,
		`"PUT "*) name=/tmp/$(basename "$path"); printf %s "$body" > "$name"; if chown 8:8 "$name"; then reply "201 Created"; else reply "500 Internal Server Error"; fi`,
	]),
	reports: shellServer([
		page,
		'"GET /report"*) : > /tmp/report; if chown 8:8 /tmp/report; then reply "200 OK"; else reply "500 Internal Server Error"; fi',
	]),
};

describe.skipIf(missing !== null)('what twins are made to do', () => {
	let engine: PrivateEngine;
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-exercise-'));
		engine = await startPrivateEngine();
		const files = Object.fromEntries(Object.entries(servers).map(([name, text]) => [`srv/${name}`, text]));
		await busyboxImage(engine, {name: 'servers:1', files});
		for (const name of Object.keys(servers))
			await engine.docker('run', '-d', '--init', '--name', name, '-p', '80', 'servers:1', ...serveShell(`/srv/${name}`));
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	it('names a server error as one, and does not count it as work', async () => {
		const {result, story} = await rehearsed(engine, folder, 'failing');
		expect(result.exercised.join('\n'), story).not.toContain('502');
		expect(result.notExercised, story).toContain('tcp/80: fails (GET / → 502)');
		expect(result.state, story).toBe('worked');
		expect(result.summary, story).toMatch(
			/: start, .*; no client was served, so this shows only that it starts; not exercised: /,
		);
	}, 240_000);

	it('finds what a worker needs that is recycled after some requests', async () => {
		const {result, story, capabilities} = await rehearsed(engine, folder, 'recycling');
		expect(result.exercised.join('\n'), story).toMatch(/^tcp\/80 GET \/ \d+ times on \d+ connections$/m);
		expect(capabilities, story).toContain('CHOWN');
		expect(story).toMatch(/^false without CHOWN .*not permitted/im);
	}, 240_000);

	it('finds what an upload needs', async () => {
		const {result, story, capabilities} = await rehearsed(engine, folder, 'uploads');
		expect(result.exercised.join('\n'), story).toMatch(
			/^tcp\/80 PUT \/dockscope-upload\.txt → 201 \(the file belongs to 8:8, mode 644\)$/m,
		);
		expect(capabilities, story).toContain('CHOWN');
		expect(story).toMatch(/^false without CHOWN /m);
	}, 240_000);

	it('finds what only a recorded request needs', async () => {
		const url = 'https://shop.example.test:8443/report?token=hunter2';
		const request = {method: 'GET', url, headers: [{name: 'Authorization', value: 'Bearer hunter2'}]};
		const recording = parseHar(JSON.stringify({log: {entries: [{request}]}}));
		const {result, story, capabilities} = await rehearsed(engine, folder, 'reports', recording);
		expect(result.exercised, story).toContain('1 of 1 recorded requests (1 → 2xx)');
		expect(capabilities, story).toContain('CHOWN');
		expect(story).toMatch(/^false without CHOWN .*recorded GET \/report\?… \(entry 1\) → 5xx text\/plain/m);
		expect(story).not.toContain('hunter2');
	}, 240_000);

	it('does not find it without the recording', async () => {
		const {story, capabilities} = await rehearsed(engine, folder, 'reports');
		expect(capabilities, story).not.toContain('CHOWN');
	}, 240_000);

	it('finds what only a second start needs, also where nothing but its own root file system keeps data', async () => {
		const first = 'echo kept > /etc/state; chmod 600 /etc/state; chown nobody /etc/state';
		const start = `if test -e /etc/state; then cat /etc/state || exit 1; else ${first}; fi; exec sleep 9999`;
		await engine.docker('run', '-d', '--init', '--name', 'stateful', 'servers:1', 'sh', '-c', start);
		const {result, story, capabilities} = await rehearsed(engine, folder, 'stateful');
		expect(result.exercised, story).toContain('second start with its own data');
		expect(capabilities, story).toContain('DAC_OVERRIDE');
	}, 240_000);

	it('says how long it waited, and what could not be done', async () => {
		const {result, story} = await rehearsed(engine, folder, 'failing');
		expect(result.exercised.join('\n'), story).toMatch(/^\d+ s idle/m);
		expect(result.notExercised, story).toContain('reload');
		expect(result.notExercised.join('\n'), story).toMatch(/^tcp\/80: writes \(/m);
	}, 240_000);
});
