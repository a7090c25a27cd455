import {readYaml, sanitise} from '../../base/index.js';
import {parseFilter, type Sort, sortColumns, type ViewSettings} from '../../tui/index.js';
import {type Configuration, defaultConfiguration} from './configuration.js';
import {configurationSchema, withoutAbsent} from './configuration-schema.js';

/** Reads a configuration file. @param path  for messages @throws YamlError with every problem and its place */
export function parseConfiguration(text: string, path: string): Configuration {
	const {value} = readYaml(text, path, 'configuration', configurationSchema);
	const {preferences, view} = defaultConfiguration;
	const isReadonly = value.readonly ?? preferences.readonly !== null;
	return {
		path,
		theme: value.theme,
		colors: withoutAbsent(value.colors),
		preferences: {
			columns: value.columns ?? preferences.columns,
			keys: withoutAbsent(value.keys),
			readonly: isReadonly ? sanitise(path) : null,
		},
		view: {
			filter: value.filter === null ? view.filter : parseFilter(value.filter),
			sort: value.sort === null ? view.sort : sortOf(value.sort, view),
			stopped: value.stopped ?? view.stopped,
			tree: value.tree ?? view.tree,
			wide: value.wide ?? view.wide,
			metersOn: value.meters ?? view.metersOn,
			mouse: value.mouse ?? view.mouse,
		},
	};
}

function sortOf(text: string, {sort}: ViewSettings): Sort {
	const reversed = text.startsWith('-');
	const column = sortColumns.find(one => one === (reversed ? text.slice(1) : text));
	return column === undefined ? sort : {column, reversed};
}
