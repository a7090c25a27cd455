import {keymap, scopeNames, stylesOf, tones} from '../../../components/index.js';
import {sanitise} from '../../base/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import type {Configuration} from './configuration.js';
import {configurationPlace, loadConfiguration} from './load-configuration.js';

/** `dockscope config`: what is in force, as a configuration file. @throws UsageError for a file with a mistake */
export async function showConfiguration(run: Run): Promise<number> {
	run.stdout.write(configurationText(await loadConfiguration(run), configurationPlace(run.env)));
	return exitStatus.done;
}

/** @param place  where a file would be read from */
export function configurationText({path, theme, colors, preferences, view}: Configuration, place: string): string {
	const styles = stylesOf(theme, colors);
	const {column, reversed} = view.sort;
	const lines = [
		path === null ? `# no configuration file: ${sanitise(place)} would be read` : `# ${sanitise(path)}`,
		`theme: ${theme}`,
		'colors:',
		...tones.map(tone => {
			const {color} = styles[tone];
			return color === undefined ? `  # ${tone}: the terminal's own` : `  ${tone}: ${JSON.stringify(color)}`;
		}),
		`columns: ${JSON.stringify(preferences.columns)}`,
		`sort: ${reversed ? '-' : ''}${column}`,
		view.filter.text === '' ? '# filter: none' : `filter: ${JSON.stringify(sanitise(view.filter.text))}`,
		`stopped: ${view.stopped}`,
		`tree: ${view.tree}`,
		`wide: ${view.wide}`,
		`meters: ${view.metersOn}`,
		`mouse: ${view.mouse}`,
		`readonly: ${preferences.readonly !== null}`,
		'keys:',
		...Object.entries(preferences.keys).map(([does, keys]) => `  ${does}: ${JSON.stringify(keys)}`),
		...keymap
			.filter(({does}) => !Object.hasOwn(preferences.keys, does))
			.map(({does, keys, where}) => `  # ${does}: ${JSON.stringify(keys)} (${where.map(scope => scopeNames[scope]).join(', ')})`),
	];
	return `${lines.join('\n')}\n`;
}
