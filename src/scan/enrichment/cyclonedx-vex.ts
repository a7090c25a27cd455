import {percentDecoded, type SafeText, safe} from '../../base/index.js';
import {harmlessStates} from '../formats/cyclonedx-coverage.js';
import {at, list, rawText, text} from '../formats/json.js';
import type {Vulnerability} from '../report.js';
import {type ImageNames, matchesImageName} from './image-name-match.js';
import {byId, type Suppression, samePackage} from './suppression-rule.js';

/**
 * CycloneDX used as VEX: a vulnerability whose analysis says that it is none is suppressed in the component that it names, or in the whole
 * image if it names that. `exploitable`, `in_triage` and an absent analysis suppress nothing.
 *
 * @param image  the image of the rows: a document about another one does not apply; `null`: unknown
 * @source CycloneDX 1.6, vulnerabilities.analysis and affects; cyclonedx.org/capabilities/bomlink
 */
export function cycloneDxVex(document: unknown, from: SafeText, image: ImageNames | null): Suppression {
	const root = at(document, 'metadata', 'component');
	const isContainer = at(root, 'type') === 'container';
	const isOfImage = image !== null && isContainer && idsOf(root).some(id => matchesImageName(id, image));
	// It may be about a package or a program; a container is another image than this one.
	if (isContainer && !isOfImage) return {from, why: () => null};
	const purls = new Map<string, string>();
	for (const component of [root, ...list(at(document, 'components'))])
		purls.set(rawText(at(component, 'bom-ref')), rawText(at(component, 'purl')));
	const about = byId(list(at(document, 'vulnerabilities')).filter(isHarmless), idsOfVulnerability);
	const rootRef = rawText(at(root, 'bom-ref'));
	const isNamed = (ref: string, row: Vulnerability) => {
		// A link to another document ends with the reference there, which is often the package URL.
		const inside = ref.replace(/^urn:cdx:[^#]*#/, '');
		const local = percentDecoded(inside) ?? inside;
		if (isOfImage && (local === rootRef || local === rawText(at(root, 'purl')))) return true;
		return samePackage(purls.get(ref) || purls.get(local) || local, row.package.purl);
	};
	return {
		from,
		why: row => {
			const statement = about(row).find(one => concerns(one, row, isNamed));
			if (statement === undefined) return null;
			const state = text(at(statement, 'analysis', 'state'));
			const reason = text(at(statement, 'analysis', 'justification')) ?? text(at(statement, 'analysis', 'detail'));
			return state === null || reason === null ? state : safe`${state}: ${reason}`;
		},
	};
}

const isHarmless = (vulnerability: unknown): boolean => harmlessStates.includes(rawText(at(vulnerability, 'analysis', 'state')));

const idsOf = (component: unknown): readonly string[] => {
	const [name, version] = [rawText(at(component, 'name')), rawText(at(component, 'version'))];
	const reference =
		version === '' || /[:@][^/]*$/.test(name) ? name : `${name}${version.startsWith('sha256:') ? '@' : ':'}${version}`;
	return [rawText(at(component, 'purl')), reference].filter(id => id !== '');
};

const idsOfVulnerability = (vulnerability: unknown): readonly string[] =>
	[vulnerability, ...list(at(vulnerability, 'references'))].map(one => rawText(at(one, 'id')));

/** A statement that names nothing is about nothing. */
const concerns = (vulnerability: unknown, row: Vulnerability, isNamed: (ref: string, row: Vulnerability) => boolean): boolean =>
	list(at(vulnerability, 'affects')).some(affected => {
		const versions = list(at(affected, 'versions')).map(one => rawText(at(one, 'version')));
		return (
			isNamed(rawText(at(affected, 'ref')), row) &&
			(versions.every(one => one === '') || versions.includes(row.package.version ?? ''))
		);
	});
