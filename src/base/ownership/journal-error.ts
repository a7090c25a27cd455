import type {SafeText} from '../text/safe-text.js';

/** The journal of what dockscope creates cannot be used: nothing is created and nothing is removed. `message` is one line, safe to show. */
export class JournalError extends Error {
	override readonly name = 'JournalError';

	constructor(message: SafeText, options?: ErrorOptions) {
		super(message, options);
	}
}
