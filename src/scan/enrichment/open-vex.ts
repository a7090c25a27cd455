import {parseTime, type SafeText, sanitise} from '../../base/index.js';
import {at, list, rawText, text} from '../formats/json.js';
import type {Vulnerability} from '../report.js';
import {type ImageNames, matchesImageName} from './image-name-match.js';
import {byId, type Suppression, samePackage} from './suppression-rule.js';

/**
 * OpenVEX: `not_affected` and `fixed` suppress a row; with any other status it stays.
 *
 * @param image  the image of the rows: a statement about another image does not apply; `null`: unknown
 * @source openvex.dev/spec v0.2.0
 */
export function openVex(document: unknown, from: SafeText, image: ImageNames | null): Suppression {
	// Of several statements about the same thing the latest counts, and the last one if their times are equal.
	const statements = list(at(document, 'statements'))
		.map(statement => ({statement, at: momentOf(statement, document)}))
		.sort((a, b) => a.at - b.at)
		.map(({statement}) => statement);
	const about = byId(statements, idsOfVulnerability);
	return {
		from,
		why: row => {
			const statement = about(row).findLast(one => concernsProduct(one, row, image));
			const status = rawText(at(statement, 'status'));
			if (status !== 'not_affected' && status !== 'fixed') return null;
			const reason = text(at(statement, 'justification')) ?? text(at(statement, 'impact_statement'));
			return sanitise(reason === null ? status : `${status}: ${reason}`);
		},
	};
}

function idsOfVulnerability(statement: unknown): readonly string[] {
	const given = at(statement, 'vulnerability');
	const all =
		typeof given === 'string'
			? [given]
			: [rawText(at(given, 'name')), rawText(at(given, '@id')), ...list(at(given, 'aliases')).map(rawText)];
	// An IRI ends with the id.
	return all.map(name => name.replace(/^.*\/(?=[A-Z]+-)/, ''));
}

/** A statement without a time has that of its document. */
function momentOf(statement: unknown, document: unknown): number {
	const moment = parseTime(rawText(at(statement, 'timestamp')) || rawText(at(document, 'timestamp')));
	return Number.isNaN(moment) ? 0 : moment;
}

function concernsProduct(statement: unknown, row: Vulnerability, image: ImageNames | null): boolean {
	const isImage = (id: string) => image !== null && matchesImageName(id, image);
	const isPackage = (id: string) => samePackage(id, row.package.purl);
	return list(at(statement, 'products')).some(product => {
		const ids = idsOf(product);
		// Before 0.2 they are the statement's.
		const components = [...list(at(product, 'subcomponents')), ...list(at(statement, 'subcomponents'))].flatMap(idsOf);
		// An image without components is meant as a whole; other products name the package.
		if (components.length === 0) return ids.some(id => isImage(id) || isPackage(id));
		// Whether a row's package belongs to a program of the image is not known: only the image itself shows it.
		return ids.some(isImage) && components.some(isPackage);
	});
}

const idsOf = (one: unknown): readonly string[] =>
	typeof one === 'string'
		? [one]
		: [rawText(at(one, '@id')), rawText(at(one, 'identifiers', 'purl')), ...digestsOf(one)].filter(id => id !== '');

/** An image may be named by its digest only. */
const digestsOf = (product: unknown): readonly string[] =>
	[at(product, 'hashes', 'sha-256'), at(product, 'hashes', 'sha256')]
		.map(rawText)
		.flatMap(hash => (/^[0-9a-f]{64}$/.test(hash) ? [`sha256:${hash}`] : []));
