import {counted} from '../../terminal/counted.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {Observation} from '../evidence/evidence.js';

/** `watched for 10 min under 1,204 connections, the last new need 6 min ago` */
export function watchedWords({seconds, connections, requests, lastNew}: Observation): SafeText {
	const traffic =
		requests !== null
			? ` under ${counted(requests, 'request')}`
			: connections === null
				? ', its traffic not counted'
				: ` under ${counted(connections, 'connection')}`;
	const last = lastNew === null ? 'nothing new seen' : `the last new need ${duration(lastNew)} ago`;
	return sanitise(`watched for ${duration(seconds)}${traffic}, ${last}`);
}

function duration(seconds: number): SafeText {
	const whole = Math.round(seconds);
	if (whole < 120) return trusted(`${whole} s`);
	if (whole < 7200) return trusted(`${Math.round(whole / 60)} min`);
	return whole < 172_800 ? trusted(`${Math.round(whole / 3600)} h`) : trusted(`${Math.round(whole / 86_400)} days`);
}
