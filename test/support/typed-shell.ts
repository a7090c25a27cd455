import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as pty from '@lydell/node-pty';
import {findProgram} from './engine-binaries.js';
import {until} from './process-table.js';

/** Interactive shells that this machine has, without anyone's configuration. */
export async function interactiveShells(): Promise<readonly (readonly string[])[]> {
	const known = [
		['bash', '--norc', '-i'],
		['dash', '-i'],
		['zsh', '-f', '-i'],
	];
	const found = await Promise.all(known.map(async words => ((await findProgram(words[0] ?? '')) === null ? [] : [words])));
	return found.flat();
}

/** An interactive shell in a terminal: what is pasted into it, and what it writes. */
export type TypedShell = {
	/** Pastes text with a return after it, and waits until the shell is ready again; gives what was written since. */
	readonly paste: (text: string) => Promise<string>;
	readonly stop: () => Promise<void>;
};

export async function typedShell(words: readonly string[], env: Readonly<Record<string, string>>): Promise<TypedShell> {
	const home = await mkdtemp(join(tmpdir(), 'dockscope-shell-'));
	const [program = '', ...args] = words;
	const shell = pty.spawn(program, args, {
		...{cols: 200, rows: 50, cwd: home},
		env: {HOME: home, LANG: 'C.UTF-8', TERM: 'xterm', PS1: '$ ', HISTFILE: join(home, 'history'), ...env},
	});
	let output = '';
	let ended = false;
	shell.onData(data => {
		output += data;
	});
	shell.onExit(() => {
		ended = true;
	});
	let turn = 0;
	return {
		async paste(text) {
			const from = output.length;
			const ready = `READY${++turn}`;
			// The quotes keep the echo of the line from being taken for its result.
			for (const line of [...text.split('\n'), `echo REA''DY${turn}`]) shell.write(`${line}\r`);
			await until(`${program} is ready again`, async () => {
				if (ended) throw new Error(`${program} has ended:\n${output}`);
				return output.includes(ready, from);
			});
			return output.slice(from);
		},
		async stop() {
			if (!ended) shell.kill('SIGKILL');
			await rm(home, {recursive: true, force: true});
		},
	};
}
