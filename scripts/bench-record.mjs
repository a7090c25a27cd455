// What `dockscope record` costs at rest and under load, and whether it loses anything. Needs root, dockerd, busybox and a bundle (npm run build).
//   node scripts/bench-record.mjs    DOCKSCOPE_BENCH_MINUTES=10 DOCKSCOPE_BENCH_CONTAINERS=100 DOCKSCOPE_BENCH_RATE=10000  DOCKSCOPE_BENCH_PARTS=rest,load
// The engine and its containers are real; under load its event stream is a proxy's, which sends as many events a minute as alerts of Falco come by
// a file and by HTTP, and keys are pressed in the terminal UI, which follows the same engine. CPU time is measured, not time: it changes less on a busy
// machine. What tracing costs a service: bench-observe.mjs.
import {spawn} from 'node:child_process';
import {appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {createServer, request} from 'node:http';
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {importBusybox} from './bench/busybox.mjs';
import {call, growFleet, startEngine, stopEngine} from './bench/engine.mjs';

const minutes = Number(process.env.DOCKSCOPE_BENCH_MINUTES ?? 10);
const containers = Number(process.env.DOCKSCOPE_BENCH_CONTAINERS ?? 100);
const rate = Number(process.env.DOCKSCOPE_BENCH_RATE ?? 10_000);
const parts = (process.env.DOCKSCOPE_BENCH_PARTS ?? 'rest,load').split(',');
const program = join(import.meta.dirname, '../bin/dockscope.js');
/** Requests at once. */
const portion = 16;
/** @source sysconf(_SC_CLK_TCK) */
const ticksPerSecond = 100;

const engine = await startEngine();
try {
	importBusybox(engine);
	await growFleet(engine, containers, 'bench:1');
	const ids = (await call(engine, 'GET', '/containers/json')).map(({Id}) => Id);
	console.log(`${ids.length} containers, load average ${loadavg()[0].toFixed(1)}`);
	if (parts.includes('rest')) await measure('at rest', Math.max(1, minutes / 5), engine.socket, [], null);
	if (parts.includes('load')) {
		const proxy = await eventProxy(engine.socket);
		const file = join(engine.directory, 'falco.json');
		writeFileSync(file, '');
		await measure(
			'under load',
			minutes,
			proxy.socket,
			['--alerts', file, '--alerts', 'listen:0', '--max-size', '256'],
			(second, url) => send(second, {ids, proxy, file, url}),
		);
		await proxy.close();
	}
} finally {
	await stopEngine(engine);
}

/** Runs a recorder for so many minutes, after one in which it settles, and prints what it took. */
async function measure(what, duration, socket, args, work) {
	const state = join(engine.directory, what.replaceAll(' ', '-'));
	mkdirSync(state, {mode: 0o700});
	const child = spawn(process.execPath, [program, 'record', '--host', `unix://${socket}`, ...args], {
		env: {...process.env, XDG_STATE_HOME: state, HOME: state, DOCKSCOPE_ALERTS_TOKEN: 'benchbenchbenchbench'},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.on('data', data => (said += data));
	const ended = new Promise(resolve => child.once('exit', resolve));
	process.once('exit', () => child.kill('SIGKILL'));
	while (!said.includes('Ctrl-C stops') || (work !== null && !said.includes('http://127'))) {
		if (child.exitCode !== null) throw new Error(said);
		await sleep(100);
	}
	console.log(`\n${what}: ${said.split('\n').find(line => line.startsWith('recording'))}`);
	const url = /http:\/\/127\S+/.exec(said)?.[0];
	const sent = {events: 0, alerts: 0};
	const during = async (seconds, each) => {
		const begin = performance.now();
		const ticks = ticksOf(child.pid);
		for (let second = 0; second < seconds; second += 1) {
			if (work !== null) {
				const more = await work(second, url);
				sent.events += more.events;
				sent.alerts += more.alerts;
			}
			await sleep(Math.max(0, begin + (second + 1) * 1000 - performance.now()));
			each(second);
		}
		return (100 * (ticksOf(child.pid) - ticks)) / ticksPerSecond / ((performance.now() - begin) / 1000);
	};
	await during(60, () => undefined);
	const keys = work === null ? null : pressKeys(duration * 60, socket, state);
	const before = residentOf(child.pid);
	let most = 0;
	const cpu = await during(Math.round(duration * 60), () => {
		most = Math.max(most, residentOf(child.pid));
	});
	const after = residentOf(child.pid);
	await sleep(3000);
	child.kill('SIGTERM');
	await ended;
	const mb = bytes => `${(bytes / 2 ** 20).toFixed(1)} MB`;
	console.log(`  CPU ${cpu.toFixed(2)} % of a core in ${duration} min, load average ${loadavg()[0].toFixed(1)}`);
	console.log(`  resident ${mb(before)} → ${mb(after)}, at most ${mb(most)}`);
	const stored = storedIn(state);
	if (work !== null) {
		console.log(
			`  events sent ${sent.events}, in the store ${stored.events}; alerts sent ${sent.alerts}, in the store ${stored.alerts}`,
		);
		console.log(`  store ${mb(stored.bytes)}`);
	}
	for (const [name, {count, missed, p50, p95}] of Object.entries((await keys) ?? {}))
		console.log(`  key ${name}: p50 ${p50?.toFixed(0)} ms, p95 ${p95?.toFixed(0)} ms, ${count} times, ${missed} missed`);
	for (const [source, count] of stored.lost) console.log(`  lost: ${count} of ${source}`);
	if (sent.events !== stored.events || sent.alerts !== stored.alerts) process.exitCode = 1;
}

/** How long keys take in a terminal UI on the same engine and store, by name. */
async function pressKeys(seconds, socket, state) {
	const args = [
		join(import.meta.dirname, 'bench/keys.mjs'),
		String(seconds - 30),
		process.execPath,
		program,
		'--host',
		`unix://${socket}`,
	];
	const child = spawn(process.execPath, args, {
		env: {...process.env, XDG_STATE_HOME: state, HOME: state},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let printed = '';
	child.stdout.on('data', data => (printed += data));
	await new Promise(resolve => child.once('exit', resolve));
	return JSON.parse(printed);
}

/** What one second brings: half of the alerts by a file, half by HTTP. */
async function send(second, {ids, proxy, file, url}) {
	const each = Math.round(rate / 60);
	const any = index => (second * each + index) % ids.length;
	for (let index = 0; index < each; index += 1) {
		const id = ids[any(index)];
		proxy.send({
			...{
				status: `exec_start: /srv/job ${index % 50}`,
				id,
				from: 'bench:1',
				Type: 'container',
				Action: `exec_start: /srv/job ${index % 50}`,
			},
			Actor: {ID: id, Attributes: {execID: `${second}-${index}`, image: 'bench:1', name: `bench-${any(index)}`}},
			...{scope: 'local', time: Math.floor(Date.now() / 1000), timeNano: Date.now() * 1e6},
		});
	}
	const alert = index =>
		`${JSON.stringify({
			...{hostname: 'bench', priority: index % 10 === 0 ? 'Critical' : 'Notice', rule: `Rule ${index % 50}`, source: 'syscall'},
			output: `something happened (user=root command=cat /etc/passwd ${index} container=${ids[any(index)].slice(0, 12)})`,
			output_fields: {'container.id': ids[any(index)].slice(0, 12), 'proc.cmdline': `cat /etc/passwd ${index}`},
			...{tags: ['container'], time: new Date().toISOString()},
		})}\n`;
	const half = Math.floor(each / 2);
	appendFileSync(file, Array.from({length: half}, (_, index) => alert(index)).join(''));
	const bodies = Array.from({length: each - half}, (_, index) => alert(half + index));
	for (let at = 0; at < bodies.length; at += portion)
		await Promise.all(bodies.slice(at, at + portion).map(body => post(url, body)));
	return {events: each, alerts: each};
}

async function post(url, body) {
	const {status} = await fetch(url, {method: 'POST', body});
	if (status !== 200) throw new Error(`an alert was answered with ${status}`);
}

/**
 * The engine, but for its event stream. It takes the place of the engine's socket: behind another one its dockerd would not be recognised, and the
 * containers of every engine on this machine would be traced.
 */
async function eventProxy(socket) {
	const target = `${socket}.engine`;
	renameSync(socket, target);
	const streams = new Set();
	const server = createServer((incoming, outgoing) => {
		if (/\/events(\?|$)/.test(incoming.url)) {
			outgoing.writeHead(200, {'content-type': 'application/json'}).flushHeaders();
			streams.add(outgoing);
			outgoing.on('close', () => streams.delete(outgoing));
			return;
		}
		const asked = request(
			{socketPath: target, method: incoming.method, path: incoming.url, headers: incoming.headers},
			answer => {
				outgoing.writeHead(answer.statusCode, answer.headers);
				answer.pipe(outgoing);
			},
		);
		asked.on('error', () => outgoing.destroy());
		incoming.pipe(asked);
	});
	await new Promise(done => server.listen(socket, done));
	return {
		socket,
		send(event) {
			for (const stream of streams) stream.write(`${JSON.stringify(event)}\n`);
		},
		close: async () => {
			const closed = new Promise(done => server.close(done));
			server.closeAllConnections();
			await closed;
			renameSync(target, socket);
		},
	};
}

function storedIn(state) {
	const folder = join(state, 'dockscope/recorded');
	const sum = {events: 0, alerts: 0, bytes: 0, lost: new Map()};
	for (const name of readdirSync(folder)) {
		const text = readFileSync(join(folder, name), 'utf8');
		sum.bytes += Buffer.byteLength(text);
		if (!name.startsWith('segment-')) continue;
		for (const line of text.split('\n').filter(Boolean)) {
			const entry = JSON.parse(line);
			if (entry.kind === 'event' && entry.action.startsWith('exec_start')) sum.events += entry.count;
			if (entry.kind === 'alert') sum.alerts += entry.count;
			if (entry.kind === 'lost') sum.lost.set(entry.source, (sum.lost.get(entry.source) ?? 0) + entry.count);
		}
	}
	return sum;
}

function ticksOf(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

function residentOf(pid) {
	return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
