import type {HostConfig} from '../answers/index.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';
import {pairs, text} from './read.js';
import {maskValue} from './secrets.js';

/** The log driver, its options with secrets masked, and whether what it keeps on this host's disk is bounded. */
export function loggingFacts(config: HostConfig, engine: EngineFacts): ContainerFacts['logging'] {
	const driver = text(config.LogConfig?.Type) || (engine.loggingDriver ?? own(''));
	const options: Record<string, SafeText> = {};
	for (const [name, value] of pairs(config.LogConfig?.Config)) options[sanitise(name)] = maskValue(name, value);
	return {driver, options, bounded: isBounded(driver, options['max-size'] ?? '')};
}

/** `local` rotates by itself, drivers that send elsewhere keep nothing here; files grow until `max-size` says otherwise. */
const isBounded = (driver: string, maxSize: string): boolean =>
	driver === 'json-file' || driver === 'k8s-file' || driver === '' ? /^[1-9]/.test(maxSize) : true;
