import {ownValue} from '../../base/index.js';
import type {CvssScore, Vulnerability} from '../report.js';
import {severityOfScore} from './cvss.js';
import {at, first, number, rawText, text} from './json.js';
import {cvss, present, severityOf} from './normalise.js';

/** CycloneDX has one list for everything about severity: words, CVSS, EPSS, KEV. */
type Ratings = readonly unknown[];

const sourceOf = (rating: unknown): string => rawText(at(rating, 'source', 'name'));
const methodOf = (rating: unknown): string => rawText(at(rating, 'method'));

/** Grype writes "other" for CVSS 4, so the vector decides. */
const isCvss = (rating: unknown): boolean =>
	/^CVSS/i.test(methodOf(rating)) || /^(CVSS:\d|\(?AV:)/.test(rawText(at(rating, 'vector')));

/** The CVSS scores among the ratings, of every source. */
export const cvssIn = (ratings: Ratings): readonly CvssScore[] =>
	present(
		ratings
			.filter(isCvss)
			.map(one =>
				cvss(sourceOf(one), at(one, 'vector'), number(at(one, 'score')), ownValue(versions, methodOf(one).toLowerCase())),
			),
	);

const versions: Readonly<Record<string, string>> = {cvssv2: '2.0', cvssv3: '3.0', cvssv31: '3.1', cvssv4: '4.0'};

/**
 * With several sources the vulnerability's own, then NVD, then the first, the same order as in Trivy. Without
 * a word, the CVSS score decides.
 */
export function severityIn(ratings: Ratings, source: string): Pick<Vulnerability, 'severity' | 'severityRaw'> {
	const worded = ratings.filter(one => text(at(one, 'severity')) !== null);
	const chosen =
		worded.find(one => source !== '' && sourceOf(one) === source) ??
		worded.find(one => /^nvd$/i.test(sourceOf(one))) ??
		worded[0];
	const word = text(at(chosen, 'severity'));
	const scored = severityOfScore(first(...ratings.filter(isCvss).map(one => number(at(one, 'score')))));
	if (word === null) return {severity: scored, severityRaw: null};
	// Grype writes its "Negligible" as "none".
	return {severity: word.toLowerCase() === 'none' ? 'low' : severityOf(word), severityRaw: word};
}

/** EPSS, which producers write as a separate rating: a probability from 0 to 1. */
export function epssIn(ratings: Ratings): Vulnerability['epss'] {
	const rating = ratings.find(one => /EPSS/i.test(methodOf(one)) || /EPSS|FIRST/i.test(sourceOf(one)));
	const score = number(at(rating, 'score'));
	return score === null || score > 1 ? null : {score, percentile: null};
}

/** Absence says nothing: only a producer that checked writes it. */
export const kevIn = (ratings: Ratings): true | null => (ratings.some(one => /KEV/.test(sourceOf(one))) ? true : null);
