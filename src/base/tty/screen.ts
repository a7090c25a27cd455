import {toAscii} from '../text/ascii.js';
import {mouseOff} from './mouse.js';

/** Erases the scrollback: what was on the screen before us is not ours to remove. */
const eraseScrollback = '\x1b[3J';

const enterAlternateScreen = '\x1b[?1049h';
/** The next frame is the whole screen. */
const clearScreen = '\x1b[?2026h\x1b[H\x1b[2J';

export type GuardOptions = {
	readonly ascii: boolean;
	/** The alternate screen is already on: entering it again would save the wrong cursor. */
	readonly entered?: boolean;
};

/**
 * The terminal as Ink may write to it: without `ESC[3J`, which Ink 7 writes on shrinking and on quitting (ink#935), and in ASCII if
 * the terminal shows nothing else. Everything else is passed to the stream.
 */
export function guardedStdout(stdout: NodeJS.WriteStream, {ascii, entered = false}: GuardOptions): NodeJS.WriteStream {
	let skipEntering = entered;
	const clean = (data: unknown): unknown => {
		if (typeof data !== 'string') return data;
		let kept = data.replaceAll(eraseScrollback, '');
		if (skipEntering && kept.includes(enterAlternateScreen)) {
			skipEntering = false;
			kept = kept.replace(enterAlternateScreen, clearScreen);
		}
		return ascii ? toAscii(kept) : kept;
	};
	return new Proxy(stdout, {
		get(target, name) {
			if (name === 'write')
				return (data: unknown, ...rest: unknown[]) => Reflect.apply(target.write, target, [clean(data), ...rest]);
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}

/** Main screen, cursor, wrapping and styles as usual, bracketed paste and mouse off: whatever state the program died in. */
export const restoreSequence = `${mouseOff}\x1b[?2026l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[0m`;
