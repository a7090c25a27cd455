import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import * as pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {patience, waitedInVain} from './patience.js';

const root = resolve(import.meta.dirname, '../..');
const longest = 60_000;
/** Milliseconds. */
const betweenLooks = 20;

export type ProgramOptions = {
	readonly args?: readonly string[];
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** A command that starts it: `nsenter -n -t 812`. */
	readonly by?: readonly string[];
};

/** The real bundle in a real terminal: what a person sees, types and gets on the clipboard. */
export type Screen = {
	/** Lines of the terminal, spaces at their ends cut. */
	text(): string;
	/** Waits until the screen matches; throws with the screen that was there instead. */
	shows(pattern: RegExp): Promise<void>;
	/** Waits until it no longer does. */
	hides(pattern: RegExp): Promise<void>;
	/** Waits until nothing was written for so long (half a second at least): the frame is whole. */
	settles(quiet?: number): Promise<void>;
	/** Types keys one after the other: text, or one of the names in `keyCodes`, `^d` for Ctrl-d. */
	press(...keys: readonly string[]): void;
	/** Types a key that moves the mark to another line, and waits until it is there. */
	moves(key: string): Promise<void>;
	/** What the last OSC 52 carried. */
	clipboard(): string | null;
	/** Waits for a clipboard that matches. */
	copies(pattern: RegExp): Promise<void>;
	/** Resolves with the exit status once the program has ended. */
	exit(): Promise<number>;
	/** After the end: main screen, cursor shown, bracketed paste off, and the line discipline as a shell needs it. */
	restored(): boolean;
	resize(columns: number, rows: number): void;
	kill(signal: NodeJS.Signals): void;
	/** Everything that was written so far. */
	output(): string;
	readonly terminal: InstanceType<typeof xterm.Terminal>;
	/** Ends it, if it still runs, and removes its home. */
	stop(): Promise<void>;
};

/** What follows from neighbours, images and host is judged after the first grades; the heading says so until all is known. */
export const unsettled = /^ dockscope .* (still judging|\d+ of \d+)$/m;

const keyCodes: Readonly<Record<string, string>> = {
	Enter: '\r',
	Esc: '\x1b',
	Tab: '\t',
	'S-Tab': '\x1b[Z',
	Up: '\x1b[A',
	Down: '\x1b[B',
	Right: '\x1b[C',
	Left: '\x1b[D',
	Home: '\x1b[H',
	End: '\x1b[F',
	PgDn: '\x1b[6~',
	PgUp: '\x1b[5~',
	Space: ' ',
	Backspace: '\x7f',
};

const codeOf = (key: string): string =>
	keyCodes[key] ?? (/^\^[a-z]$/.test(key) ? String.fromCharCode(key.charCodeAt(1) - 96) : key);

/** The shell around it stays alive through a signal to the group, so that it can report how the terminal was left. */
const shell = `trap : INT TERM HUP QUIT; "$@"; status=$?; stty -a | grep -q -- ' icanon' && stty -a | grep -q -- ' echo ' && printf 'line discipline restored'; exit $status`;

export async function dockscope({args = [], columns = 120, rows = 30, env = {}, by = []}: ProgramOptions = {}): Promise<Screen> {
	const home = await mkdtemp(join(tmpdir(), 'dockscope-home-'));
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1_000});
	const program = pty.spawn('/bin/sh', ['-c', shell, 'sh', ...by, process.execPath, join(root, 'bin/dockscope.js'), ...args], {
		cols: columns,
		rows,
		cwd: home,
		// Nothing of the machine: CI variables would switch live frames off, DOCKER_HOST would find an engine.
		env: {
			PATH: process.env['PATH'] ?? '/usr/bin:/bin',
			HOME: home,
			XDG_STATE_HOME: home,
			TMPDIR: home,
			LANG: 'C.UTF-8',
			TERM: 'xterm-256color',
			TZ: 'UTC',
			...env,
		},
	});
	let output = '';
	/** How often anything was written, or typed. */
	let moves = 0;
	let clipboard: string | null = null;
	let status: number | null = null;
	terminal.parser.registerOscHandler(52, data => {
		clipboard = Buffer.from(data.replace(/^[^;]*;/, ''), 'base64').toString('utf8');
		return true;
	});
	program.onData(data => {
		output += data;
		moves += 1;
		terminal.write(data);
	});
	program.onExit(({exitCode}) => {
		status = exitCode;
	});

	const text = (): string => {
		const {active} = terminal.buffer;
		return Array.from(
			{length: terminal.rows},
			(_, row) =>
				active
					.getLine(active.baseY + row)
					?.translateToString(true)
					.trimEnd() ?? '',
		).join('\n');
	};
	const until = async (holds: () => boolean, what: string) => {
		const begin = Date.now();
		const most = patience(longest);
		while (!holds()) {
			if (Date.now() - begin > most) {
				const ended = status === null ? '' : `\n(ended with ${status})`;
				throw new Error(`${what}, but the screen was:\n${text()}${ended}${waitedInVain(most)}`);
			}
			await new Promise(done => setTimeout(done, betweenLooks));
		}
	};

	const press = (...keys: readonly string[]): void => {
		moves += 1;
		for (const key of keys) program.write(codeOf(key));
	};

	return {
		text,
		shows: pattern => until(() => pattern.test(text()), `should show ${pattern}`),
		hides: pattern => until(() => !pattern.test(text()), `should no longer show ${pattern}`),
		settles(quiet = 500) {
			// By looks and not by the clock: where the whole machine stood still, what came meanwhile is still to be read.
			let looks = 0;
			let seen = moves;
			return until(() => {
				looks = seen === moves ? looks + 1 : 0;
				seen = moves;
				return looks * betweenLooks > quiet;
			}, 'should come to rest');
		},
		press,
		moves(key) {
			const marked = () => /▌.*/.exec(text())?.[0];
			const before = marked();
			press(key);
			return until(() => marked() !== before, `should move by ${key}`);
		},
		clipboard: () => clipboard,
		copies: pattern => until(() => clipboard !== null && pattern.test(clipboard), `should copy ${pattern}`),
		async exit() {
			await until(() => status !== null, 'should end');
			// What was written last may still be on its way through the parser.
			await new Promise<void>(done => terminal.write('', done));
			return status ?? -1;
		},
		restored: () =>
			terminal.buffer.active.type === 'normal' &&
			output.lastIndexOf('\x1b[?25h') >= output.lastIndexOf('\x1b[?25l') &&
			output.lastIndexOf('\x1b[?2004l') >= output.lastIndexOf('\x1b[?2004h') &&
			output.includes('line discipline restored'),
		resize(nextColumns, nextRows) {
			moves += 1;
			terminal.resize(nextColumns, nextRows);
			program.resize(nextColumns, nextRows);
		},
		kill(signal) {
			process.kill(-program.pid, signal);
		},
		output: () => output,
		terminal,
		async stop() {
			if (status === null) {
				process.kill(-program.pid, 'SIGKILL');
				await until(() => status !== null, 'should be killed');
			}
			await rm(home, {recursive: true, force: true});
		},
	};
}
