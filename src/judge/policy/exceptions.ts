import {covers, isExpired, type WaiverTarget} from './apply-policy.js';
import {matchesGlob} from './glob.js';
import type {AlertException} from './policy.js';

/**
 * The exception that covers an alert; of several, one that has not expired.
 *
 * @param text  what the detection saw, as the alert shows it
 * @param now  RFC 3339
 */
export function findException(
	exceptions: readonly AlertException[],
	detection: string,
	subject: WaiverTarget,
	text: string,
	now: string,
): {readonly exception: AlertException; readonly expired: boolean} | null {
	const covering = exceptions
		.filter(one => one.detection === detection && covers(one.target, subject) && matchesGlob(one.match, text))
		.map(exception => ({exception, expired: isExpired(exception, now)}));
	return covering.find(({expired}) => !expired) ?? covering[0] ?? null;
}
