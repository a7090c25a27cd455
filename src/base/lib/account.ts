import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import {hasCode} from './has-code.js';

/** The current user's name; `null` for a uid without an account, as in a container with an arbitrary uid. */
export const userName = (): string | null => known(() => userInfo().username);

/** Home directory from the environment, else from the account; `null` when there is neither. */
export const homeOf = (variables: Readonly<Record<string, string | undefined>>): string | null =>
	variables['HOME'] || known(homedir);

/** Directory of the user's own files for dockscope: policy, configuration. @source XDG Base Directory Specification */
export const configurationDirectory = (variables: Readonly<Record<string, string | undefined>>): string =>
	join(variables['XDG_CONFIG_HOME'] || join(homeOf(variables) ?? '/', '.config'), 'dockscope');

function known(ask: () => string): string | null {
	try {
		return ask();
	} catch (error) {
		// libuv's error when getpwuid_r(3) finds no entry.
		if (hasCode(error, 'ERR_SYSTEM_ERROR')) return null;
		throw error;
	}
}
