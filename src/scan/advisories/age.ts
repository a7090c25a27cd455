import {counted, parseTime, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {StoredArchive} from './archive-store.js';

/** Days after which advisories are called old; as long as the audit trusts a scan. */
export const oldAfterDays = 7;

/** Whole days between two times; at least 0. @param from  RFC 3339 */
export const daysSince = (from: string, now: Date): number =>
	Math.max(0, Math.floor((now.getTime() - parseTime(from)) / (24 * 3600 * 1000)));

/** A warning when archives are old: what they do not know yet is not reported. */
export function ageWarning(archives: readonly StoredArchive[], now: Date): SafeText | null {
	const old = archives.filter(({asOf}) => daysSince(asOf, now) > oldAfterDays);
	if (old.length === 0) return null;
	const each = old.map(({ecosystem, asOf}) => `${ecosystem} (${counted(daysSince(asOf, now), 'day')})`);
	return safe`old advisories: ${sanitise(each.join(', '))}; update them with dockscope scan --download-advisories`;
}

/** `advisories of Debian, npm, as of 2026-11-20`, with the warning. */
export function storedWords(archives: readonly StoredArchive[], now: Date): SafeText {
	const names = sanitise(archives.map(({ecosystem}) => ecosystem).join(', '));
	const [oldest = ''] = archives.map(({asOf}) => asOf).sort();
	const warning = ageWarning(archives, now);
	return safe`advisories of ${names}, as of ${sanitise(oldest.slice(0, 10))}${warning === null ? trusted('') : safe`; ${warning}`}`;
}
