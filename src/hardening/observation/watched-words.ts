import {counted} from '../../terminal/counted.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
import type {Observation} from '../evidence/evidence.js';
import type {ObservationProgress} from './options.js';

/**
 * For how long, under how much traffic, and how long ago something new was last seen: `watched 10 min, 1,204 connections; last new need
 * 6 min ago`.
 */
export function watchedWords({seconds, connections, requests, lastNew}: Observation): SafeText {
	return trusted(`watched ${duration(seconds)}, ${traffic(connections, requests)}; ${newsWords(lastNew, 'at its end')}`);
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

/** `45 s`, `10 min`, `1 h 30 min`: rounded to what matters. */
export function durationWords(seconds: number): SafeText {
	return trusted(duration(seconds));
}

function duration(seconds: number): string {
	if (seconds < 90) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 120) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `1,204 connections` */
const grouped = (count: number, one: string): string =>
	counted(count, one).replace(/^\d+/, digits => Number(digits).toLocaleString('en'));
