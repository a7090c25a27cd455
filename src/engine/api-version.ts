import {sanitise} from '../terminal/safe-text.js';
import {type EngineAddress, showAddress} from './address.js';
import {EngineError} from './engine-error.js';

/**
 * The newest version in which a question is asked. From 1.52 on answers lose fields: the addresses at the top level of `NetworkSettings`,
 * `KernelMemoryTCP`, the parts of `/system/df`, `status`, `id` and `from` of events. So most questions stay at `USUAL`, and a question that
 * needs a newer answer names the version for itself. @source moby api/docs/CHANGELOG.md
 */
const USUAL = '1.51';
/**
 * Image inspect with `Identity`. Compared with 1.51 it leaves out empty fields of `Config`, `Author`, and `GraphDriver` with the containerd
 * image store: only `Identity` is read of it.
 */
export const IMAGE_IDENTITY = {oldest: '1.53', newest: '1.55'};
/** The oldest whose answers hold what is read; engines of 2017. */
const OLDEST_KNOWN = '1.24';

/**
 * The version that an engine offers, its newest; `null` where it names none.
 *
 * @param header  the `Api-Version` header of `/_ping`; absent on engines before 1.25 and behind some proxies
 * @throws EngineError where it is too old
 */
export function offeredVersion(address: EngineAddress, header: unknown): string | null {
	if (typeof header !== 'string' || !/^\d{1,3}\.\d{1,4}$/.test(header)) return null;
	if (isOlder(header, OLDEST_KNOWN)) {
		throw new EngineError(
			'engine',
			sanitise(
				`the engine at ${showAddress(address)} speaks API ${header}; dockscope needs ${OLDEST_KNOWN} (Docker 1.12) or newer`,
			),
		);
	}
	return header;
}

/**
 * The version to speak, as a prefix for paths: `/v1.45`, the engine's own or the newest known when the engine is newer; empty where it
 * offers none, which engines read as their own version. Docker 29 refuses what is below 1.44, which its own version never is.
 *
 * @param newest  the newest version whose answer to this question is known
 */
export function versionPrefix(offered: string | null, newest: string = USUAL): string {
	if (offered === null) return '';
	return `/v${isOlder(offered, newest) ? offered : newest}`;
}

/** Whether version `a`, in the form major.minor, is older than `b`: 1.9 is older than 1.24. */
export function isOlder(a: string, b: string): boolean {
	const [majorA = 0, minorA = 0] = a.split('.').map(Number);
	const [majorB = 0, minorB = 0] = b.split('.').map(Number);
	return majorA < majorB || (majorA === majorB && minorA < minorB);
}
