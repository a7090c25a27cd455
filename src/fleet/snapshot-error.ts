import type {SafeText} from '../terminal/safe-text.js';

/** A file that is no snapshot: one line that says which file, where in it, and what was expected. */
export class SnapshotError extends Error {
	override readonly name = 'SnapshotError';

	constructor(message: SafeText, options?: ErrorOptions) {
		super(message, options);
	}
}
