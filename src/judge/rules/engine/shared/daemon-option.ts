import {type SafeText, trusted} from '../../../../base/index.js';
import {cannotTell, notApplicable} from '../../rule.js';
import type {EngineScope} from '../../scope.js';
import type {Judgement} from '../../verdict.js';

/** An option of the running dockerd, which the API does not report: `undefined` when neither its command line nor its file sets it. */
export function daemonOption(
	{host, engine}: Pick<EngineScope, 'host' | 'engine'>,
	name: string,
): {readonly value: unknown; readonly path: SafeText} | {readonly judgement: Judgement} {
	if (engine.kind === 'podman') return {judgement: notApplicable('Podman has no daemon with this setting')};
	if (host === null) {
		return {judgement: cannotTell({source: 'host', reason: `the engine does not report "${name}", and its host cannot be read`})};
	}
	if (!host.daemon.known) return {judgement: cannotTell(host.daemon.reason)};
	const {options, path, onCommandLine = []} = host.daemon.value;
	return {value: options[name], path: onCommandLine.some(set => set === name) ? trusted('command line of dockerd:') : path};
}

/**
 * Advice where the command line of this dockerd sets one of the options: set in the file too, it does not start any more.
 *
 * @source moby daemon/config/config.go findConfigurationConflicts
 */
export function advise({host}: Pick<EngineScope, 'host'>, names: readonly string[], text: string): string {
	const flags = (host?.daemon.known && host.daemon.value.onCommandLine) || [];
	const set = names.filter(name => flags.some(flag => flag === name));
	if (set.length === 0) return text;
	return `${text} Here ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'} set on dockerd's command line: make the change there, because dockerd does not start if both set it.`;
}
