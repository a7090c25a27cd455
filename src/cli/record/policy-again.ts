import {UsageError} from '../../base/index.js';
import type {Policy} from '../../judge/index.js';
import type {Run} from '../run.js';
import {trustedPolicy} from '../source/load-fleet.js';

/**
 * Reads the policy again while the recorder runs. One that is wrong by now is reported once for each mistake, and the one before it stays.
 *
 * @param use  is given the policy
 */
export function readPolicyAgain(run: Run, use: (policy: Policy) => void): () => Promise<void> {
	let reported = '';
	return async () => {
		try {
			use(await trustedPolicy(run));
			reported = '';
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			if (error.message !== reported) run.stderr.write(`the policy is used as it was: ${error.message}\n`);
			reported = error.message;
		}
	};
}
