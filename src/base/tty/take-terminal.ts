import {writeSync} from 'node:fs';
import {exitHandlers} from '../lib/exit-handlers.js';
import {holdOutput} from '../lib/held-output.js';
import {mouseOff} from './mouse.js';
import {restoreSequence} from './screen.js';

export type TerminalSession = ReturnType<typeof takeTerminal>;

/**
 * Takes over the terminal: input is no longer echoed, and however the program ends, the terminal is restored. Output
 * that would overwrite the screen, such as Node's warnings, is held back for stderr until it is released.
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
		get entered() {
			return entered;
		},
		/** The alternate screen, with no cursor on it. */
		enter() {
			if (entered) return;
			entered = true;
			stdout.write('\x1b[?1049h\x1b[?25l');
		},
		release() {
			// Otherwise Ink has restored what it changed, of which the mouse is not.
			stdout.write(entered ? restoreSequence : mouseOff);
			process.off('exit', restoreAtExit);
			writeHeld(text => process.stderr.write(text));
			out.release();
			stdin.setRawMode(false);
			stdin.pause();
			// A stream that had listeners keeps reading even so, and would keep the program alive.
			stdin.unref();
		},
	};
}
