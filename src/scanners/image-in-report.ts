import {sanitise} from '../terminal/sanitise.js';
import {type ReportSubject, subjectOf} from './formats/report-subject.js';
import {otherImage} from './other-image.js';
import type {ScanTarget} from './scanner.js';

/** Names of images in an error. */
const named = 5;

/**
 * The part of a report that is about the target: reports of a cluster or of a repository have many images.
 *
 * @param parts  a document for each image
 * @param target  `null`: the image that the report names, if it is the only one
 * @param refuse  makes the error for a report without the image
 */
export function imageIn(
	parts: readonly unknown[],
	target: ScanTarget | null,
	refuse: (why: string) => Error,
): {readonly part: unknown; readonly about: ScanTarget} {
	const [only] = parts;
	if (only === undefined) throw refuse('it says nothing about an image');
	if (parts.length === 1) return {part: only, about: target ?? targetOf(subjectOf(only))};
	const subjects = parts.map(part => ({part, about: subjectOf(part)}));
	const matching = target === null ? [] : subjects.filter(({about}) => isNamed(about) && otherImage(about, target) === null);
	const [found] = matching;
	if (target !== null && matching.length === 1 && found !== undefined) return {part: found.part, about: target};
	const names = subjects.slice(0, named).map(({about: {names, digests}}) => names[0] ?? digests[0] ?? 'an unnamed image');
	const list = `${names.join(', ')}${parts.length > named ? ', …' : ''}`;
	if (target === null) throw refuse(`it covers ${parts.length} images, so name one of them: ${list}`);
	const why = matching.length === 0 ? 'none of them' : 'several of them called';
	throw refuse(`it covers ${parts.length} images, ${why} ${target.image}: ${list}`);
}

const isNamed = ({names, digests}: ReportSubject): boolean => names.length + digests.length > 0;

/** What a report names, of which this engine may know nothing. */
function targetOf({names, digests}: ReportSubject): ScanTarget {
	const image = names[0] ?? digests[0] ?? sanitise('an image that the report does not name');
	return {image, reference: image, id: null, alsoKnownAs: [...names, ...digests], containers: [], containerId: null};
}
