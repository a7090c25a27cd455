import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/terminal-program.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('an observation from the Fix page', () => {
	let engine: PrivateEngine;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('run', '-d', '--init', '--name', 'web', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
	});
	afterAll(() => engine?.stop());

	const created = (): string => join(engine.dir, 'state/dockscope/created');
	const journals = (): string =>
		(existsSync(created()) ? readdirSync(created()) : []).map(name => readFileSync(join(created(), name), 'utf8')).join();
	const traces = (): string[] =>
		[...journals().matchAll(/dockscope-[0-9a-f]{16}-observe/g)]
			.map(([name]) => name)
			.filter(name => existsSync(`/sys/kernel/tracing/instances/${name}`));
	const open = async () => {
		const screen = await dockscope({args: ['--host', engine.host], env: {XDG_STATE_HOME: join(engine.dir, 'state')}, rows: 40});
		await screen.shows(/▌.*web/);
		screen.press('f');
		await screen.shows(/^▌ \[[x ]\]/m);
		screen.press('O');
		await screen.shows(/Observe web for 10 min\? Nothing is written into it/);
		return screen;
	};

	it('shows what is new, ends with ^x and keeps what was seen', async () => {
		const screen = await open();
		try {
			expect(traces()).toEqual([]);
			screen.press('y');
			await screen.shows(/observing: \d+ s of 10 min, 0 connections; no need seen/);
			expect(traces()).toHaveLength(1);
			await engine.docker('exec', 'web', 'chown', '1:1', '/tmp');
			await screen.shows(/new: CHOWN by chown/);
			screen.press('^x');
			await screen.shows(/watched \d+ s, 0 connections; last new need/);
			await screen.shows(/used: CHOWN by chown \(exec or health check\)/);
			await screen.shows(/^▌ \[[x ]\]/m);
			expect(traces()).toEqual([]);
		} finally {
			await screen.stop();
		}
	});

	it('does nothing without consent, and leaves no trace when the program is left', async () => {
		const screen = await open();
		try {
			screen.press('n');
			await screen.hides(/Observe web/);
			expect(journals()).toBe('');
			screen.press('O');
			await screen.shows(/y start/);
			screen.press('y');
			await until('a trace', async () => traces().length === 1);
			screen.press('q');
			expect(await screen.exit()).toBe(0);
			expect(traces()).toEqual([]);
			expect(journals()).toBe('');
		} finally {
			await screen.stop();
		}
	});

	it('of the command line ends with Ctrl-C, and the plan has what was seen', async () => {
		const screen = await dockscope({
			args: ['harden', 'web', '--host', engine.host, '--observe', '10m', '--least', '--yes', '--format', 'json'],
			env: {XDG_STATE_HOME: join(engine.dir, 'state')},
			rows: 200,
		});
		try {
			await screen.shows(/\(\^c ends it\)/);
			await engine.docker('exec', 'web', 'chown', '1:1', '/tmp');
			await screen.shows(/new: CHOWN by chown/);
			screen.press('^c');
			expect(await screen.exit()).toBe(0);
			expect(screen.output()).toMatch(/watched \d+ s, 0 connections; last new need/);
			expect(screen.output()).toMatch(/"--cap-add CHOWN"/);
			expect(traces()).toEqual([]);
		} finally {
			await screen.stop();
		}
	});
});
