import {clip, columns, counted, jsonText, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {ImageSummary} from '../image-summary.js';
import type {ScanReport} from '../report.js';
import {type NamedPolicy, policyJson} from './named-policy.js';
import {tallyOf} from './tally.js';

export const listHeadings = ['IMAGE', 'PACKAGES', 'FOUND', 'FIXABLE', 'LOADED', 'EXPOSED', 'CONTAINERS'].map(trusted);

/** Cells under `listHeadings`. */
export function listCells({target, packages, fixable, loaded, exposed, ...summary}: ImageSummary): readonly SafeText[] {
	const known = (count: number | null) => trusted(count === null ? '?' : String(count));
	const rest = isExamined(summary) ? [known(fixable), known(loaded), exposedText(exposed)] : Array(3).fill(trusted('?'));
	return [target.image, known(packages), foundText(summary), ...rest, sanitise(target.containers.join(' ')) || trusted('-')];
}

const exposedText = (exposed: boolean | null): SafeText => trusted(exposed === null ? '?' : exposed ? 'yes' : 'no');

const isExamined = ({state}: Pick<ImageSummary, 'state'>): boolean => state === 'complete' || state === 'partial';

/** `C2 H5`, `-` only for an image that was examined, `PARTIAL H5`, `NOT SCANNED`. */
export function foundText({state, severities}: Pick<ImageSummary, 'state' | 'severities'>): SafeText {
	const prefix: Readonly<Record<ScanReport['state'], string>> = {
		complete: '',
		partial: 'PARTIAL ',
		'not-scanned': 'NOT SCANNED',
		failed: 'FAILED',
	};
	return sanitise(`${prefix[state]}${isExamined({state}) ? tallyOf(severities) : ''}`);
}

/** Why an image was not completely examined, and what of it is hidden. */
export const notesOf = ({gaps, suppressed, target}: ImageSummary): readonly SafeText[] => [
	...gaps,
	...(suppressed === 0
		? []
		: [safe`${suppressedWords(suppressed)}; dockscope scan ${target.image} lists ${trusted(suppressed === 1 ? 'it' : 'them')}`]),
];

/** `3 vulnerabilities suppressed`. */
export const suppressedWords = (count: number): SafeText =>
	sanitise(`${counted(count, 'vulnerability', 'vulnerabilities')} suppressed`);

/** One line for each image, and below, why some were not completely examined; `width` limits the lines. */
export function imageListTable(images: readonly ImageSummary[], width: number, policy: NamedPolicy | null = null): string {
	const lines = columns([listHeadings, ...images.map(listCells)], width);
	const why = images.flatMap(image => notesOf(image).map(note => clip(`${image.target.image}: ${note}`, width)));
	// Whole, as in the table of one image: a path that is cut names no file.
	return [...(policy?.lines ?? []), ...lines, ...(why.length > 0 ? ['', ...why] : []), ''].join('\n');
}

/** `dockscope.scans/1` (schemas/scans.schema.json). */
export function imageListJson(images: readonly ImageSummary[], policy: NamedPolicy | null = null): string {
	const document = {
		schema: 'dockscope.scans/1',
		...policyJson(policy),
		images: images.map(({urgency: _, ...image}) => image),
	};
	return jsonText(document);
}
