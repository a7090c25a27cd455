import {type SafeText, withEllipsis} from '../../base/index.js';

/** Characters: a very long name in the file must not push the message off the screen. */
const MAX_LENGTH = 600;

/** A file that is not a snapshot: one line with the file, the place in it, and what was expected. */
export class SnapshotError extends Error {
	override readonly name = 'SnapshotError';

	constructor(message: SafeText, options?: ErrorOptions) {
		super(withEllipsis(message, MAX_LENGTH), options);
	}
}
