import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {rawText} from './json.js';

/**
 * Why a report in a later version of its format may hold more than is read: fields move with a new major version, and a list that is not
 * found would be an empty one. `null` for a known version, and for a report without one.
 *
 * @param version  as the report has it: `2`, `"2.1.0"`
 * @param known  the highest major version that is read
 */
export function newerSchema(version: unknown, known: number): SafeText | null {
	const written = typeof version === 'number' ? String(version) : rawText(version);
	const [, major] = /^(\d+)(\.|$)/.exec(written) ?? [];
	if (major === undefined || Number(major) <= known) return null;
	return safe`version ${sanitise(written)} of its format is newer than dockscope knows (${trusted(String(known))})`;
}
