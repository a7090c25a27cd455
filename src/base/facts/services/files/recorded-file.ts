import {isRecord} from '../../../answers/value.js';
import {sanitise} from '../../../text/safe-text.js';
import type {ConfigFile, Setting} from './config-file.js';

/** A configuration file as a snapshot has it: what decides, with the secrets masked. */
export const renderConfig = ({settings}: ConfigFile): string => JSON.stringify(settings);

/** The same read again. A snapshot may have been edited by anyone. @throws Error for anything else */
export function parseRecordedConfig(text: string): ConfigFile {
	const settings: unknown = JSON.parse(text);
	if (!Array.isArray(settings)) throw new Error('it is not a list of settings');
	return {settings: settings.map(recordedSetting)};
}

function recordedSetting(one: unknown): Setting {
	const {name, value, path, line} = isRecord(one) ? one : {};
	if (typeof name !== 'string' || typeof value !== 'string' || typeof path !== 'string' || typeof line !== 'number')
		throw new Error('a setting has a name, a value, a path and a line');
	return {name, value: sanitise(value), path: sanitise(path), line};
}
