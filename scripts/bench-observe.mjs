// What `harden --observe` and `record` cost a container that they watch, and themselves. Needs root, dockerd, busybox and a bundle (npm run build).
//   node scripts/bench-observe.mjs    DOCKSCOPE_BENCH_TURNS=9
// Two servers, each in turns without, with an observation and with a recorder: one that forks for every request (the most that a trace can see of a web
// server), one that keeps connections. CPU of the container per request is less noisy on a shared machine than requests per second.
import {execFileSync, spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {startEngine, stopEngine} from './bench/engine.mjs';

const turns = Number(process.env.DOCKSCOPE_BENCH_TURNS ?? 9);
const program = join(import.meta.dirname, '../bin/dockscope.js');
/** @source sysconf(_SC_CLK_TCK) */
const ticksPerSecond = 100;
const servers = [
	{name: 'forking', requests: 8000, keepAlive: false, command: ['httpd', '-f', '-p', '80', '-h', '/www']},
	{name: 'keeping', requests: 40000, keepAlive: true, command: [process.execPath, '/www/server.js']},
];

const engine = await startEngine();
const docker = (...parameters) =>
	execFileSync('docker', ['-H', `unix://${engine.socket}`, ...parameters], {encoding: 'utf8'}).trim();
try {
	importImage();
	for (const server of servers) {
		docker('run', '-d', '--name', server.name, '--stop-signal', 'KILL', 'bench:1', ...server.command);
		await sleep(1500);
		// Before everything else that runs on a shared machine, and so its children too.
		execFileSync('renice', ['-n', '-20', '-p', docker('inspect', '--format', '{{.State.Pid}}', server.name)], {stdio: 'ignore'});
		const ways = {without: load, observed, recorded};
		const names = Object.keys(ways);
		const results = Object.fromEntries(names.map(name => [name, []]));
		await load(server);
		for (let turn = 0; turn < turns; turn += 1)
			for (const name of turn % 2 === 0 ? names : names.toReversed()) results[name].push(await ways[name](server));
		for (const name of names.slice(1)) report(server, name, results.without, results[name]);
		docker('rm', '--force', server.name);
	}
} finally {
	await stopEngine(engine);
}

/** One turn: requests per second, and CPU of the container in microseconds per request. */
async function load({name, requests, keepAlive}) {
	const [address, id] = docker('inspect', '--format', '{{.NetworkSettings.IPAddress}} {{.Id}}', name).split(' ');
	const before = cpuOf(id);
	const script = `
		const {Agent, get} = require('node:http');
		const agent = new Agent({keepAlive: ${keepAlive}, maxSockets: 8});
		let left = ${requests};
		const begin = process.hrtime.bigint();
		const one = () => new Promise((resolve, reject) => get({host: '${address}', agent, path: '/index.html'}, answer => {
			answer.resume().on('end', () => answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode))));
		}).on('error', reject));
		Promise.all(Array.from({length: 8}, async () => { while (left-- > 0) await one(); })).then(() => {
			console.log(Number(process.hrtime.bigint() - begin) / 1e9);
			process.exit(0);
		});`;
	const enter = ['-t', String(engine.pids[0]), '-n', process.execPath, '-e', script];
	const seconds = Number(execFileSync('nice', ['-n', '-20', 'nsenter', ...enter], {encoding: 'utf8'}));
	return {rate: requests / seconds, cpu: (cpuOf(id) - before) / requests, seconds};
}

function observed(server) {
	return watched(server, ['harden', server.name, '--observe', '10m', '--yes', '--output', '/dev/null']);
}

function recorded(server) {
	return watched(server, ['record']);
}

/** The same while dockscope watches; with its CPU in per cent of one processor. */
async function watched(server, args) {
	const state = join(engine.directory, 'state');
	const child = spawn(process.execPath, [program, ...args, '--host', `unix://${engine.socket}`], {
		env: {...process.env, XDG_STATE_HOME: state, HOME: engine.directory},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.on('data', data => (said += data));
	const ended = new Promise(resolve => child.once('exit', resolve));
	await waitFor(() => isTracing(join(state, 'dockscope/created')));
	await sleep(1000);
	const before = ticksOf(child.pid);
	const result = await load(server);
	const own = (100 * (ticksOf(child.pid) - before)) / ticksPerSecond / result.seconds;
	child.kill('SIGINT');
	await ended;
	const missed = said.split('\n').filter(line => line.startsWith('not watched'));
	return {...result, own, missed};
}

/** The container's CPU time in microseconds, of either version of cgroups. */
function cpuOf(id) {
	const v1 = `/sys/fs/cgroup/cpuacct/docker/${id}/cpuacct.usage`;
	if (existsSync(v1)) return Number(readFileSync(v1, 'utf8')) / 1000;
	const v2 = [`/sys/fs/cgroup/docker/${id}`, `/sys/fs/cgroup/system.slice/docker-${id}.scope`].find(existsSync);
	return Number(/usage_usec (\d+)/.exec(readFileSync(`${v2}/cpu.stat`, 'utf8'))[1]);
}

function ticksOf(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

/** An instance of ours is registered before it is made. */
function isTracing(folder) {
	const names = (existsSync(folder) ? readdirSync(folder) : []).flatMap(
		file => readFileSync(join(folder, file), 'utf8').match(/dockscope-[0-9a-f]{16}-(?:observe|record)/g) ?? [],
	);
	return names.some(name => existsSync(`/sys/kernel/tracing/instances/${name}`));
}

async function waitFor(condition) {
	for (let tries = 0; tries < 600; tries += 1) {
		if (condition()) return;
		await sleep(50);
	}
	throw new Error('dockscope did not begin to trace');
}

function report({name, requests}, way, without, watched) {
	const row = (label, unit, key) => {
		const [a, b] = [median(without.map(one => one[key])), median(watched.map(one => one[key]))];
		const spread = list => `${Math.min(...list).toFixed(0)}–${Math.max(...list).toFixed(0)}`;
		console.log(
			`  ${label.padEnd(24)} ${a.toFixed(1)} → ${b.toFixed(1)} ${unit} (${((100 * (b - a)) / a).toFixed(1)} %; ${spread(without.map(one => one[key]))}, ${spread(watched.map(one => one[key]))})`,
		);
	};
	console.log(`${name} server, ${turns} turns of ${requests} requests, medians, without → ${way}:`);
	row('requests', 'per second', 'rate');
	row('CPU of the container', 'µs per request', 'cpu');
	console.log(`  CPU of dockscope         ${median(watched.map(({own}) => own)).toFixed(1)} % of one processor`);
	for (const line of new Set(watched.flatMap(({missed}) => missed))) console.log(`  ${line}`);
}

function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

/** A static busybox, and this Node with the libraries that it loads. */
function importImage() {
	const root = join(engine.directory, 'image');
	for (const folder of ['bin', 'www', 'tmp']) mkdirSync(join(root, folder), {recursive: true});
	cpSync(execFileSync('which', ['busybox'], {encoding: 'utf8'}).trim(), join(root, 'bin/busybox'), {dereference: true});
	for (const applet of ['sh', 'httpd']) cpSync(join(root, 'bin/busybox'), join(root, 'bin', applet));
	const libraries = [...execFileSync('ldd', [process.execPath], {encoding: 'utf8'}).matchAll(/(?:=> )?(\/\S+) \(0x/g)];
	for (const path of [process.execPath, ...libraries.map(([, path]) => path)]) {
		mkdirSync(join(root, dirname(path)), {recursive: true});
		cpSync(path, join(root, path), {dereference: true});
	}
	writeFileSync(join(root, 'www/index.html'), 'hello\n');
	writeFileSync(
		join(root, 'www/server.js'),
		`require('node:http').createServer((_, answer) => answer.end(require('node:fs').readFileSync('/www/index.html'))).listen(80);`,
	);
	execFileSync('sh', ['-c', `tar -C ${root} -c . | docker -H unix://${engine.socket} import --change 'ENV PATH=/bin' - bench:1`]);
	rmSync(root, {recursive: true});
}
