import {isoTime, type SafeText, trusted} from '../../base/index.js';
import {blank, heading, itemLine, type Line, line, prose, say} from './layout/page.js';

/** Days for which it would hold. */
const days = 90;

/** `detail`: what was seen, as the alert has it; `null`: not known any more. */
export type ExpectedAlert = {readonly rule: SafeText; readonly workload: SafeText; readonly detail: SafeText | null};

/** What to add to the policy file; a copy of the first line has all of it. @param now  milliseconds since the epoch */
export function exceptionLines(alert: ExpectedAlert, now: number, width: number): readonly Line[] {
	const text = exceptionText(alert, now);
	return [
		heading(' EXPECTED HERE?'),
		...prose('An exception in the policy file keeps it from alerting, ten minutes later at most:', width, {
			indent: 3,
		}),
		...text.split('\n').map((one, index) => {
			const words = say(`   ${one}`, 'muted');
			return index === 0 ? itemLine({copy: text}, words) : line(words);
		}),
		blank,
	];
}

/** An entry of `exceptions` that covers this alert of this workload. @param now  milliseconds since the epoch */
export function exceptionText({rule, workload, detail}: ExpectedAlert, now: number): SafeText {
	// JSON's quotes are YAML's too; a star or question mark in a pattern matches itself as well.
	const lines = [
		'exceptions:',
		`  - detection: ${rule}`,
		`    target: {${workload.includes('/') ? 'service' : 'name'}: ${JSON.stringify(workload)}}`,
		...(detail === null ? [] : [`    match: ${JSON.stringify(detail)}`]),
		'    reason: WHY IT IS EXPECTED',
		`    expires: ${isoTime(now + days * 86_400_000)?.slice(0, 10) ?? ''}`,
	];
	return trusted(lines.join('\n'));
}
