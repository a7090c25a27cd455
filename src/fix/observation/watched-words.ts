import {counted, type SafeText, safe, trusted} from '../../base/index.js';
import type {Observation} from '../evidence/evidence.js';
import type {ObservationProgress} from './observe-options.js';

/**
 * For how long, under how much traffic, and how long ago something new was last seen: `watched 10 min, 1,204 connections; last new need
 * 6 min ago`.
 */
export function watchedWords({seconds, connections, requests, lastNew, recording}: Observation): SafeText {
	const how = recording === null ? 'watched' : 'recorded';
	return trusted(`${how} ${duration(seconds)}, ${traffic(connections, requests)}; ${newsWords(lastNew, 'at its end')}`);
}

/** The same of a recording; `null` for anything else. */
export const recordedWords = (observation: Observation | null): SafeText | null =>
	observation?.recording ? watchedWords(observation) : null;

/** The same for a sentence about what happened then: `while it was watched 10 min, …`, `in 6 days 3 h of recording, 14,200 connections; …`. */
export function duringWords(observation: Observation): SafeText {
	if (observation.recording === null) return safe`while it was ${watchedWords(observation)}`;
	const {seconds, connections, requests, lastNew} = observation;
	return trusted(`in ${duration(seconds)} of recording, ${traffic(connections, requests)}; ${newsWords(lastNew, 'just now')}`);
}

/** `2 capabilities used in 6 days 3 h of recording, last new one 5 days ago; 14,200 connections` */
export function usedWords({seconds, connections, requests, capabilities, recording}: Observation): SafeText {
	const newest = Math.max(...capabilities.map(({first}) => first));
	const used =
		capabilities.length === 0 ? 'no capability used' : `${counted(capabilities.length, 'capability', 'capabilities')} used`;
	const last = capabilities.length === 0 ? '' : `, last new one ${duration(Math.max(0, Math.round(seconds - newest)))} ago`;
	const start = recording?.coversStart === false ? '; no start was recorded' : '';
	return trusted(`${used} in ${duration(seconds)} of recording${last}; ${traffic(connections, requests)}${start}`);
}

/** The same while it runs: `3 min of 10 min, 340 connections; last new need 20 s ago`. @param total  seconds */
export function progressWords({seconds, connections, lastNew}: ObservationProgress, total: number): SafeText {
	return trusted(`${duration(seconds)} of ${duration(total)}, ${traffic(connections, null)}; ${newsWords(lastNew, 'now')}`);
}

function traffic(connections: number | null, requests: number | null): string {
	const parts = [
		...(connections === null ? [] : [grouped(connections, 'connection')]),
		...(requests === null ? [] : [grouped(requests, 'request')]),
	];
	return parts.length > 0 ? parts.join(', ') : 'connections not counted';
}

const newsWords = (lastNew: number | null, now: string): string =>
	lastNew === null ? 'no need seen' : lastNew === 0 ? `last new need ${now}` : `last new need ${duration(lastNew)} ago`;

/** `45 s`, `10 min`, `1 h 30 min`, `6 days 3 h`: rounded to what matters. */
export function durationWords(seconds: number): SafeText {
	return trusted(duration(seconds));
}

function duration(seconds: number): string {
	if (seconds < 90) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 120) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours >= 48) return `${Math.floor(hours / 24)} days${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
	return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `1,204 connections` */
const grouped = (count: number, one: string): string =>
	counted(count, one).replace(/^\d+/, digits => Number(digits).toLocaleString('en'));
