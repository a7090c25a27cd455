import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {parseCommandLine} from '../../src/cli/command-line.js';
import {readPolicyAgain} from '../../src/cli/record/policy-again.js';
import type {Run} from '../../src/cli/run.js';
import {trustedPolicy} from '../../src/cli/source/load-fleet.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {rules} from '../../src/judge/rules/index.js';
import {runRecorder} from '../../src/record/recorder/recorder.js';
import {openStore} from '../../src/record/recorder/store/store.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {programEnvironment} from '../support/program-environment.js';
import {recordedIn} from '../support/recorder-process.js';
import {dockscope, program} from '../support/run-cli.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('the recorder with other engines', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;
	let file: string;
	let web: string;
	let recorder: ChildProcess;
	let said = '';
	const alert = (rule: string, priority: string, container = web.slice(0, 12)) =>
		`${JSON.stringify({rule, priority, output: `${rule} happened (PASSWORD=hunter2hunter2)`, output_fields: {'container.id': container}, time: new Date().toISOString()})}\n`;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		env = programEnvironment(engine);
		file = join(engine.dir, 'falco.json');
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('tag', 'plain:1', 'falcosecurity/falco:0.45.0');
		web = await engine.docker('run', '-d', '--name', 'web', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
		writeFileSync(join(engine.dir, 'tell'), `#!/bin/sh\ncat >> ${engine.dir}/told\n`);
		chmodSync(join(engine.dir, 'tell'), 0o755);
		writeFileSync(join(engine.dir, 'policy.yaml'), `notify: [{program: ${engine.dir}/tell, threshold: high}]\n`);
		const args = ['record', '--policy', join(engine.dir, 'policy.yaml'), '--alerts', file, '--alerts', 'listen:0'];
		recorder = spawn(process.execPath, [program, ...args], {env, cwd: engine.dir, stdio: ['ignore', 'ignore', 'pipe']});
		recorder.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		await until('it records', async () => {
			if (recorder.exitCode !== null) throw new Error(said);
			return said.includes('Ctrl-C stops') && said.includes('alerts are taken at') ? true : null;
		});
	});
	afterAll(async () => {
		recorder.kill('SIGKILL');
		await engine?.stop();
	});

	const recorded = async () => {
		const child = spawn(process.execPath, [program, 'events', '--since', '1h', '--follow', '--format', 'json'], {
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let out = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			out += text;
		});
		let err = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			err += text;
		});
		await until('the past is printed', async () => (err.includes('Ctrl-C stops') ? true : null));
		child.kill('SIGTERM');
		await once(child, 'close');
		return out
			.split('\n')
			.filter(Boolean)
			.map(line => JSON.parse(line));
	};
	const has = (expected: object) =>
		vi.waitFor(async () => expect(await recorded()).toContainEqual(expect.objectContaining(expected)), {
			timeout: 30_000,
			interval: 500,
		});

	it('joins the alerts of a file, of HTTP and of a Falco container to their containers, with their own priority', async () => {
		appendFileSync(file, alert('From a file', 'Critical'));
		const [, address = '', place = ''] = /(http:\/\/127\.0\.0\.1:\d+\/)TOKEN; the token is in (\S+)/.exec(said) ?? [];
		const url = `${address}${readFileSync(place, 'utf8').trim()}`;
		expect(said).not.toContain(readFileSync(place, 'utf8').trim());
		expect((await fetch(url, {method: 'POST', body: alert('By HTTP', 'Notice')})).status).toBe(200);
		const falco = await engine.docker(
			...['run', '-d', '--name', 'falco', '--stop-signal', 'KILL', 'falcosecurity/falco:0.45.0'],
			...[
				'sh',
				'-c',
				`sleep 6; echo 'Falco version: 0.45.0'; echo '${alert('From its log', 'Warning').trim()}'; exec sleep 100000`,
			],
		);
		expect(falco).toMatch(/^[\da-f]{64}$/);
		await has({type: 'falco', action: 'From a file', severity: 'critical', name: 'web', id: web});
		await has({type: 'falco', action: 'By HTTP', severity: 'low', name: 'web'});
		await has({type: 'falco', action: 'From its log', severity: 'medium', name: 'web'});
		expect(JSON.stringify(await recorded())).not.toContain('hunter2hunter2');
	});

	it('counts the same alert instead of repeating it, and what it cannot read as lost', async () => {
		appendFileSync(file, alert('Again', 'Error').repeat(500));
		appendFileSync(file, '{"rule": 7}\n');
		await has({action: 'Again', severity: 'high'});
		expect((await recorded()).filter(({action}) => action === 'Again')).toHaveLength(1);
		await vi.waitFor(
			async () => expect((await dockscope(['record', 'status'], {env})).stdout).toMatch(/alerts that could not be read/),
			{timeout: 30_000},
		);
	});

	it('notifies of what is grave enough, in one message', async () => {
		await vi.waitFor(() => expect(readFileSync(join(engine.dir, 'told'), 'utf8')).toContain('From a file'), {timeout: 30_000});
		const told = readFileSync(join(engine.dir, 'told'), 'utf8');
		expect(told).not.toMatch(/By HTTP|From its log|hunter2hunter2/);
		expect(JSON.parse(told.split('\n')[0] ?? '')).toMatchObject({schema: 'dockscope.notice/1', severity: 'critical'});
	});

	it('writes the grade that a changed policy gives, without an event, and keeps the policy before one that is wrong', async () => {
		const path = join(engine.dir, 'changing.yaml');
		const state = join(engine.dir, 'changing');
		let err = '';
		const line = parseCommandLine(['record', '--policy', path]);
		const given = {line, env: {XDG_STATE_HOME: state}, stderr: {write: (text: string) => (err += text)}};
		// Only these are used of a run.
		const run = given as unknown as Run;
		writeFileSync(path, 'disabled: []\n');
		const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		const fleet = openFleet(reader, {policy: await trustedPolicy(run)});
		const ending = new AbortController();
		await fleet.start();
		const store = openStore({XDG_STATE_HOME: state}, {bytes: 2 ** 24, age: 1e12});
		const readPolicy = readPolicyAgain(run, fleet.usePolicy);
		const recording = runRecorder({
			...{reader, host: null, fleet, store, journal: null, learning: 1, signal: ending.signal},
			expected: () => ({excepted: trusted(''), expired: trusted('')}),
			follow: signal => new Promise(done => signal.addEventListener('abort', () => done())),
			readAlerts: async () => undefined,
			positions: null,
			hasAlerts: () => false,
			onTrouble: () => undefined,
			optionsOf: () => [],
			onStarted: () => undefined,
			refreshEvery: 300,
			async refresh() {
				await readPolicy();
				await fleet.refresh();
			},
		});
		const grades = () =>
			recordedIn(state).flatMap(entry => (entry.kind === 'posture' && entry.workload === 'web' ? [entry.findings.length] : []));
		await until('it is graded', async () => grades().length > 0 || null);
		expect(grades()[0]).toBeGreaterThan(0);
		writeFileSync(path, 'disabled: [');
		await until('the mistake is reported', async () => err.includes('the policy is used as it was: ') || null);
		writeFileSync(path, `disabled: [${rules.map(({slug}) => slug).join(', ')}]\n`);
		await until('the new grade', async () => grades().at(-1) === 0 || null);
		expect(grades()).toHaveLength(2);
		expect(err.match(/the policy is used as it was/g)).toHaveLength(1);
		ending.abort();
		await recording;
		await store.close();
		fleet.close();
	});

	it('refuses a source that is none, and a port that is taken', async () => {
		const wrong = await dockscope(['record', '--alerts', 'listen:x'], {env});
		expect(wrong).toMatchObject({
			status: 2,
			stderr: expect.stringContaining('--alerts takes a file, -, listen:PORT or container:NAME'),
		});
		const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
		const other = {...env, XDG_STATE_HOME: join(engine.dir, 'other')};
		const taken = await dockscope(['record', '--alerts', `listen:${port}`], {env: other});
		expect(taken).toMatchObject({status: 2, stderr: expect.stringMatching(/alerts cannot be taken at 127\.0\.0\.1:\d+: /)});
	});
});
