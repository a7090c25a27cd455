import {engineError} from './engine-error.js';
import {isOlder} from './session.js';

/**
 * The versions of the API whose image inspect has `Identity`. Compared with 1.51 it leaves out empty fields of `Config`, `Author`, and
 * `GraphDriver` with the containerd image store: only `Identity` is read of it.
 */
export const IMAGE_IDENTITY = {oldest: '1.53', newest: '1.55'};

/**
 * An engine that is too old is not asked: its silence about the origin would read as none.
 *
 * @param api  the engine's newest version of the API; empty where it names none
 * @throws EngineError
 */
export function requireIdentity(api: string): void {
	if (api !== '' && !isOlder(api, IMAGE_IDENTITY.oldest)) return;
	const speaks = api === '' ? 'this one does not name its version' : `this one speaks ${api}`;
	throw engineError(
		'engine',
		`the engine reports where an image came from only with API ${IMAGE_IDENTITY.oldest} or newer, and ${speaks}`,
	);
}
