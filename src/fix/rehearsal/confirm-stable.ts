import {type RehearsalSession, recordTrial} from './rehearsal-session.js';
import type {TrialVerdict} from './verdict.js';

const wanted = 2;

/**
 * Whether a set works twice, since once may be luck. Twins run in parallel if there are enough cores; those that fail for a
 * reason that load could explain are repeated, alone and with more time, before the failure counts.
 *
 * @param passes  how often this very set has worked before
 */
export async function confirmStable(
	session: RehearsalSession,
	what: string,
	passes: number,
	cpus: number,
	judge: (patient: boolean) => Promise<TrialVerdict>,
): Promise<boolean> {
	const run = (number: number, patient: boolean): Promise<TrialVerdict> =>
		recordTrial(session, `${what}, time ${number}${patient ? ', alone' : ''}`, () => judge(patient));
	const numbers = Array.from({length: wanted - passes}, (_, index) => passes + index + 1);
	const verdicts: (readonly [number, TrialVerdict])[] = [];
	if (cpus > 1) verdicts.push(...(await Promise.all(numbers.map(async number => [number, await run(number, false)] as const))));
	else for (const number of numbers) verdicts.push([number, await run(number, false)]);
	for (const [number, verdict] of verdicts) if (!verdict.ok && (verdict.certain || !(await run(number, true)).ok)) return false;
	return true;
}
