// Presses keys in the terminal UI for so many seconds, on the list and on the Events page, and prints as JSON how long each took until the screen
// showed it:  node scripts/bench/keys.mjs SECONDS COMMAND…
import {setTimeout as sleep} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {quantile} from './terminal.mjs';

const [seconds, ...command] = process.argv.slice(2);
const columns = 180;
const rows = 50;
/** Milliseconds after which a key counts as missed, and between two keys. */
const limit = 2_000;
const pause = 150;
const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;

const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
// Ink paints only at its exit where these are set.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CI|CI_.*|CONTINUOUS_INTEGRATION)$/.test(name)));
const program = pty.spawn(command[0], command.slice(1), {cols: columns, rows, name: 'xterm-256color', env});
let changed = () => undefined;
terminal.onData(answer => program.write(answer));
program.onData(data => {
	const at = milliseconds();
	terminal.write(data, () => changed(at));
});
const lines = () => Array.from({length: rows}, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '');
const cursor = () => lines().findIndex(line => line.startsWith('▌'));
const shows = pattern => lines().some(line => pattern.test(line));

const until = (isTrue, most) =>
	new Promise(resolve => {
		const timer = setTimeout(() => resolve(null), most);
		changed = at => {
			if (!isTrue()) return;
			changed = () => undefined;
			clearTimeout(timer);
			resolve(at);
		};
		changed(milliseconds());
	});
const taken = {};
async function press(where, key, isDone) {
	const name = `${where} ${{'\r': 'Enter', '\u001b': 'Esc'}[key] ?? key}`;
	taken[name] ??= {times: [], missed: 0};
	const begin = milliseconds();
	program.write(key);
	const at = await until(isDone, limit);
	if (at === null) taken[name].missed += 1;
	else taken[name].times.push(at - begin);
	await sleep(pause);
}
const move = (where, key) => {
	const was = cursor();
	return press(where, key, () => cursor() !== was);
};

const end = milliseconds() + Number(seconds) * 1000;
const isList = () => shows(/^ RISK.* NAME/) && cursor() >= 0;
if ((await until(isList, 60_000)) === null) throw new Error(lines().join('\n'));
// Everything is graded, and garbage was collected.
await sleep(20_000);
while (milliseconds() < end) {
	for (const key of ['j', 'j', 'k', 'j', 'k', 'k']) await move('list', key);
	await press('list', '\r', () => !isList());
	await press('container', '\u001b', isList);
	await press('list', 'e', () => !isList());
	for (const key of ['j', 'j', 'j', 'k', 'k', 'j']) await move('Events', key);
	await press('Events', '\u001b', isList);
}
program.write('q');
await sleep(1_000);
program.kill('SIGKILL');
const summary = Object.entries(taken).map(([name, {times, missed}]) => {
	const sorted = times.sort((a, b) => a - b);
	return [name, {count: times.length, missed, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95)}];
});
console.log(JSON.stringify(Object.fromEntries(summary)));
process.exit(0);
