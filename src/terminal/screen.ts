import {toAscii} from './ascii.js';

/** Erases the scrollback: what a person had on the screen before us is not ours to remove. */
const eraseScrollback = '\x1b[3J';

export type GuardOptions = {readonly ascii: boolean};

/**
 * The terminal as Ink may write to it: without `ESC[3J`, which Ink 7 writes on shrinking and on quitting (ink#935), and in ASCII where
 * the terminal shows no other characters. Everything else is the stream's own.
 */
export function guardedStdout(stdout: NodeJS.WriteStream, {ascii}: GuardOptions): NodeJS.WriteStream {
	const clean = (data: unknown): unknown => {
		if (typeof data !== 'string') return data;
		const kept = data.replaceAll(eraseScrollback, '');
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

/** Back to the main screen, cursor, wrapping and styles as usual, bracketed paste off: whatever state we died in. */
export const restoreSequence = '\x1b[?2026l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[0m';
