import {counted, type SafeText, safe, sanitise} from '../../base/index.js';
import type {Observation} from '../evidence/evidence.js';
import {watchedWords} from './watched-words.js';

/** Items of each kind in the summary. */
const MAX_ITEMS = 12;

/** What an observation saw, in a few lines: how long it watched, capabilities, programs that raise privileges, and what it missed. */
export function observationSummary(observation: Observation): SafeText[] {
	const {capabilities, programs, written, missed} = observation;
	const raising = programs.filter(({raises}) => raises !== null && raises !== 'unknown');
	return [
		watchedWords(observation),
		...list(
			'used',
			capabilities.map(
				({capability, by, onlyByExec}) => `${capability} by ${by.join(', ')}${onlyByExec ? ' (exec or health check)' : ''}`,
			),
		),
		...list(
			'executed with more privileges',
			raising.map(({path, raises}) => `${path} (${raises})`),
		),
		...list('executed', programs.length > raising.length ? [counted(programs.length, 'program')] : []),
		...list('written', written.length > 0 ? [counted(written.length, 'new path')] : []),
		...missed.map(reason => safe`not watched: ${reason}`),
	];
}

function list(title: string, items: readonly string[]): SafeText[] {
	if (items.length === 0) return [];
	const more = items.length > MAX_ITEMS ? `; and ${items.length - MAX_ITEMS} more` : '';
	return [sanitise(`${title}: ${items.slice(0, MAX_ITEMS).join('; ')}${more}`)];
}
