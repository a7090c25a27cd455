import {type Json, list} from './json.js';
import type {XmlElement} from './xml.js';

/** Elements that hold a list; a `tools` with `components` inside is an object since 1.5. */
const lists = new Set([
	'advisories',
	'affects',
	'components',
	'properties',
	'ratings',
	'references',
	'responses',
	'services',
	'tools',
	'versions',
	'vulnerabilities',
]);

export const isBom = ({name, attributes}: XmlElement): boolean =>
	name === 'bom' && Object.values(attributes).some(value => value.startsWith('http://cyclonedx.org/schema/bom/'));

/**
 * A CycloneDX document in XML as the same document in JSON. Before 1.4 vulnerabilities were an extension: in the document with a `ref`, or
 * inside of their component.
 *
 * @source cyclonedx.org/docs/1.6/xml, github.com/CycloneDX/specification schema/ext/vulnerability-1.0.xsd
 */
export function bomOf(root: XmlElement): Json {
	const bom = objectOf(root);
	const inside = insideComponents(root);
	return {
		...bom,
		bomFormat: 'CycloneDX',
		...(inside.length === 0 ? {} : {vulnerabilities: [...list(bom['vulnerabilities']), ...inside]}),
	};
}

function insideComponents(root: XmlElement): readonly unknown[] {
	const found: unknown[] = [];
	// A growing list instead of recursion: the file controls the depth.
	const waiting = [...root.children];
	for (const element of waiting) {
		for (const child of element.children) waiting.push(child);
		if (element.name !== 'component') continue;
		const rows = element.children.filter(({name}) => name === 'vulnerabilities').flatMap(({children}) => children);
		const ref = refOf(element);
		found.push(...rows.map(row => ({affects: [{ref}], ...objectOf(row)})));
	}
	return found;
}

const refOf = ({attributes, children}: XmlElement): string =>
	attributes['bom-ref'] ?? children.find(({name}) => name === 'purl')?.text.trim() ?? '';

function valueIn(element: XmlElement): unknown {
	const {name, attributes, children, text} = element;
	const isList = lists.has(name) && !children.some(child => lists.has(child.name));
	if (isList) return children.map(valueIn);
	if (children.length > 0) return objectOf(element);
	if (Object.keys(attributes).length === 0) return text.trim();
	return {...attributes, value: text.trim()};
}

/** Keyed by element; what XML writes in another way than JSON is converted. */
function objectOf({name: parent, attributes, children}: XmlElement): Json {
	const found: Json = {...attributes};
	for (const child of children) {
		const value = valueIn(child);
		if (child.name === 'responses') found['response'] = value;
		else if (child.name === 'score' && child.children.length > 0) found['score'] = textIn(child, 'base');
		else if (child.name === 'recommendations') found['recommendation'] = child.children.map(({text}) => text.trim()).join('; ');
		else if (child.name === 'advisories')
			found['advisories'] = list(value).map(one => (typeof one === 'string' ? {url: one} : one));
		else Object.defineProperty(found, child.name, {value, writable: true, enumerable: true, configurable: true});
	}
	if (parent === 'vulnerability' && attributes['ref'] !== undefined) found['affects'] = [{ref: attributes['ref']}];
	return found;
}

const textIn = ({children}: XmlElement, name: string): string => children.find(child => child.name === name)?.text.trim() ?? '';
