import {isRecord} from '../../../base/index.js';
import type {ReadAlert} from './alert.js';
import {readFalco, readFalcoText} from './read-falco.js';
import {readTetragon} from './read-tetragon.js';

/** Characters of one alert: what is longer is not read. */
export const MAX_ALERT_LENGTH = 256 * 1024;

/**
 * Reads one line: an alert of Falco as JSON or as text, an event of Tetragon, or something else.
 *
 * @param now  milliseconds, for an alert that does not say when
 */
export function readAlert(line: string, now: number): ReadAlert {
	const text = line.trim();
	if (text.length > MAX_ALERT_LENGTH) return {kind: 'unreadable'};
	if (!text.startsWith('{')) return readFalcoText(text, now);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		// A stack overflow is a RangeError: the line is nested too deeply.
		if (error instanceof SyntaxError || error instanceof RangeError) return {kind: 'unreadable'};
		throw error;
	}
	if (!isRecord(value)) return {kind: 'unreadable'};
	return 'rule' in value && 'priority' in value ? readFalco(value, now) : readTetragon(value, now);
}
