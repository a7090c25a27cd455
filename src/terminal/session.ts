import {writeSync} from 'node:fs';
import {exitHandlers} from './exit-handlers.js';
import {holdOutput} from './held-output.js';
import {restoreSequence} from './screen.js';

/** The terminal while it is ours. */
export type TerminalSession = ReturnType<typeof takeTerminal>;

/**
 * Takes the terminal: what is typed from here on is not echoed, and whatever ends the program, the terminal is as it was before. What
 * would be written over the screen meanwhile, warnings of Node say, follows on stderr once it is given back.
 */
export function takeTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream) {
	stdin.setRawMode(true);
	stdin.ref();
	const out = exitHandlers(process);
	const held = holdOutput(process);
	const writeHeld = (write: (text: string) => void) => {
		const text = held.release();
		if (text !== null) write(`${text}\n`);
	};
	const restoreAtExit = () => {
		writeSync(1, restoreSequence);
		writeHeld(text => writeSync(2, text));
	};
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
			writeHeld(text => process.stderr.write(text));
			out.release();
			stdin.setRawMode(false);
			stdin.pause();
			// One that was listened to goes on reading in spite of it, and would keep the program alive.
			stdin.unref();
		},
	};
}
