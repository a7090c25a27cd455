import {existsSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {homeOf} from '../terminal/account.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * `$XDG_CACHE_HOME/dockscope`; `null` when there is no home directory either.
 * @source XDG Base Directory Specification: a relative path counts as unset
 */
export function cacheDirectory(variables: Variables): string | null {
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
