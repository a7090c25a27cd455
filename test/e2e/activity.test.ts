import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {program} from '../support/run-cli.js';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

describe.skipIf(await whyNoEngine())('what is done to a running container', () => {
	let engine: PrivateEngine;
	let state: string;
	let recorder: ChildProcess | null = null;
	const screens: Screen[] = [];
	beforeAll(async () => {
		state = await mkdtemp(join(tmpdir(), 'dockscope-activity-'));
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
	afterAll(async () => {
		recorder?.kill('SIGKILL');
		await engine?.stop();
		await rm(state, {recursive: true, force: true});
	});
	async function open(columns: number, rows: number): Promise<Screen> {
		const screen = await dockscope({args: ['--host', engine.host], columns, rows, env: {XDG_STATE_HOME: state}});
		screens.push(screen);
		await screen.shows(/▌[A-F].*/);
		await screen.hides(unsettled);
		screen.press('e');
		await screen.shows(/watched since|recorded by/);
		return screen;
	}

	it('is among the events without a recorder: commands with their user, alerts, networks; health checks are not', async () => {
		const screen = await open(110, 24);
		await screen.shows(/nothing was recorded before/);
		await engine.docker('exec', 'web', 'id');
		await engine.docker('exec', '--privileged', '--user', 'root', 'web', 'echo', '--password=s3cr3t-Value-9f8e7d6c');
		await engine.docker('network', 'connect', 'back', 'web');
		await screen.shows(/medium +web +exec as (?:nobody \(uid 65534\)|uid 65534): id$/m);
		await screen.shows(/medium +web +exec as root, privileged: echo --password=\*{8}$/m);
		await screen.shows(/high +web +Privileged exec started: echo --password=\*{8}$/m);
		await screen.shows(/medium +web +Exec as root in non-root container: /);
		await screen.shows(/web +network connect back$/m);
		await engine.docker('network', 'disconnect', 'back', 'web');
		await screen.shows(/web +network disconnect back$/m);
		await engine.docker('run', '--name', 'short', 'busybox:1', 'sh', '-c', 'exit 3').catch(String);
		await screen.shows(/short +die exit status 3$/m);
		await screen.settles(1_500);
		expect(screen.text()).not.toMatch(/checked +exec|network connect bridge/);
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
		const screen = await open(60, 20);
		screen.press('Esc', 'Enter', '3');
		await screen.shows(/CAPABILITY +EFFECTIVE +RISK/);
	});

	it('is read from the store of a recorder, and followed; the page is filtered and held', async () => {
		recorder = spawn(process.execPath, [program, 'record', '--host', engine.host], {
			env: {PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let said = '';
		recorder.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		await until('it records', async () => (said.includes('Ctrl-C stops') ? true : null));
		await engine.docker('exec', '--privileged', 'web', 'echo', 'before');
		const screen = await open(80, 24);
		await screen.shows(/recorded by dockscope record, which runs now/);
		await screen.shows(/high +web +Privileged exec started: echo before/);
		await screen.shows(/recorder started/);
		screen.press('Space');
		await screen.shows(/paused: Space goes on/);
		await engine.docker('exec', '--user', 'root', 'web', 'echo', 'after');
		await screen.shows(/paused, \d newer: Space goes on/);
		expect(screen.text()).not.toContain('echo after');
		screen.press('Space');
		await screen.shows(/web +exec as root: echo after/);
		screen.press('/', ...'sev:high', 'Enter');
		await screen.shows(/\/sev:high: 1 of \d+/);
		expect(screen.text()).not.toContain('echo after');
	});

	it('is on the Runtime tab: usage, timeline, programs and capabilities used; alerts are counted in the list', async () => {
		await engine.docker('exec', 'web', 'sh', '-c', 'exit 0');
		const screen = await open(200, 50);
		screen.press('Esc');
		await screen.shows(/web +!H\d/);
		screen.press('/', ...'name:web', 'Enter', 'Enter', '0');
		await screen.shows(/ cpu +[▁▂▃▄▅▆▇█]+ +\d/);
		await screen.shows(/ tasks +[▁▂▃▄▅▆▇█]+ +\d+ +most \d+/);
		await screen.shows(/TIMELINE[\s\S]*medium +web +exec as (?:nobody \(uid 65534\)|uid 65534): sh -c exit 0/);
		await screen.shows(/PROGRAMS EXECUTED[\s\S]*\/bin\/echo +<5m +<5m +\d+ +(?:uid 65534, )?by exec/);
		if (process.env['SHOW'] === '1') console.log(screen.text());
		for (const [columns, rows] of [
			[80, 24],
			[60, 20],
		] as const) {
			screen.resize(columns, rows);
			await screen.shows(new RegExp(`^─{${columns - 12},${columns}}`, 'm'));
			await screen.shows(/ cpu +[▁▂▃▄▅▆▇█]+/);
			if (process.env['SHOW'] === '1') console.log(screen.text());
		}
		screen.press('Esc', 'Esc');
		await screen.shows(/web +!H\d/);
		if (process.env['SHOW'] === '1') console.log(screen.text());
	});
});
