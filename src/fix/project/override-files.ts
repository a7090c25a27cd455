import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {hasCode} from '../../base/index.js';

const names: readonly string[] = [
	...['compose.override', 'docker-compose.override'].flatMap(stem => [`${stem}.yml`, `${stem}.yaml`]),
	'dockscope.override.yml',
	...Array.from({length: 8}, (_, index) => `dockscope.override.${index + 2}.yml`),
];

/**
 * Names of the override files in a folder on this machine.
 *
 * @returns `null` when the folder is not here or cannot be searched
 */
export async function overridesIn(folder: string): Promise<ReadonlySet<string> | null> {
	if (!((await exists(`${folder}/.`)) ?? false)) return null;
	const present = await Promise.all(names.map(name => exists(join(folder, name))));
	return present.includes(null) ? null : new Set(names.filter((_, index) => present[index]));
}

/** @returns `null` when it cannot be known */
async function exists(path: string): Promise<boolean | null> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return false;
		if (hasCode(error, 'EACCES', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE')) return null;
		throw error;
	}
}
