import {writeSync} from 'node:fs';
import {waysOut} from './leave.js';
import {restoreSequence} from './screen.js';

/** The terminal while it is ours. */
export type TerminalSession = ReturnType<typeof takeTerminal>;

/**
 * Takes the terminal: what is typed from here on is not echoed, and whatever ends the program, the terminal is as it was before.
 */
export function takeTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream) {
	stdin.setRawMode(true);
	stdin.ref();
	const out = waysOut(process);
	const restoreAtExit = () => writeSync(1, restoreSequence);
	let entered = false;
	process.once('exit', restoreAtExit);
	return {
		out,
		/** Whether the alternate screen is on. */
		get entered() {
			return entered;
		},
		/** The alternate screen, with no cursor on it. */
		enter() {
			if (entered) return;
			entered = true;
			stdout.write('\x1b[?1049h\x1b[?25l');
		},
		/** Gives it back. */
		release() {
			if (entered) stdout.write(restoreSequence);
			process.off('exit', restoreAtExit);
			out.release();
			stdin.setRawMode(false);
			stdin.pause();
			// One that was listened to goes on reading in spite of it, and would keep the program alive.
			stdin.unref();
		},
	};
}
