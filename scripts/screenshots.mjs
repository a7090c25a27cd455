// Writes screenshots/*.svg and *.png: real frames of the real program, driven through a pty and read from a terminal emulator.
// node scripts/screenshots.mjs [dockscope's own options, --demo when none are given]
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as pty from '@lydell/node-pty';
import {Resvg} from '@resvg/resvg-js';
import xterm from '@xterm/headless';
import {svgOf} from './screenshots/svg.mjs';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'screenshots');
const options = process.argv.length > 2 ? process.argv.slice(2) : ['--demo'];
const fonts = join(dirname(fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/package.json'))), 'ttf');

/** What is pressed, and what must be on the screen before the picture is taken. */
const shots = [
	{name: 'fleet', keys: [], shows: /RISK.*NAME.*BADGES/},
	{name: 'overview', keys: ['/name:traefik\r', '\r'], shows: /ATTACK PATHS/},
	{name: 'findings', keys: ['/name:traefik\r', '\r', '2'], shows: /inspect|evidence|critical/},
	{name: 'capabilities', keys: ['/name:traefik\r', '\r', '3'], shows: /granted/},
	{name: 'mounts', keys: ['/name:traefik\r', '\r', '4'], shows: /root filesystem/},
	{name: 'network', keys: ['/name:traefik\r', '\r', '5'], shows: /mode/},
	{name: 'fix', keys: ['/name:traefik\r', 'f', ' '], shows: /→ [A-D] \d+ · 0 paths/},
	{name: 'survive', keys: ['X'], shows: /of \d+ known escapes/},
	{name: 'host', keys: ['H'], shows: /ENGINE/},
	{name: 'map', keys: ['N'], shows: /BETWEEN CONTAINERS/},
	{name: 'rules', keys: ['R'], shows: /WHAT IT FINDS/},
	{name: 'tree', keys: ['t'], shows: /containers?\s*$/m},
	{name: 'help', keys: ['?'], shows: /MOVE/},
	{name: 'fleet-80', keys: [], shows: /RISK.*NAME.*BADGES/, columns: 80, rows: 24},
	{name: 'fleet-60', keys: [], shows: /RISK.*NAME.*BADGES/, columns: 60, rows: 24},
];

await mkdir(target, {recursive: true});
for (const shot of shots) {
	const terminal = await frameOf(shot);
	const svg = svgOf(terminal, `dockscope: ${shot.name}`);
	await writeFile(join(target, `${shot.name}.svg`), svg);
	const picture = new Resvg(svg, {
		fitTo: {mode: 'zoom', value: 1.5},
		font: {
			fontFiles: ['DejaVuSansMono.ttf', 'DejaVuSansMono-Bold.ttf'].map(file => join(fonts, file)),
			loadSystemFonts: false,
			defaultFontFamily: 'DejaVu Sans Mono',
		},
	});
	await writeFile(join(target, `${shot.name}.png`), picture.render().asPng());
	console.log(`screenshots/${shot.name}.png`);
}

async function frameOf({keys, shows, columns = 120, rows = 34}) {
	const home = await mkdtemp(join(tmpdir(), 'dockscope-shot-'));
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const program = pty.spawn(process.execPath, [join(root, 'bin/dockscope.js'), ...options], {
		cols: columns,
		rows,
		cwd: home,
		env: {PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color', TZ: 'UTC'},
	});
	let lastData = Date.now();
	program.onData(data => {
		lastData = Date.now();
		terminal.write(data);
	});
	const text = () =>
		Array.from({length: rows}, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '').join('\n');
	const until = async holds => {
		const end = Date.now() + 60_000;
		while (!holds()) {
			if (Date.now() > end) throw new Error(`waited for ${shows} in vain:\n${text()}`);
			await new Promise(done => setTimeout(done, 50));
		}
	};
	// A fleet that has loaded writes nothing any more. On a busy machine pauses are longer than that.
	const settled = (quiet = 700) => Date.now() - lastData > quiet && !/still judging/.test(text());
	// The demo's scans come last.
	const hasScans = () => !options.includes('--demo') || !/VULNS/.test(text()) || /\b[CHML]\d+\b/.test(text());
	try {
		await until(() => /RISK/.test(text()) && hasScans() && settled(3_000));
		for (const key of keys) {
			program.write(key);
			lastData = Date.now();
			await until(() => settled());
		}
		await until(() => shows.test(text()) && settled());
		return terminal;
	} finally {
		program.kill('SIGKILL');
		await rm(home, {recursive: true, force: true});
	}
}
