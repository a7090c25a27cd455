import {nearest, type SafeText, sanitise, severities} from '../../base/index.js';
import type {FleetEntry} from '../../judge/index.js';
import {fields, type Term} from '../pages/filter-terms.js';
import {alertsOf} from './container-alerts.js';
import {matches} from './filter.js';
import {isLive} from './rows.js';
import type {State} from './state.js';

/** Why a filter matches nothing, as far as is known: its matches are hidden, or it cannot match anything. */
export function whyNoMatch({
	filter,
	model,
	stopped,
	keyNames,
	worse,
	history,
}: Pick<State, 'filter' | 'model' | 'stopped' | 'keyNames' | 'worse' | 'history'>): readonly SafeText[] {
	const isMatch = (entry: FleetEntry): boolean => matches(filter, entry, {worse, alerts: alertsOf(history, entry)});
	const hidden = stopped ? 0 : model.entries.filter(entry => !isLive(entry) && isMatch(entry)).length;
	const words = hidden > 0 ? [hiddenWords(hidden, keyNames.toggleStopped)] : filter.terms.flatMap(complaint);
	return words.map(sanitise);
}

const hiddenWords = (count: number, key: SafeText): string =>
	count === 1 ? `A stopped container matches: ${key} shows it.` : `${count} stopped containers match: ${key} shows them.`;

const named = fields.filter(field => field !== 'any');

function complaint({field, value}: Term): readonly string[] {
	if ((field === 'sev' || field === 'alert') && !severities.some(severity => severity.startsWith(value)))
		return [`${field}: takes ${severities.join(', ')}, not "${value}".`];
	if (field === 'is' && !'worse'.startsWith(value)) return [`is: takes worse, not "${value}".`];
	if (field === 'grade' && !/[a-f]/.test(value)) return [`grade: takes letters from A to F, not "${value}".`];
	const [, prefix] = /^([a-z]+):/.exec(field === 'any' ? value : '') ?? [];
	if (prefix === undefined) return [];
	return [`There is no field "${prefix}:"${nearest(prefix, named)}: ${named.map(name => `${name}:`).join(' ')}`];
}
