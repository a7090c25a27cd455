import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {at, list, rawText, text} from '../formats/json.js';
import {parsePurl} from '../formats/purl.js';
import type {Vulnerability} from '../report.js';
import {names, type Suppression, samePackage} from './suppression-rule.js';

/** OpenVEX: `not_affected` and `fixed` hide a row; a row of any other status stays. @source openvex.dev/spec v0.2.0 */
export function openVex(document: unknown, from: SafeText): Suppression {
	const statements = list(at(document, 'statements'));
	// A later statement about the same thing replaces an earlier one.
	const find = (row: Vulnerability) => statements.findLast(one => concernsVulnerability(one, row) && concernsProduct(one, row));
	return {
		from,
		why: row => {
			const statement = find(row);
			const status = rawText(at(statement, 'status'));
			if (status !== 'not_affected' && status !== 'fixed') return null;
			const reason = text(at(statement, 'justification')) ?? text(at(statement, 'impact_statement'));
			return sanitise(reason === null ? status : `${status}: ${reason}`);
		},
	};
}

function concernsVulnerability(statement: unknown, row: Vulnerability): boolean {
	const given = at(statement, 'vulnerability');
	const all =
		typeof given === 'string'
			? [given]
			: [rawText(at(given, 'name')), rawText(at(given, '@id')), ...list(at(given, 'aliases')).map(rawText)];
	return all.some(name => names(row).has(name.replace(/^.*\/(?=[A-Z]+-)/, '')));
}

function concernsProduct(statement: unknown, row: Vulnerability): boolean {
	const ids = list(at(statement, 'products')).flatMap(product => {
		const components = list(at(product, 'subcomponents'));
		return (components.length > 0 ? components : [product]).map(one =>
			typeof one === 'string' ? one : rawText(at(one, '@id')) || rawText(at(one, 'identifiers', 'purl')),
		);
	});
	// A product that is an image (pkg:oci/…) without components speaks of all of it; others name the package.
	return ids.some(id => parsePurl(id)?.type === 'oci' || samePackage(id, row.package.purl));
}
