import {existsSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {homeOf, type SafeText, safe, untrustedFolder} from '../base/index.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * `$XDG_CACHE_HOME/dockscope`; `null` when there is no home directory either, and when someone else can write to it: a forged scan would call
 * an image clean. The program goes on without it, and `cacheRefusal` says why.
 * @source XDG Base Directory Specification: a relative path counts as unset
 */
export function cacheDirectory(variables: Variables): string | null {
	const place = cachePlace(variables);
	return place === null || refusalOf(place) !== null ? null : place;
}

/** Why the cache that is there is not used; `null` when it is, or there is none. */
export function cacheRefusal(variables: Variables): SafeText | null {
	const place = cachePlace(variables);
	const refusal = place === null ? null : refusalOf(place);
	return refusal === null
		? null
		: safe`the cache is not used: ${refusal}. Remove it, or set XDG_CACHE_HOME to a private directory`;
}

/** Its folders too: one may be older than the rule. */
const refusalOf = (place: string): SafeText | null =>
	[place, ...['scans', 'inventories', 'advisories'].map(name => join(place, name))]
		.map(untrustedFolder)
		.find(refusal => refusal !== null) ?? null;

function cachePlace(variables: Variables): string | null {
	const configured = variables['XDG_CACHE_HOME'];
	const home = homeOf(variables);
	const caches = configured && isAbsolute(configured) ? configured : home ? join(home, '.cache') : null;
	return caches === null ? null : join(caches, 'dockscope');
}

export const keptScansIn = (directory: string): string => join(directory, 'scans');

/** Whether any scan was ever cached on this machine: only then is the code that reads them loaded. */
export function hasKeptScans(variables: Variables): boolean {
	const directory = cacheDirectory(variables);
	return directory !== null && existsSync(keptScansIn(directory));
}
