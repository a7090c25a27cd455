import type {SafeText} from '../../../terminal/safe-text.js';
import {cannotTell, type EngineScope, notApplicable} from '../../rule.js';
import type {Judgement} from '../../verdict.js';

/** An option of the running dockerd, which the API does not tell: `undefined` when neither its command line nor its file sets it. */
export function daemonOption(
	{host, engine}: Pick<EngineScope, 'host' | 'engine'>,
	name: string,
): {readonly value: unknown; readonly path: SafeText} | {readonly judgement: Judgement} {
	if (engine.kind === 'podman') return {judgement: notApplicable('Podman has no daemon to which this setting belongs')};
	if (host === null) {
		return {judgement: cannotTell({source: 'host', reason: `the engine does not tell "${name}", and its host cannot be read`})};
	}
	if (!host.daemon.known) return {judgement: cannotTell(host.daemon.reason)};
	const {options, path} = host.daemon.value;
	return {value: options[name], path};
}
