import {type SafeText, safe, trusted} from '../../base/index.js';
import {at, list, rawText, text} from '../formats/json.js';
import type {Vulnerability} from '../report.js';
import {type ImageNames, matchesImageName} from './image-name-match.js';
import {byId, type Suppression, samePackage} from './suppression-rule.js';

/** Statuses by which a product is not vulnerable. `recommended` and `last_affected` name versions, not a state. */
const harmless = ['known_not_affected', 'fixed', 'first_fixed'] as const;

/** True for a document of the Common Security Advisory Framework. */
export const isCsaf = (document: unknown): boolean =>
	at(document, 'document', 'csaf_version') !== undefined || rawText(at(document, 'document', 'category')).startsWith('csaf_');

/**
 * CSAF, also its VEX profile: a row is suppressed where its package, or the image, is a product that is `known_not_affected` or `fixed`. A
 * component of a product counts in that product only.
 *
 * @param image  the image of the rows; `null`: unknown
 * @source docs.oasis-open.org/csaf/csaf/v2.0, 3.2.2 (product tree) and 3.2.3.9 (product status)
 */
export function csaf(document: unknown, from: SafeText, image: ImageNames | null): Suppression {
	const products = productsOf(document);
	const about = byId(list(at(document, 'vulnerabilities')), idsOf);
	return {
		from,
		why: row => {
			for (const vulnerability of about(row)) {
				for (const status of harmless) {
					const named = list(at(vulnerability, 'product_status', status)).map(rawText);
					const id = named.find(one => isProduct(products.get(one), row, image));
					if (id !== undefined) return reasonOf(vulnerability, id, status);
				}
			}
			return null;
		},
	};
}

/** A product, or a component in another one. */
type Product = {readonly purls: readonly string[]; readonly within: readonly string[] | null};

function productsOf(document: unknown): ReadonlyMap<string, Product> {
	const tree = at(document, 'product_tree');
	const purls = new Map<string, readonly string[]>();
	const add = (product: unknown) => {
		const helper = at(product, 'product_identification_helper');
		const own = [rawText(at(helper, 'purl')), ...list(at(helper, 'purls')).map(rawText)].filter(purl => purl !== '');
		purls.set(rawText(at(product, 'product_id')), own);
	};
	// A growing list instead of recursion: the file controls the depth.
	const branches = [...list(at(tree, 'branches'))];
	for (const branch of branches) {
		if (at(branch, 'product') !== undefined) add(at(branch, 'product'));
		for (const inner of list(at(branch, 'branches'))) branches.push(inner);
	}
	for (const product of list(at(tree, 'full_product_names'))) add(product);
	const products = new Map<string, Product>([...purls].map(([id, own]) => [id, {purls: own, within: null}]));
	for (const relation of list(at(tree, 'relationships'))) {
		const own = purls.get(rawText(at(relation, 'product_reference'))) ?? [];
		const within = purls.get(rawText(at(relation, 'relates_to_product_reference'))) ?? [];
		products.set(rawText(at(relation, 'full_product_name', 'product_id')), {purls: own, within});
	}
	return products;
}

function isProduct(product: Product | undefined, row: Vulnerability, image: ImageNames | null): boolean {
	if (product === undefined) return false;
	const isImage = (purl: string) => image !== null && matchesImageName(purl, image);
	const isPackage = (purl: string) => samePackage(purl, row.package.purl);
	if (product.within === null) return product.purls.some(purl => isPackage(purl) || isImage(purl));
	return product.purls.some(isPackage) && product.within.some(isImage);
}

const idsOf = (vulnerability: unknown): readonly string[] => [
	rawText(at(vulnerability, 'cve')),
	...list(at(vulnerability, 'ids')).map(one => rawText(at(one, 'text'))),
];

/** The flag of the product, or what its impact is said to be. */
function reasonOf(vulnerability: unknown, product: string, status: string): SafeText {
	const ofProduct = (one: unknown) => list(at(one, 'product_ids')).includes(product);
	const flag = text(at(list(at(vulnerability, 'flags')).find(ofProduct), 'label'));
	const threat = list(at(vulnerability, 'threats')).find(one => at(one, 'category') === 'impact' && ofProduct(one));
	const why = flag ?? text(at(threat, 'details'));
	return why === null ? trusted(status) : safe`${trusted(status)}: ${why}`;
}
