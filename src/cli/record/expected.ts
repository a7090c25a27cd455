import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {containerSubject, findException, isExpired, type Policy, type WaiverTarget} from '../../judge/index.js';
import type {RecorderOptions, Subject} from '../../record/index.js';

const unexpected = {excepted: trusted(''), expired: trusted('')};

/** Applies the exceptions of the policy to alerts as they are raised. @param now  milliseconds since the epoch */
export const expectedBy =
	({exceptions}: Pick<Policy, 'exceptions'>, now: () => number = Date.now): RecorderOptions['expected'] =>
	(container, subject, rule, text) => {
		if (exceptions.length === 0) return unexpected;
		const target = container === null ? goneSubject(subject) : containerSubject(container.facts, container.assessed.image);
		const found = findException(exceptions, rule, target, text, new Date(now()).toISOString());
		if (found === null) return unexpected;
		const {reason, expires} = found.exception;
		return found.expired ? {...unexpected, expired: sanitise(expires ?? '')} : {...unexpected, excepted: sanitise(reason)};
	};

/** Of a container that is gone only its workload is known. */
function goneSubject({workload}: Subject): WaiverTarget {
	const [, service] = /\/(.*)$/s.exec(workload) ?? [];
	return service === undefined
		? {names: [workload], services: [], images: []}
		: {names: [], services: [service, workload], images: []};
}

/** A line for each exception that has expired. @param now  RFC 3339 */
export const expiredExceptions = ({exceptions, path}: Pick<Policy, 'exceptions' | 'path'>, now: string): SafeText[] =>
	exceptions
		.filter(one => isExpired(one, now))
		.map(
			({detection, expires, line}) =>
				safe`${sanitise(path ?? '')}:${line}: the exception for ${sanitise(detection)} expired after ${sanitise(expires ?? '')}: its alerts count again`,
		);
