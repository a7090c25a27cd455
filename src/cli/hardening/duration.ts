import {quoted, UsageError} from '../../base/index.js';

const secondsOf: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600};
/** Seconds: a week. */
const MAX_SECONDS = 7 * 24 * 3600;

/** Seconds of `90s`, `10m` or `2h`. @throws UsageError */
export function parseDuration(option: string, text: string): number {
	const [, count = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
	const seconds = Number(count) * (secondsOf[unit] ?? 0);
	if (seconds === 0 || seconds > MAX_SECONDS)
		throw new UsageError(
			`${option} takes a number of seconds, minutes or hours, such as 90s, 10m or 2h, up to 168h; not ${quoted(text)}.`,
		);
	return seconds;
}
