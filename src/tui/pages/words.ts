import {type BlindSpot, type Known, notAsked, parseTime, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {EngineConnection} from '../../judge/index.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, in one coarse unit: `<5m 5m … 55m 1h … 47h 2d 9d`. Steps of five minutes in the first hour, so that a newly started
 * fleet does not repaint every row every minute.
 */
export function age(iso: string | null, clock: number): SafeText {
	const since = iso === null ? Number.NaN : clock - parseTime(iso);
	if (Number.isNaN(since)) return trusted('–');
	if (since < 5 * minute) return trusted('<5m');
	if (since < hour) return sanitise(`${Math.floor(since / (5 * minute)) * 5}m`);
	if (since < 2 * day) return sanitise(`${Math.floor(since / hour)}h`);
	return sanitise(`${Math.floor(since / day)}d`);
}

/** `410M`, `1.2G`: three digits at most. */
export function bytes(count: number): SafeText {
	const units = ['B', 'K', 'M', 'G', 'T'];
	let value = count;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1024;
		unit += 1;
	}
	return sanitise(`${value < 10 && unit > 2 ? value.toFixed(1) : Math.round(value)}${units[unit]}`);
}

/** Reasons come from our own sources and are worded there; they are painted as they are. */
export const reasonOf = ({source, reason}: BlindSpot): SafeText => sanitise(`${source}: ${reason}`);

/** The same on the page that asks for it: what is on its way is not advised. */
export const reasonOrAsking = (spot: BlindSpot, asking: boolean): SafeText =>
	asking && spot.reason === notAsked ? trusted('asking the engine …') : reasonOf(spot);

/** For what is only painted: a rule asks whether the fact is known. */
export const valueOr = <T>(fact: Known<T>, otherwise: T): T => (fact.known ? fact.value : otherwise);

/** `null` is not known. */
export const yesNo = (value: boolean | null): SafeText => sanitise(value === null ? 'unknown' : value ? 'yes' : 'no');

/** For the heading: an engine that is gone, or one that is there and says nothing. */
export const lostWords = ({silent}: Extract<EngineConnection, {state: 'lost'}>): SafeText =>
	trusted(silent ? 'engine does not answer' : 'engine lost');
