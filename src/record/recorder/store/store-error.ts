import type {SafeText} from '../../../base/index.js';

/** The store of the recorder cannot be used, or no longer. `message` is one line, safe to show; what was written before is kept. */
export class StoreError extends Error {
	override readonly name = 'StoreError';

	constructor(message: SafeText, options?: ErrorOptions) {
		super(message, options);
	}
}
