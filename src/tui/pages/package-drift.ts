import {type SafeText, safe, sanitise} from '../../base/index.js';
import {driftWords} from '../../scan/index.js';
import {blank, type Line, line, prose, say} from './layout/page.js';
import type {PackageDrift} from './scan-results.js';

/** What the image's report cannot say of this container. */
export function driftLines(drift: PackageDrift | null, container: SafeText, width: number): readonly Line[] {
	if (drift === null || drift.paths.length === 0) return [];
	const {paths} = drift;
	const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
	return [
		...prose(sanitise(`The packages of this container differ from its image: ${paths.slice(0, 3).join(', ')}${more}.`), width, {
			tone: 'medium',
		}),
		// The rows below are what the page is for: the Image tab shows the rest.
		...differenceLines(drift, {width, most: 5}),
		...prose(safe`dockscope scan ${container} scans its own files; below is the image.`, width, {tone: 'muted'}),
		blank,
	];
}

/** Packages that came, went, or have another version than in the image. */
export function differenceLines(
	{difference, problem}: PackageDrift,
	{width, most}: {width: number; most: number},
): readonly Line[] {
	if (problem !== null) return prose(safe`They could not be compared: ${problem}`, width, {indent: 3, tone: 'muted'});
	if (difference === null) return [line(say('   comparing the packages …', 'muted'))];
	const words = driftWords(difference);
	if (words.length === 0) return [line(say('   the packages themselves are the same', 'muted'))];
	return [
		...words.slice(0, most).map(text => line('   ', say(text))),
		...(words.length > most ? [line(say(`   and ${words.length - most} more`, 'muted'))] : []),
	];
}
