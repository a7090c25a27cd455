import {homedir, userInfo} from 'node:os';

/** Name of whoever runs the program; `null` for a uid that no account has, as in a container that runs as one of its own. */
export const userName = (): string | null => known(() => userInfo().username);

/** Home by the environment, else by the account; `null` for who has neither. */
export const homeOf = (variables: Readonly<Record<string, string | undefined>>): string | null =>
	variables['HOME'] || known(homedir);

function known(ask: () => string): string | null {
	try {
		return ask();
	} catch (error) {
		// What libuv says of getpwuid_r(3) that finds nobody.
		if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return null;
		throw error;
	}
}
