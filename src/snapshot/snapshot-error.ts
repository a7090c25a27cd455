import {piece, type SafeText} from '../terminal/safe-text.js';

/** Characters: what a file names without end must not push the message off the screen. */
const longest = 600;

/** A file that is no snapshot: one line that says which file, where in it, and what was expected. */
export class SnapshotError extends Error {
	override readonly name = 'SnapshotError';

	constructor(message: SafeText, options?: ErrorOptions) {
		super(message.length > longest ? `${piece(message, 0, longest)}…` : message, options);
	}
}
