import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {parseCommandLine} from '../../src/cli/command-line.js';
import {printUnit} from '../../src/cli/record/install.js';
import {record} from '../../src/cli/record/record.js';
import type {Run} from '../../src/cli/run.js';
import {openStore} from '../../src/record/recorder/store/store.js';
import {runCommand} from '../support/command-run.js';

describe('dockscope record', () => {
	let state: string;
	beforeEach(() => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-record-'));
	});
	afterEach(() => rmSync(state, {recursive: true, force: true}));

	const run = (...args: readonly string[]) => runCommand(record, ['record', ...args], state);

	it.each([
		[['now'], 'dockscope record takes no argument but "status", not "now".'],
		[['status', 'web'], 'dockscope record takes no argument but "status", not "web".'],
		[['--max-size', '0'], '--max-size takes a number from 1 to 100000, not "0".'],
		[['--max-age', '1e3'], '--max-age takes a number from 1 to 36500, not "1e3".'],
		[['--learn', 'soon'], /^--learn takes a number of seconds/],
		[['--demo'], 'record needs a live engine: a recorded fleet does nothing.'],
	])('%j is refused in one line', async (args, message) => {
		await expect(run(...args)).rejects.toThrow(message);
	});

	it('prints a unit, and installs nothing', async () => {
		const {status, out, err} = await run('--install', '--host', 'unix:///run/$x "y"%n.sock');
		expect(status).toBe(0);
		expect(out).toMatch(/^\[Unit\]\n/);
		expect(out).toContain('"record" "--host" "unix:///run/$$x \\"y\\"%%n.sock"\n');
		expect(err).toMatch(/^Nothing was installed\./);
	});

	it('puts the options that were given into the unit, files by their absolute paths', async () => {
		const policy = relative(process.cwd(), join(state, 'my policy.yaml'));
		writeFileSync(policy, '');
		const {out, err} = await run('--install', '--learn', '3h', '--max-age', '7', '--policy', policy, '--context', 'prod');
		expect(out).toContain(
			`"record" "--context" "prod" "--policy" "${join(state, 'my policy.yaml')}" "--learn" "3h" "--max-age" "7"\n`,
		);
		expect(err).not.toContain('--policy');
		expect((await run('--install', '--policy', 'homelab')).out).toContain('"record" "--policy" "homelab"\n');
		expect((await run('--install')).err).toContain('add --policy FILE');
		await expect(run('--install', '--learn', 'soon')).rejects.toThrow(/^--learn takes/);
	});

	async function unitFor(words: readonly string[], env: Run['env']) {
		const texts = {out: '', err: ''};
		const given = {
			line: parseCommandLine([...words]),
			env,
			stdout: {write: (text: string) => (texts.out += text)},
			stderr: {write: (text: string) => (texts.err += text)},
		};
		await printUnit(given as unknown as Run, true);
		return texts;
	}

	it('says what of this environment the unit does not have', async () => {
		const env = {DOCKER_HOST: 'unix:///run/other.sock', XDG_STATE_HOME: '/srv/state'};
		const {err} = await unitFor(['record', '--install'], env);
		expect(err).toContain('DOCKER_HOST is set here, and not in the unit: name that engine with --host.');
		expect(err).toContain('XDG_STATE_HOME is set here, and not in the unit, which has another store.');
		expect((await unitFor(['record', '--install', '--host', 'unix:///run/other.sock'], env)).err).not.toContain('DOCKER_HOST');
		expect((await unitFor(['record', '--install'], {})).err).not.toContain('is set here');
	});

	it('names the single executable once in the unit', async () => {
		const {out} = await unitFor(['record', '--install'], {});
		expect(out).toContain(`ExecStart="${process.execPath}" "record"\n`);
	});

	const hasAnalyze = existsSync('/usr/bin/systemd-analyze');
	it.skipIf(!hasAnalyze).each([
		['root', []],
		['root, with the alert listener', ['--alerts', 'listen:8700']],
		['a user', ['--unit-user', 'alice']],
	])('prints a unit for %s that systemd counts as hardened', async (_, options) => {
		const {out} = await run('--install', ...options);
		const unit = join(state, 'dockscope-record.service');
		writeFileSync(unit, out);
		const said = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {encoding: 'utf8'});
		expect(Number(/exposure level for \S+: ([\d.]+)/.exec(said)?.[1])).toBeLessThanOrEqual(3);
	});

	it('lets the unit connect to other machines only where something is sent there', async () => {
		expect((await run('--install')).out).toContain('IPAddressDeny=any\nIPAddressAllow=localhost\n');
		const policy = join(state, 'policy.yaml');
		writeFileSync(policy, 'notify: [{webhook: "https://hooks.example.com/x", threshold: high}]\n');
		const {out, err} = await run('--install', '--policy', policy);
		expect(out).not.toContain('IPAddress');
		expect(err).toContain('It may connect to other machines: notify: of the policy.\n');
		expect((await run('--install', '--export', 'otlp:https://collector.example.com')).out).not.toContain('IPAddress');
		expect((await run('--install', '--context', 'prod')).out).not.toContain('IPAddress');
	});

	it('gives a unit of a user no capability, and another store', async () => {
		const {out} = await run('--install', '--unit-user', 'alice');
		expect(out).toContain('User=alice\nEnvironment=XDG_STATE_HOME=/var/lib/dockscope-alice\n');
		expect(out).toContain('\nCapabilityBoundingSet=\n');
		expect(out).not.toContain('unit-user');
		await expect(run('--install', '--unit-user', 'a\nExecStart=x')).rejects.toThrow(/^--unit-user takes the name of a user/);
	});

	it('reports what is recorded, also when that is nothing', async () => {
		expect(await run('status')).toEqual({status: 0, out: `nothing was recorded yet in ${state}/dockscope/recorded\n`, err: ''});
		const store = openStore({XDG_STATE_HOME: state}, {bytes: 1 << 20, age: 1e9});
		const subject = {workload: trusted('shop/web'), generation: trusted('g'), container: trusted('c')};
		store.add(
			{...subject, workload: trusted(''), generation: trusted('')},
			{kind: 'lost', source: trusted('the kernel trace'), count: 7},
		);
		store.add(subject, {kind: 'seen', what: trusted('program'), key: trusted('/bin/sh'), note: trusted('')});
		// Not saved yet: the entries count all the same.
		const {out} = await run('status');
		expect(out).toContain(`recording now, process ${process.pid}\n`);
		expect(out).toContain('lost: 7 events of the kernel trace\n');
		expect(out).toMatch(/^shop\/web +\? +under 1 min +yes +0 +1 +0 +0 +0$/m);
		const json = JSON.parse((await run('status', '--format', 'json')).out);
		expect(json).toMatchObject({schema: 'dockscope.record-status/1', recording: true, workloads: [{name: 'shop/web'}]});
		await store.close();
	});
});
