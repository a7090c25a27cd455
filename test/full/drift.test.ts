import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope, program} from '../support/run-cli.js';
import {dockscope as openScreen} from '../support/terminal-program.js';
import {violations} from '../support/validate.js';

const missing = await whyNoEngine();

type Change = {worse: {rule: string; severity: string}[]; better: {rule: string}[]};
type Drift = {
	baseline: {path: string} | null;
	workloads: {
		name: string;
		generations: {
			image: string;
			current: boolean;
			change: {newImage: boolean; addedOptions: string[]; removedOptions: string[]; posture: Change} | null;
		}[];
		containers: {
			name: string;
			sinceBaseline: (Change & {inBaseline: boolean}) | null;
			drift: {kind: string; severity: string; text: string}[] | null;
			unknown: {kind: string; reason: string}[];
		}[];
	}[];
	summary: {fail: Record<string, number>; unknown: number};
};

describe.skipIf(missing !== null)('drift', () => {
	let engine: PrivateEngine;
	let state: string;
	let recorder: ChildProcess;
	const env = (): Record<string, string> => ({DOCKER_HOST: engine.host, XDG_STATE_HOME: state, HOME: state});
	const run = (name: string, ...more: readonly string[]) =>
		engine.docker('run', '-d', '--name', name, '--init', '--stop-signal', 'KILL', ...more);

	async function drift(...args: readonly string[]): Promise<{status: number; drift: Drift}> {
		const {status, stdout, stderr} = await dockscope(['drift', '--format', 'json', ...args], {env: env()});
		expect(stderr).toBe('');
		const document = JSON.parse(stdout) as Drift;
		expect(violations('drift', document)).toEqual([]);
		return {status, drift: document};
	}
	const only = ({workloads}: Drift) => {
		const [workload] = workloads;
		const [container] = workload?.containers ?? [];
		if (workload === undefined || container === undefined) throw new Error('no workload with a container');
		return {...workload, container};
	};
	const rules = (changes: readonly {rule: string}[] | undefined) => (changes ?? []).map(({rule}) => rule);

	beforeAll(async () => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-drift-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'app:1', changes: ['EXPOSE 80'], programs: {'bin/serve': {}}});
		await run('web', 'app:1', 'nc', '-ll', '-p', '80', '-e', 'true');
		// Another tag: the one of web moves on to a new image.
		await engine.docker('tag', 'app:1', 'calm:1');
		await run('quiet', '--read-only', 'calm:1', 'sleep', '100000');
		recorder = spawn(process.execPath, [program, 'record', '--learn', '2s'], {
			env: {PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...env()},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let said = '';
		recorder.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		await until('it records', async () => (said.includes('Ctrl-C stops') ? true : null));
		await sleep(3500);
	});
	afterAll(async () => {
		if (recorder?.exitCode === null) {
			const ended = once(recorder, 'exit');
			recorder.kill('SIGTERM');
			await ended;
		}
		await engine?.stop();
		rmSync(state, {recursive: true, force: true});
	});

	it('saves a baseline that audit and drift read alike, and that only its owner can read', async () => {
		const saved = await dockscope(['drift', '--save-baseline'], {env: env()});
		expect(saved).toMatchObject({status: 0, stderr: ''});
		const [, path = ''] = /^baseline of 2 containers saved in (\S+)\n$/.exec(saved.stdout) ?? [];
		expect([statSync(path).mode & 0o777, readdirSync(join(state, 'dockscope/baselines')).length]).toEqual([0o600, 1]);
		const same = await dockscope(['audit', '--baseline', 'saved', '--fail-on', 'low'], {env: env()});
		expect(same).toMatchObject({status: 0, stdout: ''});
		expect(await dockscope(['audit', '--baseline', path], {env: env()})).toMatchObject({status: 0, stdout: ''});
		const {status, drift: quiet} = await drift('quiet', '--fail-on', 'info');
		expect(status).toBe(0);
		expect(only(quiet).container).toMatchObject({sinceBaseline: {inBaseline: true, worse: [], better: []}, drift: []});

		const again = await dockscope(['drift', '--save-baseline'], {env: env()});
		expect(again.stdout).toBe(`baseline of 2 containers replaced in ${path}\n`);
		chmodSync(path, 0o644);
		expect(await dockscope(['audit', '--baseline', 'saved'], {env: env()})).toMatchObject({
			status: 2,
			stderr: expect.stringContaining('is open to other users'),
		});
		chmodSync(path, 0o600);
	});

	it('never replaces a file that is no baseline', async () => {
		const folder = join(state, 'dockscope/baselines');
		const [name = ''] = readdirSync(folder);
		const path = join(folder, name);
		writeFileSync(path, '{"mine": true}', {mode: 0o600});
		const refused = await dockscope(['drift', '--save-baseline'], {env: env()});
		expect(refused).toMatchObject({status: 2, stdout: ''});
		expect(statSync(path).size).toBe(14);
		rmSync(path);
		expect((await dockscope(['drift', '--save-baseline'], {env: env()})).status).toBe(0);
	});

	it('shows a dropped executable, what runs from it, and a new listener', async () => {
		await engine.docker(
			'exec',
			'web',
			'sh',
			'-c',
			'mkdir -p /usr/bin; cp /bin/busybox /usr/bin/sleep; cp /bin/busybox /srv.bin; rm -f /bin/serve',
		);
		await engine.docker('exec', '-d', 'web', '/usr/bin/sleep', '1000');
		await engine.docker(
			'exec',
			'-d',
			'web',
			'sh',
			'-c',
			'cp /bin/busybox /tmp/sleep; (sleep 1; rm /tmp/sleep) & exec /tmp/sleep 1000',
		);
		await engine.docker('exec', '-d', 'web', 'nc', '-ll', '-p', '4444', '-e', 'true');
		await sleep(2500);
		const {status, drift: found} = await drift('web', '--fail-on', 'high');
		expect(status).toBe(1);
		const {container} = only(found);
		const texts = (kind: string) =>
			container.drift?.filter(one => one.kind === kind).map(({severity, text}) => `${severity} ${text}`);
		expect(texts('file')).toEqual(['high /usr/bin/sleep, added or changed', 'low /bin/serve, removed']);
		expect(texts('program')).toEqual(
			expect.arrayContaining(['high /usr/bin/sleep, from the writable layer', 'high /tmp/sleep, from a temporary directory']),
		);
		expect(texts('process')?.map(text => text.replace(/\d+/, 'N'))).toEqual(
			expect.arrayContaining([
				'high /usr/bin/sleep (pid N), from the writable layer',
				'high /tmp/sleep (pid N), from a temporary directory',
			]),
		);
		expect(texts('listener')).toEqual([
			expect.stringMatching(/^medium \S+:4444\/tcp by nc, new after the learning time, listening now, not declared/),
		]);
		expect(texts('process')?.join()).not.toContain('init');
		expect(container.unknown.filter(({kind}) => kind !== 'program')).toEqual([]);
	});

	it('shows what a new configuration and a new image changed, as the audit does', async () => {
		await engine.docker('rm', '--force', 'web');
		await busyboxImage(engine, {name: 'app:1', files: {'etc/version': '2'}, changes: ['EXPOSE 80']});
		await run('web', '--privileged', '--restart', 'always', 'app:1', 'nc', '-ll', '-p', '80', '-e', 'true');
		await until('it is recorded', async () => {
			const {drift: now} = await drift('web');
			return only(now).generations.length === 2 ? true : null;
		});
		const {status, drift: found} = await drift('web', '--fail-on', 'critical');
		expect(status).toBe(1);
		const {generations, container} = only(found);
		expect(generations.map(({current}) => current)).toEqual([false, true]);
		const change = generations[1]?.change;
		expect(change).toMatchObject({newImage: true, removedOptions: []});
		expect(change?.addedOptions).toEqual(expect.arrayContaining(['--privileged', '--restart always']));
		expect(rules(change?.posture.worse)).toContain('container-privileged');

		const {stdout} = await dockscope(['audit', 'web', '--baseline', 'saved', '--format', 'json'], {env: env()});
		const audited = (JSON.parse(stdout) as {verdicts: {rule: string; verdict: string}[]}).verdicts;
		expect(rules(container.sinceBaseline?.worse).toSorted()).toEqual(rules(audited).toSorted());
		const text = await dockscope(['drift', 'web'], {env: env()});
		expect(text.stdout).toMatch(/^ +\+ --privileged$/m);
		expect(text.stdout).toMatch(/^ +worse +critical +Container is privileged \(container-privileged\)$/m);
	});

	it('marks what is worse in the list, and says why', async () => {
		const screen = await openScreen({args: ['--host', engine.host], columns: 120, rows: 40, env: env()});
		try {
			await screen.shows(/F 100✦ +web/);
			expect(screen.text()).not.toMatch(/✦ +quiet/);
			screen.press('/', 'is:worse', 'Enter');
			await screen.hides(/quiet/);
			screen.press('Enter');
			await screen.shows(/✦ WORSE THAN the baseline of \d{4}-/);
			await screen.shows(/critical +Container is privileged/);
			screen.press('B', 'y');
			await screen.shows(/baseline of 2 containers replaced in/);
			await screen.hides(/✦ WORSE/);
			screen.press('q');
			expect(await screen.exit()).toBe(0);
		} finally {
			await screen.stop();
		}
		expect(await dockscope(['audit', '--baseline', 'saved', '--fail-on', 'low'], {env: env()})).toMatchObject({
			status: 0,
			stdout: '',
		});
	});

	it('says what it cannot know without a store, and refuses what it does not know', async () => {
		const bare = mkdtempSync(join(tmpdir(), 'dockscope-bare-'));
		const without = {...env(), XDG_STATE_HOME: bare};
		const {stdout, status} = await dockscope(['drift', 'web', '--format', 'json', '--fail-on', 'critical'], {env: without});
		const {container, generations} = only(JSON.parse(stdout) as Drift);
		expect([status, container.sinceBaseline, generations.map(({change}) => change)]).toEqual([0, null, [null]]);
		expect(container.unknown).toEqual(
			expect.arrayContaining([
				{kind: 'program', source: 'recorder', reason: 'dockscope record has not run here'},
				{kind: 'listener', source: 'recorder', reason: 'which ports are new: dockscope record has not run here'},
			]),
		);
		expect(readdirSync(bare)).toEqual([]);
		expect((await dockscope(['drift', 'nosuch'], {env: without})).status).toBe(2);
		expect((await dockscope(['drift', 'web', 'quiet'], {env: without})).status).toBe(2);
		expect((await dockscope(['audit', '--baseline', 'saved'], {env: without})).stderr).toMatch(
			/^dockscope: no baseline is saved/,
		);
		rmSync(bare, {recursive: true});
	});
});
