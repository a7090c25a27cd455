import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {startCollector, wrongFields} from '../support/otlp-collector.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {program} from '../support/run-cli.js';
import {violations} from '../support/validate.js';

const run = promisify(execFile);

describe.skipIf(await whyNoEngine())('the exports of the recorder', () => {
	let engine: PrivateEngine;
	let state: string;
	beforeAll(async () => {
		state = await mkdtemp(join(tmpdir(), 'dockscope-record-export-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'app:1'});
		await engine.docker('run', '-d', '--name', 'app', '--init', 'app:1', 'sleep', '100000');
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(state, {recursive: true, force: true});
	});

	/** Debian's promtool, without its service. */
	async function promtool(): Promise<string> {
		const own = join(state, 'promtool/usr/bin/promtool');
		if (existsSync('/usr/bin/promtool')) return '/usr/bin/promtool';
		if (existsSync(own)) return own;
		await run('apt-get', ['update', '-qq']);
		await run('apt-get', ['download', '-qq', 'promtool'], {cwd: state});
		await run('sh', ['-c', 'dpkg -x promtool_*.deb promtool'], {cwd: state});
		return own;
	}

	/** @param before  a program that starts it */
	function record(words: readonly string[], stdout: 'pipe' | 'ignore', before: readonly string[] = []) {
		const [file = '', ...args] = [...before, process.execPath, program, 'record', '--host', engine.host, ...words];
		const env = {PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'};
		const child = spawn(file, args, {env, stdio: ['ignore', stdout, 'pipe']});
		let said = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		const ended = once(child, 'exit');
		return {
			child,
			stderr: () => said,
			started: () => until('it records', async () => (said.includes('Ctrl-C stops') ? true : null)),
			async stop(): Promise<number | null> {
				child.kill('SIGTERM');
				await ended;
				return child.exitCode;
			},
		};
	}

	it('reach a collector and a file that promtool accepts, within seconds', async () => {
		const collector = await startCollector();
		const metrics = join(state, 'dockscope.prom');
		const recorder = record(['--export', `otlp:${collector.url}`, '--metrics', metrics], 'ignore');
		await recorder.started();
		await engine.docker('exec', '--privileged', 'app', 'true');
		await until('the collector has the alert', async () =>
			collector.records().some(({body}) => body.stringValue === 'Privileged exec started: true') ? true : null,
		);
		expect(await recorder.stop()).toBe(0);
		await collector.stop();
		expect(collector.received.flatMap(({body}) => wrongFields(body))).toEqual([]);
		const text = await readFile(metrics, 'utf8');
		expect(text).toMatch(/^dockscope_alerts_total\{rule="runtime-exec-privileged",.*workload="app"\} 1$/m);
		expect(text).toMatch(/^dockscope_workload_risk_score\{workload="app"\} \d+$/m);
		const check = run(await promtool(), ['check', 'metrics']);
		check.child.stdin?.end(text);
		expect(await check).toMatchObject({stdout: '', stderr: ''});
		// What is wrong would be found.
		const wrong = run(await promtool(), ['check', 'metrics']);
		wrong.child.stdin?.end(text.replaceAll('dockscope_alerts_total', 'dockscope_alerts'));
		await expect(wrong).rejects.toThrow();
	});

	it('go through systemd-cat as lines', async () => {
		// In the place of the journal, which need not run here, in a mount namespace of its own.
		const journal = await mkdtemp(join(state, 'journal-'));
		let received = '';
		const server = createServer(socket => socket.setEncoding('utf8').on('data', text => (received += text)));
		await new Promise<void>(done => server.listen(join(journal, 'stdout'), done));
		const mounts = 'mkdir -p /run/systemd && mount -t tmpfs none /run/systemd && mkdir /run/systemd/journal';
		const script = `${mounts} && mount --bind "$1" /run/systemd/journal && shift && exec "$@" > >(systemd-cat -t dockscope)`;
		const recorder = record(['--export', 'json'], 'ignore', ['unshare', '-m', 'bash', '-c', script, 'bash', journal]);
		await recorder.started();
		await engine.docker('exec', '--privileged', 'app', 'hostname');
		const alert = () => received.split('\n').find(line => line.startsWith('{') && line.includes('runtime-exec-privileged'));
		await until('the journal has the alert', async () => (alert() === undefined ? null : true));
		expect(await recorder.stop()).toBe(0);
		await new Promise(done => server.close(done));
		expect(received).toMatch(/^dockscope\n/);
		expect(violations('event', JSON.parse(alert() ?? ''))).toEqual([]);
	});

	it('go on recording when the reader of stdout stops reading, or ends', async () => {
		for (const reader of ['stops', 'ends'] as const) {
			const recorder = record(['--export', 'json'], 'pipe');
			await recorder.started();
			if (reader === 'ends') recorder.child.stdout?.destroy();
			else recorder.child.stdout?.pause();
			for (let index = 0; index < 3; index += 1)
				await engine.docker('exec', '--privileged', 'app', 'echo', reader, String(index));
			await sleep(1000);
			const status = await run(process.execPath, [program, 'events', '--since', '1m', '--severity', 'high'], {
				env: {PATH: '', XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'},
			});
			expect(status.stdout.match(new RegExp(`echo ${reader} \\d · Privileged exec started`, 'g'))).toHaveLength(3);
			expect(await recorder.stop(), recorder.stderr()).toBe(0);
			if (reader === 'ends') expect(recorder.stderr()).toContain('nothing more is exported to stdout: its reader has ended\n');
		}
	});
});
