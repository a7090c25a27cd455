import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openTree} from '../../src/base/host/host-tree.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {findAlertEngines} from '../../src/cli/doctor/alert-engines.js';
import {alertPrograms} from '../../src/cli/doctor/alert-programs.js';
import {alertAdvice, alertFindings} from '../../src/cli/doctor/alert-words.js';
import {recorderAdvice, recorderFinding} from '../../src/cli/doctor/recorder.js';
import {openStore} from '../../src/record/recorder/store/store.js';
import {noSubject} from '../../src/record/recorder/subject.js';

const here = trusted('here');
const id = 'a'.repeat(64);
const falco = {id, name: 'falco', image: 'docker.io/falcosecurity/falco:0.43.0', isRunning: true};
const tetragon = {id, name: 'tetragon', image: 'quay.io/cilium/tetragon:v1.6.0', isRunning: true};

describe('what the doctor says of Falco and Tetragon', () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'dockscope-doctor-'));
		put('/proc/1/comm', 'systemd\n');
	});
	afterEach(() => rmSync(root, {recursive: true, force: true}));
	function put(path: string, text: string): void {
		mkdirSync(join(root, dirname(path)), {recursive: true});
		writeFileSync(join(root, path), text);
	}
	const env = () => ({XDG_STATE_HOME: join(root, 'state')});
	const found = (containers: Parameters<typeof findAlertEngines>[0] = [], engine = here) =>
		findAlertEngines(
			containers,
			alertPrograms(
				openTree(root),
				containers.map(one => one.id),
			),
			env(),
			engine,
		);
	const says = (engines: ReturnType<typeof found>): string[] =>
		alertFindings(engines).map(({what, state, says: words}) => `${what} ${state}: ${words}`);
	const tries = (engines: ReturnType<typeof found>): string[] => alertAdvice(engines).map(({run}) => run);

	it('where there is neither', () => {
		expect(says(found())).toEqual(['Falco missing: not found on this host', 'Tetragon missing: not found on this host']);
		expect(tries(found())).toEqual([]);
		expect(says(findAlertEngines([], null, env(), here))[0]).toBe(
			'Falco missing: not a container of this engine; its host is not visible',
		);
	});

	it('as processes of the host', () => {
		put('/proc/71/comm', 'falco\n');
		put('/proc/71/cgroup', '0::/system.slice/falco-modern-bpf.service\n');
		put('/proc/72/comm', 'tetragon\n');
		put('/proc/72/cgroup', '0::/system.slice/tetragon.service\n');
		put('/usr/lib/systemd/system/falco-modern-bpf.service', '[Unit]\n');
		expect(says(found())).toEqual([
			'Falco limited: process 71; no recorder reads its alerts',
			'Tetragon limited: process 72; no recorder reads its alerts',
		]);
		expect(tries(found())).toEqual([
			"printf '%s\\n' 'json_output: true' 'file_output: {enabled: true, keep_alive: false, filename: /var/log/falco.json}' | sudo tee /etc/falco/config.d/dockscope.yaml",
			'sudo systemctl restart falco',
			'sudo dockscope record --alerts /var/log/falco.json',
			'echo /var/log/tetragon/tetragon.log | sudo tee /etc/tetragon/tetragon.conf.d/export-filename',
			'sudo systemctl restart tetragon',
			'sudo dockscope record --alerts /var/log/tetragon/tetragon.log',
		]);
	});

	it('as a unit that is not started', () => {
		put('/usr/lib/systemd/system/falco-modern-bpf.service', '[Unit]\n');
		expect(says(found())[0]).toBe(
			'Falco limited: /usr/lib/systemd/system/falco-modern-bpf.service, which does not run; no recorder reads its alerts',
		);
		expect(tries(found())).toEqual([]);
	});

	it('as containers, whose processes are not said twice', () => {
		put('/proc/71/comm', 'falco\n');
		put('/proc/71/cgroup', `0::/system.slice/docker-${id}.scope\n`);
		const engines = found([falco, {...tetragon, isRunning: false}, {...falco, name: 'mine', image: 'example.com/falco:1'}]);
		expect(says(engines)).toEqual([
			'Falco limited: container falco; no recorder reads its alerts',
			'Tetragon limited: container tetragon, which does not run; no recorder reads its alerts',
		]);
		expect(tries(engines)).toEqual(['sudo dockscope record']);
		expect(tries(found([tetragon]))).toEqual([
			'--volume /var/log/tetragon:/var/log/tetragon --env TETRAGON_EXPORT_FILENAME=/var/log/tetragon/tetragon.log',
			'sudo dockscope record --alerts /var/log/tetragon/tetragon.log',
		]);
	});

	it('with a recorder, which follows the log of a container of Falco', async () => {
		const store = openStore(env(), {bytes: 2 ** 20, age: 1e9}, here);
		expect(says(found([falco, tetragon]))).toEqual([
			'Falco ok: container falco; the recorder follows its log; no alert yet',
			'Tetragon limited: container tetragon; the recorder has no alert of it',
		]);
		expect(tries(found([falco]))).toEqual([]);
		expect(says(found([falco], trusted('another')))[0]).toBe('Falco limited: container falco; the recorder has no alert of it');
		const text = trusted('x');
		store.add(noSubject, {
			...{
				kind: 'alert',
				source: trusted('tetragon'),
				rule: text,
				severity: trusted('high'),
				priority: text,
				text,
				from: trusted(''),
			},
			...{count: 3, first: 1},
		});
		expect(says(found([tetragon]))[1]).toBe('Tetragon ok: container tetragon; 3 alerts recorded');
		expect(tries(found([tetragon]))).toEqual([]);
		expect(recorderFinding(found([])).says).toMatch(/^records this engine$/);
		store.add(noSubject, {kind: 'recorder', state: trusted('started'), sees: [], missing: [trusted('x: y')], learning: 1});
		expect(recorderFinding(found([]))).toMatchObject({
			state: 'limited',
			says: expect.stringMatching(/^records this engine since 20\S+Z; not recorded: x: y$/),
		});
		expect(recorderFinding(found([], trusted('another'))).says).toBe('the recorder of this user records another engine');
		expect(recorderAdvice(found([]))).toEqual([]);
		await store.close();
		expect(recorderFinding(found([])).state).toBe('missing');
		expect(recorderAdvice(found([])).map(({run}) => run)).toEqual(['dockscope record --install']);
		expect(says(found([tetragon]))[1]).toBe(
			'Tetragon limited: container tetragon; 3 alerts recorded; the recorder does not run now',
		);
	});
});
