import {counted} from '../../terminal/counted.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
import type {Observation} from '../evidence/evidence.js';

/**
 * For how long, under how much traffic, and how long ago something new was last seen: `watched 10 min, 1,204 connections; last new need
 * 6 min ago`.
 */
export function watchedWords({seconds, connections, requests, lastNew}: Observation): SafeText {
	const traffic = [
		...(connections === null ? [] : [counted2(connections, 'connection')]),
		...(requests === null ? [] : [counted2(requests, 'request')]),
	];
	const under = traffic.length > 0 ? traffic.join(', ') : 'connections not counted';
	const news =
		lastNew === null ? 'no need seen' : lastNew === 0 ? 'last new need at its end' : `last new need ${duration(lastNew)} ago`;
	return trusted(`watched ${duration(seconds)}, ${under}; ${news}`);
}

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

const counted2 = (count: number, one: string): string =>
	counted(count, one).replace(/^\d+/, digits => Number(digits).toLocaleString('en'));
