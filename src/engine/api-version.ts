import {sanitise} from '../terminal/sanitise.js';
import {type EngineAddress, showAddress} from './address.js';
import {EngineError} from './engine-error.js';

/** The newest API version that dockscope knows. */
const NEWEST_KNOWN = '1.51';
/** The oldest with the answers that dockscope needs; engines of 2017. */
const OLDEST_KNOWN = '1.24';

/**
 * The API version to use: the engine's own, or the newest known if the engine is newer. Docker 29 rejects versions below 1.44, but
 * never its own.
 *
 * @param offered  the `Api-Version` header of `/_ping`; absent on engines before 1.25 and behind some proxies
 * @returns a prefix for paths: `/v1.45`, or empty, which an engine reads as its own version
 */
export function versionPrefix(address: EngineAddress, offered: string | undefined): string {
	if (offered === undefined || !/^\d{1,3}\.\d{1,4}$/.test(offered)) return '';
	if (isOlder(offered, OLDEST_KNOWN)) {
		throw new EngineError(
			'engine',
			sanitise(
				`the engine at ${showAddress(address)} speaks API ${offered}; dockscope needs ${OLDEST_KNOWN} (Docker 1.12) or newer`,
			),
		);
	}
	return `/v${isOlder(offered, NEWEST_KNOWN) ? offered : NEWEST_KNOWN}`;
}

/** Whether version `a`, in the form major.minor, is older than `b`: 1.9 is older than 1.24. */
export function isOlder(a: string, b: string): boolean {
	const [majorA = 0, minorA = 0] = a.split('.').map(Number);
	const [majorB = 0, minorB = 0] = b.split('.').map(Number);
	return majorA < majorB || (majorA === majorB && minorA < minorB);
}
