import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder, tracesOf} from '../support/recorder-process.js';

const missing = await whyNoEngine();
/** Seconds. */
const learning = 20;
/** Programs of this machine, whatever it has. */
const programs = ['-v', '/usr:/usr:ro', '-v', '/usr/lib:/lib:ro', '-v', '/usr/lib64:/lib64:ro'];
const python = (path: string, rest: string): string =>
	`import socket, http.client, time\nc = http.client.HTTPConnection('x')\nc.sock = socket.socket(socket.AF_UNIX)\nc.sock.connect('${path}')\n${rest}`;
const ask = "c.request('GET', '/version')\nassert c.getresponse().status == 200";
/** AF_UNIX and SOCK_STREAM are 1. It has left after some milliseconds, without a request. */
const leaves = (path: string, length = 'a*'): string =>
	`socket(my $s, 1, 1, 0); connect($s, pack("S${length}", 1, "${path}")) or die $!;`;
/** Forwards a TCP port to the socket, as a proxy does. */
const proxy = `import socket, threading
def pump(a, b):
    while data := a.recv(65536): b.sendall(data)
    b.shutdown(socket.SHUT_WR)
s = socket.create_server(('0.0.0.0', 2375))
while True:
    a, _ = s.accept(); b = socket.socket(socket.AF_UNIX); b.connect('/var/run/docker.sock')
    for pair in ((a, b), (b, a)): threading.Thread(target=pump, args=pair, daemon=True).start()`;

describe.skipIf(missing !== null)('clients of a container runtime socket', () => {
	let engine: PrivateEngine;
	let state: string;
	let recorder: RecorderProcess;
	const socketOf = (): string => engine.host.replace('unix://', '');

	beforeAll(async () => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-socket-clients-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'app:1'});
		const start = (name: string, ...more: readonly string[]) =>
			engine.docker('run', '-d', '--init', '--name', name, '--stop-signal', 'KILL', ...more);
		const file = ['-v', `${socketOf()}:/var/run/docker.sock`, ...programs];
		// As `-v /var/run:/var/run` shows it, under another name.
		const directory = ['-v', `${join(socketOf(), '..')}:/host/run`, ...programs];
		const idle = ['app:1', 'sleep', '100000'];
		await start('client', ...file, ...idle);
		await start('folder', ...directory, ...idle);
		await start('idle', ...file, ...idle);
		await start('none', ...programs, ...idle);
		await start('before', ...file, 'app:1', 'python3', '-c', python('/var/run/docker.sock', `${ask}\ntime.sleep(100000)`));
		await start(
			'shared',
			'--network',
			'host',
			...file,
			'app:1',
			'python3',
			'-c',
			python('/var/run/docker.sock', 'time.sleep(100000)'),
		);
		await start('proxy', ...file, 'app:1', 'python3', '-c', proxy);
		await sleep(1500);
		recorder = await startRecorder(engine.host, state, ['--learn', `${learning}s`]);
	});
	afterAll(async () => {
		await recorder?.end();
		await engine?.stop();
		rmSync(state, {recursive: true, force: true});
	});

	const alerts = (workload?: string) =>
		recordedIn(state).flatMap(entry =>
			entry.kind === 'detection' && entry.rule === 'runtime-engine-socket' && entry.workload === (workload ?? entry.workload)
				? [`${entry.workload}: ${entry.text}`]
				: [],
		);
	const uses = (workload: string): string[] =>
		recordedIn(state).flatMap(entry =>
			entry.kind === 'seen' && entry.what === 'socket' && entry.workload === workload ? [entry.key as string] : [],
		);
	const raised = (workload: string, text: RegExp) =>
		until(`${text} of ${workload}`, async () => (alerts(workload).some(one => text.test(one)) ? true : null), 10).catch(
			(error: Error) => {
				throw new Error(`${error.message}; alerts: ${alerts().join('; ')}; uses: ${uses(workload).join('; ')}`);
			},
		);
	const exec = (name: string, ...command: readonly string[]): Promise<string> => engine.docker('exec', name, ...command);

	it('learns what was connected before, and who calls through a proxy', async () => {
		expect(recorder.stderr()).not.toContain('not recorded');
		const address = await engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', 'proxy');
		await engine.inNetwork('curl', '-sf', `http://${address}:2375/version`);
		for (const name of ['before', 'shared', 'proxy'])
			await until(`the connection of ${name} is recorded`, async () => (uses(name).length > 0 ? true : null));
		for (const name of ['before', 'shared', 'proxy']) expect(uses(name)[0]).toMatch(/d\.sock by python3/);
		await sleep((learning + 2) * 1000);
		await engine.inNetwork('curl', '-sf', `http://${address}:2375/version`);
		await sleep(1000);
		expect(alerts()).toEqual([]);
		expect(uses('idle')).toEqual([]);
	});

	it('reports each program, also one that leaves at once, whatever the path', async () => {
		// It passes a whole address: without kprobes it must be seen while it is there.
		await exec('client', 'sh', '-c', 'curl -s --max-time 3 --unix-socket /var/run/docker.sock http://x/events || true');
		await raised('client', /d\.sock by curl, by exec$/);
		await exec('client', 'docker', '-H', 'unix:///var/run/docker.sock', 'version');
		await raised('client', /d\.sock by docker, by exec$/);
		await exec('client', 'python3', '-c', python('/var/run/docker.sock', ask));
		await raised('client', /d\.sock by python3, by exec$/);
		await exec('client', 'perl', '-e', leaves('/var/run/docker.sock'));
		await raised('client', /d\.sock by perl, by exec$/);
		await exec('folder', 'perl', '-e', leaves(`/host/run/${socketOf().split('/').at(-1)}`));
		await raised('folder', /\.sock by perl, by exec$/);
		await exec('folder', 'ln', '-s', `/host/run/${socketOf().split('/').at(-1)}`, '/tmp/x');
		await exec('folder', 'python3', '-c', python('/tmp/x', 'time.sleep(2)'));
		await raised('folder', /d\.sock by python3, by exec$/);
		// A kernel without kprobes does not show the path. It is not missed silently.
		const lost = () =>
			recordedIn(state).filter(entry => entry.kind === 'lost' && entry.source === 'connections to unix sockets').length;
		await exec('folder', 'curl', '-sf', '--unix-socket', '/tmp/x', 'http://x/version');
		await until('the client of a link is seen', async () => lost() > 0 || alerts('folder').some(one => /by curl/.test(one)));
	});

	it('says nothing of other sockets, and leaves nothing behind when it is killed', async () => {
		const own = `socket(my $l, 1, 1, 0); bind($l, pack("Sa*", 1, "/tmp/own.sock")); listen($l, 5); ${leaves('/tmp/own.sock')} sleep 1;`;
		const before = alerts().length;
		for (const name of ['client', 'none']) await exec(name, 'perl', '-e', own);
		await sleep(1500);
		expect(alerts().slice(before)).toEqual([]);
		expect(uses('none')).toEqual([]);
		await recorder.end('SIGKILL');
		expect(tracesOf(state)).toHaveLength(1);
		recorder = await startRecorder(engine.host, state);
		expect(tracesOf(state)).toHaveLength(1);
		await recorder.end();
		expect(tracesOf(state)).toEqual([]);
	});
});
