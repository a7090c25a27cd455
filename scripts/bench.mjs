// npm run bench: dockscope beside the bare API, the docker client and any peer, on one engine, in turns. Needs root and dockerd.
//   DOCKSCOPE_BENCH_SIZES=10,200,500  DOCKSCOPE_BENCH_RUNS=3  DOCKSCOPE_BENCH_NODE=/path/to/another/node  DOCKSCOPE_BENCH_PEER=/path/to/lazydocker
//   DOCKSCOPE_BENCH_EXECUTABLE=/path/to/the/single/executable
import {execFileSync} from 'node:child_process';
import {importBusybox} from './bench/busybox.mjs';
import {bareCost, growFleet, startEngine, stopEngine} from './bench/engine.mjs';
import {printFigures, printRatios} from './bench/report.mjs';
import {measure} from './bench/terminal.mjs';

const sizes = (process.env.DOCKSCOPE_BENCH_SIZES ?? '10,200,500').split(',').map(Number);
const runs = Number(process.env.DOCKSCOPE_BENCH_RUNS ?? 3);
const idleSeconds = Number(process.env.DOCKSCOPE_BENCH_IDLE ?? 20);
const row = /bench-\d+/;
const program = 'bin/dockscope.js';

const nodes = [process.execPath, ...[process.env.DOCKSCOPE_BENCH_NODE ?? []].flat()].map(path => ({
	version: execFileSync(path, ['--version']).toString().trim().slice(1),
	path,
}));
const labelOf = ({version}) => `dockscope, Node ${version}`;
/** A program of its own too; `bare API` is a client that has been running. */
const bareLabelOf = ({version}) => `bare client, Node ${version}`;
const executable = process.env.DOCKSCOPE_BENCH_EXECUTABLE;
const peerPath = process.env.DOCKSCOPE_BENCH_PEER;
const peer = peerPath === undefined ? null : {label: peerPath.split('/').at(-1), path: peerPath};

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
		for (let run = 0; run < runs; run += 1) await measureAll(size, environment, run === runs - 1, results);
		printFigures(size, results);
		printRatios(
			results,
			nodes.map(node => ({label: labelOf(node), bare: bareLabelOf(node)})),
			peer?.label ?? null,
		);
	}
} finally {
	await stopEngine(engine);
}

/**
 * One after the other, so that each meets the same machine; what takes long is measured in the last round, idling with the largest
 * fleet alone.
 */
async function measureAll(size, environment, isLast, results) {
	const take = (label, figures) => (results.get(label) ?? results.set(label, []).get(label)).push(figures);
	const common = {row, enginePids: engine.pids, idleSeconds: isLast && size === Math.max(...sizes) ? idleSeconds : 0};
	for (const node of nodes) {
		const {path} = node;
		const figures = await measure([path, program], environment, {...common, allGraded: lines => isGraded(lines, size)});
		take(labelOf(node), {...figures, audit: timed(path, [program, 'audit'], environment)});
		take(bareLabelOf(node), bareProgram(path, environment));
	}
	if (executable !== undefined) {
		const figures = await measure([executable], environment, {...common, allGraded: lines => isGraded(lines, size)});
		take('executable', {...figures, audit: timed(executable, ['audit'], environment)});
	}
	if (peer !== null) take(peer.label, await measure([peer.path], environment, {...common, allGraded: null}));
	take('bare API', await bareCost(engine));
	take('docker ps', {total: timed('docker', ['ps'], environment)});
	if (isLast) take('docker stats --no-stream', {total: timed('docker', ['stats', '--no-stream'], environment)});
}

/** Nothing is loading, and each row that fits has its grade. */
function isGraded(lines, size) {
	const graded = lines.filter(line => /^.\s?[A-F]\s+\d+\s+bench-\d+/.test(line)).length;
	return graded >= Math.min(size, 35) && !/\d+ of \d+/.test(lines[0]);
}

function bareProgram(node, environment) {
	const begin = process.hrtime.bigint();
	const printed = execFileSync(node, ['scripts/bench/bare-client.mjs', engine.socket], {env: environment});
	return {...JSON.parse(printed), total: Number(process.hrtime.bigint() - begin) / 1e6};
}

/** Milliseconds from exec to exit. */
function timed(command, parameters, environment) {
	const begin = process.hrtime.bigint();
	execFileSync(command, parameters, {env: environment, stdio: ['ignore', 'ignore', 'inherit']});
	return Number(process.hrtime.bigint() - begin) / 1e6;
}
