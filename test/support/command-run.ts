import {parseCommandLine} from '../../src/cli/command-line.js';
import type {Run} from '../../src/cli/run.js';

/** Runs a command in this process, with a state directory of its own: its exit status and what it wrote. */
export async function runCommand(
	command: (run: Run) => Promise<number>,
	words: readonly string[],
	state: string,
): Promise<{status: number; out: string; err: string}> {
	const texts = {out: '', err: ''};
	const stream = (name: 'out' | 'err') => ({
		write(text: string) {
			texts[name] += text;
			return true;
		},
	});
	const given = {
		line: parseCommandLine([...words]),
		stdin: process.stdin,
		stdout: stream('out'),
		stderr: stream('err'),
		env: {XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'},
		signal: new AbortController().signal,
	};
	// Only `write` of the streams is used.
	const status = await command(given as unknown as Run);
	return {status, ...texts};
}
