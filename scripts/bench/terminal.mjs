// A terminal program in a 200x50 pty, and what it costs: first rows, key to frame, idle CPU, memory, bytes.
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const columns = 200;
const rows = 50;
const ticksPerSecond = 100;
const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;

/**
 * @param command argv
 * @param environment of the program; CI variables are taken out, because Ink paints only at exit with them
 * @param options.row pattern of a container's row
 * @param options.allGraded pattern that the screen shows once nothing is loading any more, or null
 * @param options.enginePids processes whose CPU the program causes
 * @param options.idleSeconds how long nothing is pressed while processor, memory and bytes are measured; 0: not measured
 */
export async function measure(command, environment, {row, allGraded, enginePids, keys = 100, idleSeconds = 20}) {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
	const env = Object.fromEntries(
		Object.entries(environment).filter(([name]) => !/^(CI|CI_.*|CONTINUOUS_INTEGRATION)$/.test(name)),
	);
	const begin = milliseconds();
	const program = pty.spawn(command[0], command.slice(1), {cols: columns, rows, name: 'xterm-256color', env});
	let bytes = 0;
	let lastOutput = begin;
	let ended = false;
	const watchers = new Set();
	program.onExit(() => {
		ended = true;
	});
	terminal.onData(answer => program.write(answer));
	program.onData(data => {
		const at = milliseconds();
		bytes += Buffer.byteLength(data);
		lastOutput = at;
		terminal.write(data, () => {
			for (const watcher of watchers) watcher(at);
		});
	});

	const lines = () => Array.from({length: rows}, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '');
	/** The first column of each row and which rows are painted: what moves with the selection, however a program marks it. */
	const selection = () =>
		Array.from({length: rows}, (_, y) => {
			const line = terminal.buffer.active.getLine(y);
			if (line === undefined || !row.test(line.translateToString(true))) return '';
			let painted = 0;
			for (let x = 0; x < columns; x += 1) if (line.getCell(x)?.isInverse() || !line.getCell(x)?.isBgDefault()) painted += 1;
			return `${line.getCell(0)?.getChars() ?? ''}${painted > 3 ? '#' : ''}`;
		}).join('|') +
		lines()
			.filter(line => row.test(line))
			.join('\n')
			.slice(0, 40);
	const until = (condition, limit) =>
		new Promise(resolve => {
			if (condition()) return resolve(milliseconds());
			const watcher = at => {
				if (!condition()) return;
				clearTimeout(timer);
				watchers.delete(watcher);
				resolve(at);
			};
			const timer = setTimeout(() => {
				watchers.delete(watcher);
				resolve(null);
			}, limit);
			watchers.add(watcher);
		});

	const result = {};
	const first = await until(() => lines().filter(line => row.test(line)).length >= 5, 60_000);
	if (first === null) {
		program.kill('SIGKILL');
		throw new Error(`${command.join(' ')}: no rows within 60 s:\n${lines().join('\n')}`);
	}
	result.firstRows = first - begin;
	if (allGraded !== null) {
		const graded = await until(() => allGraded(lines()), 30_000);
		result.allGraded = graded === null ? null : graded - begin;
	}
	for (const settle = milliseconds(); milliseconds() - lastOutput < 1500 && milliseconds() - settle < 4000; ) await sleep(50);

	const latencies = [];
	let missed = 0;
	for (let press = 0; press < keys; press += 1) {
		const was = selection();
		const at = milliseconds();
		// Up and down in turns: the highlight never stands still at an end of the list.
		program.write(press % 6 < 3 ? 'j' : 'k');
		const moved = await until(() => selection() !== was, 2000);
		if (moved === null) missed += 1;
		else latencies.push(moved - at);
		await sleep(60 + Math.random() * 60);
	}
	latencies.sort((a, b) => a - b);
	result.keyP50 = quantile(latencies, 0.5);
	result.keyP95 = quantile(latencies, 0.95);
	result.missed = missed;

	if (idleSeconds > 0) {
		// V8 collects garbage some 20 s after loading, once.
		await sleep(30_000);
		const tree = processTree(program.pid);
		const from = {bytes, program: cpuTicks(tree), engine: cpuTicks(enginePids), at: milliseconds()};
		await sleep(idleSeconds * 1000);
		const seconds = (milliseconds() - from.at) / 1000;
		result.idleCpuPercent = ((cpuTicks(processTree(program.pid)) - from.program) / ticksPerSecond / seconds) * 100;
		result.engineCpuPercent = ((cpuTicks(enginePids) - from.engine) / ticksPerSecond / seconds) * 100;
		result.bytesPerMinute = ((bytes - from.bytes) / seconds) * 60;
		result.rssMegabytes = residentKilobytes(processTree(program.pid)) / 1024;
	}

	program.write('q');
	for (let wait = 0; !ended && wait < 20; wait += 1) await sleep(100);
	if (!ended) program.kill('SIGKILL');
	return result;
}

export const quantile = (sorted, q) =>
	sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

function processTree(pid) {
	const pids = [pid];
	for (let index = 0; index < pids.length; index += 1) {
		try {
			for (const task of readdirSync(`/proc/${pids[index]}/task`)) {
				const children = readFileSync(`/proc/${pids[index]}/task/${task}/children`, 'utf8').trim();
				if (children !== '') pids.push(...children.split(' ').map(Number));
			}
		} catch (error) {
			// A process may end while it is looked at; anything else is a mistake of ours.
			if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
		}
	}
	return pids;
}

const sum = (pids, read) =>
	pids.reduce((total, pid) => {
		try {
			return total + read(pid);
		} catch (error) {
			if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
			return total;
		}
	}, 0);

const cpuTicks = pids =>
	sum(pids, pid => {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
		return Number(fields[11]) + Number(fields[12]);
	});

const residentKilobytes = pids =>
	sum(pids, pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0));
