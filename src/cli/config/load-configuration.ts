import {join} from 'node:path';
import {configurationDirectory, findOwnFile, UsageError, unreadableYaml, YamlError, yamlText} from '../../base/index.js';
import type {Run} from '../run.js';
import {type Configuration, defaultConfiguration} from './configuration.js';

/** Where the configuration is read from when `--config` does not name a file. */
export const configurationPlace = (env: Run['env']): string => join(configurationDirectory(env), 'config.yaml');

/**
 * The configuration in force: of `--config`, else of the user's file, else the defaults.
 *
 * @throws UsageError for a named file that does not exist, and for a file with a mistake: one line for each, with its place
 */
export async function loadConfiguration({line, env}: Pick<Run, 'line' | 'env'>): Promise<Configuration> {
	const named = line.value('config');
	const path = named ?? configurationPlace(env);
	try {
		const found = named === null ? findOwnFile(path) : null;
		if (found?.state === 'refused')
			throw unreadableYaml(path, 'configuration', `${found.why}. To use it on purpose: --config ${path}`);
		const text = found?.state === 'absent' ? null : await yamlText(path, 'configuration');
		if (text === null && named !== null) throw unreadableYaml(path, 'configuration', 'there is no such file');
		if (text === null) return defaultConfiguration;
		// The YAML reader is large, and most users have no file.
		return (await import('./parse-configuration.js')).parseConfiguration(text, path);
	} catch (error) {
		if (error instanceof YamlError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}

/** @throws UsageError where the configuration forbids what `option` would create */
export async function refuseWhenReadonly(run: Pick<Run, 'line' | 'env'>, option: string): Promise<void> {
	const {readonly} = (await loadConfiguration(run)).preferences;
	if (readonly !== null) throw new UsageError(`${option} creates containers or traces, and ${readonly} says readonly: true.`);
}
