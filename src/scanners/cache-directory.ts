import {existsSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {homeOf} from '../terminal/account.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * `$XDG_CACHE_HOME/dockscope`; `null` where there is no home either.
 * @source XDG Base Directory Specification: a relative one counts as unset
 */
export function cacheDirectory(variables: Variables): string | null {
	const configured = variables['XDG_CACHE_HOME'];
	const home = homeOf(variables);
	const caches = configured && isAbsolute(configured) ? configured : home ? join(home, '.cache') : null;
	return caches === null ? null : join(caches, 'dockscope');
}

/** Where the reports of scans are kept. */
export const keptScansIn = (directory: string): string => join(directory, 'scans');

/** Whether any scan was ever kept on this machine: what reads them is worth loading only then. */
export function hasKeptScans(variables: Variables): boolean {
	const directory = cacheDirectory(variables);
	return directory !== null && existsSync(keptScansIn(directory));
}
