import type {ScanFailure} from '../failure.js';

/**
 * `unknown flag: --x` (Go's pflag), `flag provided but not defined: -x` (Go's flag), `no such option: --x`, `unrecognized arguments:
 * --x`.
 */
const refusal =
	/(?:unknown (?:shorthand )?(?:flag|option)|flag provided but not defined|no such option|unrecogni[sz]ed (?:option|argument|flag)s?|unexpected argument)[^-\n]*-{1,2}([A-Za-z][\w-]*)/i;

/** The flags, as `--name`, that a scanner reports as unknown; none for any other failure. */
export function refusedFlags({kind, log}: ScanFailure): readonly string[] {
	if (kind !== 'scanner-too-old') return [];
	return log.flatMap(line => refusal.exec(line)?.[1] ?? []).map(name => `--${name}`);
}
