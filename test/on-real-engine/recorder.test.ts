import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/record/recorder/store/entry.js';
import {openStoreReader, storePath} from '../../src/record/recorder/store/read-store.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope, program} from '../support/run-cli.js';

const missing = await whyNoEngine();
const instances = '/sys/kernel/tracing/instances';
/** Executes a file that has no name: memfd_create(2) is 319 on x86-64. */
const fileless =
	'$^F = 99; my $n = "x"; my $fd = syscall(319, $n, 0); open(my $out, ">&=", $fd); open(my $in, "<", "/bin/busybox"); select($out); $| = 1; { local $/; my $all = <$in>; print {$out} $all; } exec {"/proc/self/fd/$fd"} "sleep", "2"';

/** AF_INET, SOCK_DGRAM, and an address of port 5353. */
const bindsUdp = 'socket(my $s, 2, 2, 17); bind($s, pack("SnNx8", 2, 5353, 0)) or die $!; sleep 5';

type Recorder = {readonly child: ChildProcess; readonly stderr: () => string};

describe.skipIf(missing !== null)('the recorder', () => {
	let engine: PrivateEngine;
	let state: string;
	const env = (): Record<string, string> => ({XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'});
	const running = new Set<Recorder>();

	beforeAll(async () => {
		state = await mkdtemp(join(tmpdir(), 'dockscope-recorder-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {
			name: 'app:1',
			programs: {
				'usr/bin/apk': {},
				'usr/bin/whoami': {mode: 0o4755},
				'usr/bin/su': {mode: 0o4755},
			},
			hostPrograms: ['perl'],
			files: {
				'etc/passwd': 'root::0:0:root:/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n',
				'srv/loop.sh': 'while :; do [ -e /tmp/go ] && { rm /tmp/go; /usr/bin/su root -c "/bin/sleep 1; true"; }; sleep 0.3; done',
			},
		});
		await writeFile(
			join(state, 'policy.yaml'),
			'allowedRegistries: [registry.example.com]\nexceptions: [{detection: runtime-shell, target: {name: adm*}, match: sh as *, reason: ours}]\n',
		);
		await start('user', '--init', '--user', '1000', 'app:1', 'sh', '/srv/loop.sh');
		await start('admin', '--init', '--cap-add', 'SYS_ADMIN', '--security-opt', 'apparmor=unconfined', 'app:1', 'sleep', '100000');
		await start('peer', '--init', 'app:1', 'nc', '-ll', '-p', '7000', '-e', 'sleep', '20');
	});
	const start = (name: string, ...more: readonly string[]) =>
		engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...more);
	const killAll = (): void => {
		for (const one of running) one.child.kill('SIGKILL');
	};
	afterEach(async () => {
		killAll();
		// Also of an attempt that failed.
		for (const name of ['host', 'greedy', 'failing', 'planned', 'checked', 'web'])
			await engine.docker('rm', '--force', name).catch(String);
	});
	afterAll(async () => {
		killAll();
		await engine?.stop();
		await rm(state, {recursive: true, force: true});
	});

	async function startRecorder(...more: readonly string[]): Promise<Recorder> {
		const args = [program, 'record', '--host', engine.host, '--policy', join(state, 'policy.yaml'), ...more];
		const child = spawn(process.execPath, args, {
			env: {PATH: process.env['PATH'] ?? '', ...env()},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let said = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		const recorder = {child, stderr: () => said};
		running.add(recorder);
		child.once('exit', () => running.delete(recorder));
		await until('it records', async () => {
			if (child.exitCode !== null) throw new Error(said);
			return said.includes('Ctrl-C stops') ? true : null;
		});
		return recorder;
	}
	async function stop({child}: Recorder, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
		return child.exitCode;
	}

	const entries = (): Entry[] => [...openStoreReader(storePath({XDG_STATE_HOME: state}) ?? '').read()];
	const alerts = (workload?: string) =>
		entries().flatMap(entry =>
			entry.kind === 'detection' && (workload === undefined || entry.workload === workload) ? [entry] : [],
		);
	/** Waits until the rule has raised an alert that matches, and gives the milliseconds that took. */
	async function raised(rule: string, workload: string, text: RegExp): Promise<number> {
		const began = performance.now();
		await until(`${rule} of ${workload}`, async () =>
			alerts(workload).some(one => one.rule === rule && text.test(one.text)) ? true : null,
		).catch((error: Error) => {
			const seen = alerts().map(one => `${one.workload} ${one.rule} ${one.text}`);
			throw new Error(`${error.message}; alerts:\n${seen.join('\n')}`);
		});
		return performance.now() - began;
	}
	const addressOf = (name: string): Promise<string> =>
		engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', name);
	/** Traces of recorders that a journal of this test names. */
	function ownTraces(): string[] {
		const created = join(state, 'dockscope/created');
		const journals = existsSync(created) ? readdirSync(created).map(name => readFileSync(join(created, name), 'utf8')) : [];
		const named = journals.flatMap(text => text.match(/dockscope-[0-9a-f]{16}-record/g) ?? []);
		return readdirSync(instances).filter(name => named.includes(name));
	}
	const exec = (...args: readonly string[]): Promise<string> => engine.docker('exec', ...args).catch(String);

	it('raises nothing about what it has learned, and each detection when it happens', async () => {
		await rm(join(state, 'dockscope'), {recursive: true, force: true});
		await engine.docker('rm', '--force', 'app').catch(String);
		await start('app', '--init', '-v', 'data:/data', 'app:1', 'nc', '-ll', '-p', '9000', '-e', 'sh');
		await start('web', '--init', 'app:1', 'sleep', '100000');
		const recorder = await startRecorder('--learn', '4s');
		expect(recorder.stderr()).not.toContain('not recorded');
		await sleep(6000);
		expect(alerts().filter(({rule}) => rule !== 'runtime-registry')).toEqual([]);

		await exec('app', 'sh');
		await raised('runtime-shell', 'app', /^sh as root$/);
		await exec('--privileged', 'app', 'true');
		await raised('runtime-exec-privileged', 'app', /^true$/);
		await exec('--user', '0', 'user', 'id');
		await raised('runtime-exec-root', 'user', /^id$/);
		await exec('app', 'apk', 'add', 'curl');
		await raised('runtime-package-manager', 'app', /^\/usr\/bin\/apk, by exec$/);
		await exec('app', 'sh', '-c', 'cp /bin/busybox /tmp/busybox; /tmp/busybox sleep 0.2');
		await raised('runtime-program-outside-image', 'app', /^\/tmp\/busybox, from a temporary directory$/);
		await exec('app', 'sh', '-c', 'cp /bin/busybox /opt.bin; /opt.bin sleep 0.2');
		await raised('runtime-program-outside-image', 'app', /^\/opt\.bin, from the writable layer$/);
		await exec('app', 'sh', '-c', 'cp /bin/busybox /data/x; /data/x sleep 0.2');
		await raised('runtime-program-outside-image', 'app', /^\/data\/x, from a mount$/);
		await exec('app', 'perl', '-e', fileless);
		await raised('runtime-program-outside-image', 'app', /from memory/);
		// What is called like the runtime is a program all the same.
		await exec('app', 'sh', '-c', 'cp /bin/busybox /tmp/containerd-shim; /tmp/containerd-shim');
		await raised('runtime-program-outside-image', 'app', /^\/tmp\/containerd-shim, from a temporary directory$/);
		await exec('user', '/usr/bin/whoami');
		await raised('runtime-setuid-program', 'user', /^\/usr\/bin\/whoami \(set-uid\)$/);
		await exec('user', 'touch', '/tmp/go');
		await raised('runtime-root-process', 'user', /^\/bin\/sleep$/);
		await exec('app', 'sh', '-c', 'touch /tmp/f; chown 1000 /tmp/f');
		await raised('runtime-routine-capability', 'app', /^CHOWN by /);
		await exec('app', 'mknod', '/tmp/null', 'c', '1', '3');
		await raised('runtime-new-capability', 'app', /^MKNOD by mknod/);
		// The kernel asks for SYS_ADMIN in each mmap(2).
		await exec('admin', 'sleep', '0.1');
		await sleep(1500);
		expect(alerts().filter(({rule}) => rule === 'runtime-kernel-access')).toEqual([]);
		await exec('admin', 'mount', '-t', 'tmpfs', 'none', '/tmp');
		await raised('runtime-kernel-access', 'admin', /^SYS_ADMIN by mount/);

		await engine.docker('exec', '-d', 'app', 'nc', '-l', '-p', '4444');
		await raised('runtime-new-listener', 'app', /:4444\/tcp by nc$/);
		const peer = await addressOf('peer');
		await engine.docker('exec', '-d', 'app', 'nc', peer, '7000');
		await raised('runtime-new-destination', 'app', /^peer:7000\/tcp$/);
		await engine.inNetwork('ip', 'address', 'replace', '169.254.169.254/32', 'dev', 'lo');
		await engine.inNetwork('ip', 'address', 'replace', '198.51.100.9/32', 'dev', 'lo');
		// Refused at once: nothing of these connections can be found afterwards.
		await exec('app', 'nc', '169.254.169.254', '80');
		await exec('app', 'nc', '198.51.100.9', '3333');
		await raised('runtime-metadata-service', 'app', /^169\.254\.169\.254:80$/);
		await raised('runtime-mining-port', 'app', /^198\.51\.100\.9:3333$/);
		await engine.docker('exec', '-d', 'app', 'perl', '-e', bindsUdp);
		await raised('runtime-new-listener', 'app', /^0\.0\.0\.0:5353\/udp by perl$/);
		await engine.docker('run', '-d', '--name', 'host', '--network', 'host', 'app:1', 'nc', '169.254.169.254', '80');
		await raised('runtime-metadata-service', 'host', /^169\.254\.169\.254:80$/);
		const app = await addressOf('app');
		await engine.inNetwork('bash', '-c', `exec 3<>/dev/tcp/${app}/9000; echo 'sleep 1' >&3; sleep 2`);
		await raised('runtime-reverse-shell', 'app', / reads from a socket$/);

		await engine.docker('run', '-d', '--name', 'greedy', '--memory', '32m', '--memory-swap', '32m', 'app:1', 'tail', '/dev/zero');
		await raised('runtime-oom', 'greedy', /lack of memory/);
		await engine.docker('run', '-d', '--name', 'failing', '--restart', 'always', 'app:1', 'sh', '-c', 'exit 3');
		await raised('runtime-crash-loop', 'failing', /^exit status 3$/);
		await engine.docker('rm', '--force', 'failing');
		await engine.docker('rm', '--force', 'web');
		await engine.docker('run', '-d', '--name', 'web', '--privileged', '--init', 'app:1', 'sleep', '100000');
		await raised('runtime-worse-configuration', 'web', /^grade .*, new: Container is privileged/);
		await raised('runtime-registry', 'web', /^started from app:1$/);
		expect(await stop(recorder)).toBe(0);
		expect(recorder.stderr().split('\n')).toHaveLength(3);
		expect(ownTraces()).toEqual([]);
	});

	it('shows what it has recorded, and refuses a second recorder', async () => {
		const recorder = await startRecorder('--learn', '4s');
		await exec('app', 'sh', '-c', 'touch /tmp/f; chown 1000 /tmp/f');
		await until('the capability is recorded', async () =>
			entries().some(entry => entry.kind === 'seen' && entry.workload === 'app' && entry.key === 'CHOWN') ? true : null,
		);
		const second = await dockscope(['record', '--host', engine.host], {env: env()});
		expect(second).toMatchObject({status: 2, stdout: ''});
		expect(second.stderr).toMatch(/^dockscope: another recorder writes to this store: process \d+ on \S+\. Stop it first.*\n$/);
		const status = await dockscope(['record', 'status'], {env: env()});
		expect(status.status).toBe(0);
		expect(status.stdout).toContain(`recording now, process ${recorder.child.pid}`);
		expect(status.stdout).toContain(
			'recorded: engine events, grades; capabilities, programs; sockets, written directories, peaks',
		);
		const json = JSON.parse((await dockscope(['record', 'status', '--format', 'json'], {env: env()})).stdout);
		const app = json.workloads.find(({name}: {name: string}) => name === 'app').generations[0];
		expect(app.seen.capability.map(({key}: {key: string}) => key)).toContain('CHOWN');
		expect(app.seen.listener.map(({key}: {key: string}) => key)).toEqual(expect.arrayContaining(['[::]:9000/tcp']));
		expect(app.peak.memory).toBeGreaterThan(0);
		expect(await stop(recorder, 'SIGINT')).toBe(0);
		expect((await dockscope(['record', 'status'], {env: env()})).stdout).toContain('not recording now');
	});

	it('is what a plan rests on, for the same image and configuration only', async () => {
		const recorder = await startRecorder();
		const begins = (...options: readonly string[]) =>
			engine.docker(
				...['run', '-d', '--name', 'planned', '--stop-signal', 'KILL', ...options, 'app:1'],
				...['sh', '-c', 'mkdir -p /srv/new && touch /srv/new/f && chown 1000 /srv/new/f && nc -ll -p 9000 -e true'],
			);
		await begins();
		const address = await addressOf('planned');
		for (let client = 0; client < 3; client += 1)
			await until('a client came', () =>
				engine.inNetwork('busybox', 'nc', address, '9000').then(
					() => true,
					() => null,
				),
			);
		const recorded = (): Entry[] => entries().filter(({workload}) => workload === 'planned');
		const isSeen = (what: string): boolean => recorded().some(entry => entry.kind === 'seen' && entry.what === what);
		await until('what it did is recorded', async () =>
			isSeen('listener') && isSeen('capability') && isSeen('program') ? true : null,
		).catch((error: Error) => {
			const lost = entries().filter(({kind}) => kind === 'lost');
			throw new Error([error.message, ...[...recorded(), ...lost].map(entry => JSON.stringify(entry))].join('\n'));
		});
		// Less than a second is no recording.
		await sleep(2500);
		await stop(recorder);
		const planned = async () =>
			JSON.parse(
				(await dockscope(['harden', 'planned', '--least', '--format', 'json', '--host', engine.host], {env: env()})).stdout,
			);
		const {observation, after, blindSpots} = await planned();
		expect(observation).toMatchObject({missed: [], recording: {coversStart: true, listeners: ['[::]:9000/tcp']}});
		expect(after.command.match(/--cap-add \S+/g)).toEqual(['--cap-add CHOWN']);
		expect(after.command).toContain('--cap-drop ALL');
		expect(blindSpots.filter(({source}: {source: string}) => source === 'recorder')).toEqual([
			{source: 'recorder', reason: expect.stringMatching(/^the recording ended \d+ (s|min) ago$/)},
		]);
		const text = await dockscope(['harden', 'planned', '--host', engine.host], {env: env()});
		expect(text.stderr).toMatch(/^recorded \d+ s, .*; last new need /);

		await engine.docker('rm', '--force', 'planned');
		await begins('--env', 'A=1');
		const other = await planned();
		expect(other.observation).toBeNull();
		expect(other.blindSpots).toContainEqual({
			source: 'recorder',
			reason: 'nothing is recorded yet of this image and configuration: earlier ones do not count',
		});
	});

	it('shows its alerts in dockscope events, those of the past and those that come', async () => {
		const recorder = await startRecorder('--learn', '4s');
		await exec('peer', 'sh');
		await raised('runtime-shell', 'peer', /^sh as root$/);
		const args = [program, 'events', '--since', '1h', '--follow', '--format', 'json', '--host', engine.host];
		const child = spawn(process.execPath, args, {
			env: {PATH: process.env['PATH'] ?? '', ...env()},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		let said = '';
		child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		type Line = {type: string; action: string; name: string; detail: string | null};
		const lines = (): Line[] => said.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
		const shows = (name: string, action: string) =>
			until(`events shows ${action} of ${name}`, async () =>
				lines().some(line => line.type === 'detection' && line.name === name && line.action === action) ? true : null,
			);
		await shows('peer', 'runtime-shell');
		await exec('--privileged', 'peer', 'id');
		await shows('peer', 'runtime-exec-privileged');
		// The stream of the engine may have been opened only now.
		await until('events shows what the engine reports too', async () => {
			await exec('peer', 'id');
			const isId = ({type, action, detail}: Line) => type === 'container' && action === 'exec_start' && detail?.trim() === 'id';
			return lines().some(isId) ? true : null;
		});
		// Of a health check only what fails.
		const check = ['--health-cmd', 'test -e /tmp/well', '--health-interval', '1s', '--stop-signal', 'KILL'];
		await engine.docker('run', '-d', '--name', 'checked', ...check, 'app:1', 'sleep', '100000');
		await until('a failed health check is shown', async () =>
			lines().some(({name, detail}) => name === 'checked' && detail === 'health check failed, exit status 1') ? true : null,
		);
		await engine.docker('exec', 'checked', 'touch', '/tmp/well');
		await until('the checks succeed', async () =>
			lines().some(({name, action, detail}) => name === 'checked' && action === 'health_status' && detail === 'healthy')
				? true
				: null,
		);
		expect(lines().filter(({name, detail}) => name === 'checked' && detail?.includes('/tmp/well') === true)).toHaveLength(2);
		const ended = once(child, 'exit');
		child.kill('SIGINT');
		await ended;
		expect(child.exitCode).toBe(130);
		await stop(recorder);
	});

	it('hides the alerts that the policy excepts, and ends events at the first line that reaches --fail-on', async () => {
		const recorder = await startRecorder('--learn', '4s');
		const follow = (...more: readonly string[]) =>
			dockscope(['events', '--follow', '--fail-on', 'high', '--host', engine.host, ...more], {env: env()});
		expect(await follow('--for', '1s')).toMatchObject({status: 0});
		const unrecorded = {...env(), XDG_STATE_HOME: join(state, 'none')};
		const blind = ['events', '--since', '1h', '--follow', '--for', '1s', '--fail-on', 'high', '--host', engine.host];
		expect((await dockscope(blind, {env: unrecorded})).status).toBe(3);
		await exec('admin', 'sh');
		await raised('runtime-shell', 'admin', /^sh as root$/);
		expect(alerts('admin').findLast(({rule}) => rule === 'runtime-shell')).toMatchObject({excepted: 'ours'});
		const past = async (...more: readonly string[]) =>
			(await dockscope(['events', '--since', '1m', ...more], {env: env()})).stdout
				.split('\n')
				.filter(line => /runtime-shell {2}admin/.test(line));
		expect(await past()).toEqual([]);
		expect(await past('--all')).toEqual([expect.stringMatching(/sh as root · Interactive shell started \(excepted: ours\)$/)]);
		let isOver = false;
		const gate = follow('--for', '60s').finally(() => {
			isOver = true;
		});
		// It may not follow yet.
		while (!isOver) {
			await exec('--privileged', 'admin', 'hostname');
			await sleep(1500);
		}
		const {status, stdout} = await gate;
		expect({status, last: stdout.trimEnd().split('\n').at(-1)}).toEqual({
			status: 1,
			last: expect.stringMatching(/ high +detection runtime-exec-privileged +admin +hostname · /),
		});
		await stop(recorder);
	});

	it('loses nothing that was written when it is killed, and removes the trace at the next start', async () => {
		for (let round = 0; round < 5; round += 1) {
			const recorder = await startRecorder('--learn', '4s');
			const before = entries().length;
			await exec('app', 'sh', '-c', `cp /bin/busybox /tmp/b${round}; /tmp/b${round} sleep 0.1`);
			await raised('runtime-program-outside-image', 'app', new RegExp(`^/tmp/b${round},`));
			await sleep(round * 130);
			await stop(recorder, 'SIGKILL');
			expect(ownTraces()).toHaveLength(1);
			expect(entries().length).toBeGreaterThan(before);
		}
		const last = await startRecorder('--learn', '4s');
		expect(last.stderr()).toContain('removed 1 kernel trace left by a dockscope that was killed');
		const numbers = entries().map(({n}) => n);
		expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
		await stop(last);
		expect(ownTraces()).toEqual([]);
	});
});
