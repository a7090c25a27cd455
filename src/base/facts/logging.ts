import type {HostConfig} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {EngineFacts, EngineKind} from './engine-facts.js';
import {pairs, string, text} from './read.js';

export type LoggingFacts = {
	readonly driver: SafeText;
	readonly options: Readonly<Record<string, SafeText>>;
	/** `null` when the engine does not report it. */
	readonly bounded: boolean | null;
};

import {maskValue} from './secrets.js';

/** The log driver, its options with secrets masked, and whether its size on this host's disk is bounded. */
export function loggingFacts(config: HostConfig, engine: EngineFacts, kind: EngineKind): LoggingFacts {
	const driver = text(config.LogConfig?.Type) || (engine.loggingDriver ?? trusted(''));
	const options: Readonly<Record<string, SafeText>> = Object.fromEntries(
		pairs(config.LogConfig?.Config).map(([name, value]) => [sanitise(name), maskValue(name, value)]),
	);
	if (driver !== 'json-file' && driver !== 'k8s-file' && driver !== '') return {driver, options, bounded: true};
	return {driver, options, bounded: isBounded(config, options['max-size'], kind)};
}

/**
 * A log file grows until `max-size` limits it. Drivers that rotate automatically or send logs elsewhere are bounded. Podman
 * reports a size in its own API (`0B`: none), but not in Docker's, where it also calls the driver `json-file`.
 */
function isBounded({LogConfig: log}: HostConfig, maxSize: string | undefined, kind: EngineKind): boolean | null {
	const size = maxSize ?? log?.Size;
	return size === undefined && kind === 'podman' ? null : /^[1-9]/.test(string(size));
}
