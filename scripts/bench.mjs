// npm run bench: dockscope beside the bare API, the docker client and any peer, on one engine, in turns. Needs root and dockerd.
//   DOCKSCOPE_BENCH_SIZES=10,200,500  DOCKSCOPE_BENCH_RUNS=3  DOCKSCOPE_BENCH_NODE=/path/to/another/node  DOCKSCOPE_BENCH_PEER=/path/to/lazydocker
import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {bareCost, growFleet, startEngine, stopEngine} from './bench/engine.mjs';
import {measure, quantile} from './bench/terminal.mjs';

const sizes = (process.env.DOCKSCOPE_BENCH_SIZES ?? '10,200,500').split(',').map(Number);
const runs = Number(process.env.DOCKSCOPE_BENCH_RUNS ?? 3);
const idleSeconds = Number(process.env.DOCKSCOPE_BENCH_IDLE ?? 20);
const row = /bench-\d+/;

const engine = await startEngine();
try {
	importBusybox(engine);
	const environment = {
		...process.env,
		DOCKER_HOST: `unix://${engine.socket}`,
		HOME: engine.directory,
		LANG: 'C.UTF-8',
		TERM: 'xterm-256color',
	};
	for (const size of sizes) {
		await growFleet(engine, size, 'bench:1');
		const results = new Map();
		for (let run = 0; run < runs; run += 1) {
			for (const [label, command, own] of programs()) {
				const allGraded = own ? lines => isGraded(lines, size) : null;
				const options = {row, allGraded, enginePids: engine.pids, idleSeconds};
				(results.get(label) ?? results.set(label, []).get(label)).push(await measure(command, environment, options));
			}
			(results.get('bare API') ?? results.set('bare API', []).get('bare API')).push(await bareCost(engine));
			(results.get('docker ps') ?? results.set('docker ps', []).get('docker ps')).push({
				total: timed(() => execFileSync('docker', ['ps'], {env: environment, stdio: 'ignore'})),
			});
			(
				results.get('docker stats --no-stream') ?? results.set('docker stats --no-stream', []).get('docker stats --no-stream')
			).push({
				total: timed(() => execFileSync('docker', ['stats', '--no-stream'], {env: environment, stdio: 'ignore'})),
			});
		}
		report(size, results);
	}
} finally {
	await stopEngine(engine);
}

/** Nothing is loading, and each row that fits has its grade. */
function isGraded(lines, size) {
	const graded = lines.filter(line => /^.\s?[A-F]\s+\d+\s+bench-\d+/.test(line)).length;
	return graded >= Math.min(size, 35) && !/\d+ of \d+/.test(lines[0]);
}

function programs() {
	const list = [[`dockscope, Node ${process.versions.node}`, [process.execPath, 'bin/dockscope.js'], true]];
	const other = process.env.DOCKSCOPE_BENCH_NODE;
	if (other !== undefined)
		list.push([`dockscope, ${execFileSync(other, ['--version']).toString().trim()}`, [other, 'bin/dockscope.js'], true]);
	const peer = process.env.DOCKSCOPE_BENCH_PEER;
	if (peer !== undefined) list.push([peer.split('/').at(-1), [peer], false]);
	return list;
}

function importBusybox({directory, socket}) {
	const root = join(directory, 'image');
	mkdirSync(join(root, 'bin'), {recursive: true});
	cpSync('/bin/busybox', join(root, 'bin/busybox'));
	for (const applet of ['sh', 'sleep']) cpSync('/bin/busybox', join(root, 'bin', applet));
	const tar = execFileSync('tar', ['-C', root, '-c', '.'], {maxBuffer: 1 << 28});
	execFileSync('docker', ['-H', `unix://${socket}`, 'import', '-', 'bench:1'], {
		input: tar,
		stdio: ['pipe', 'ignore', 'inherit'],
	});
	rmSync(root, {recursive: true});
}

function timed(work) {
	const begin = process.hrtime.bigint();
	work();
	return Number(process.hrtime.bigint() - begin) / 1e6;
}

/** Medians of the runs, one program a line, with the load of the machine at the end. */
function report(size, results) {
	const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
	console.log(`\n${size} containers, ${runs} runs in turns, load ${load}`);
	for (const [label, measured] of results) {
		const names = Object.keys(measured[0]);
		const figures = names.map(name => {
			const sorted = measured
				.map(result => result[name])
				.filter(value => value !== null)
				.sort((a, b) => a - b);
			const median = quantile(sorted, 0.5);
			return `${name} ${median === null ? '-' : median < 100 ? median.toFixed(1) : Math.round(median)}`;
		});
		console.log(`  ${label.padEnd(28)} ${figures.join('  ')}`);
	}
}
