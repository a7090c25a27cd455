import {own, type SafeText} from '../../terminal/safe-text.js';
import type {Fix, ParsedReport, Vulnerability} from '../report.js';
import {at, entries, first, isObject, list, number, rawText, text} from './json.js';
import {cvss, identify, present, severityOf, severityOfScore, versionList, vulnerability} from './normalise.js';
import {ecosystemName, parsePurl} from './purl.js';

/** CycloneDX 1.4 and later with `vulnerabilities[]`, as Trivy, Grype and others write it. */
export function parseCycloneDx(report: unknown): ParsedReport {
	const tools = at(report, 'metadata', 'tools');
	const tool = list(Array.isArray(tools) ? tools : at(tools, 'components'))[0];
	const components = new Map<string, unknown>();
	collect(list(at(report, 'components')), components);
	return {
		scannerName: text(at(tool, 'name')),
		scannerVersion: text(at(tool, 'version')),
		packages: [...components.values()].filter(one => at(one, 'type') === 'library').length,
		vulnerabilities: rows(report, components, text(at(tool, 'name')) ?? own('cyclonedx')),
	};
}

/** By `bom-ref`; components may hold components. */
function collect(from: readonly unknown[], into: Map<string, unknown>): void {
	for (const component of from) {
		into.set(rawText(at(component, 'bom-ref')), component);
		collect(list(at(component, 'components')), into);
	}
}

function* rows(report: unknown, components: ReadonlyMap<string, unknown>, source: SafeText): Generator<Vulnerability> {
	for (const row of list(at(report, 'vulnerabilities'))) {
		const ownId = text(at(row, 'id'));
		if (ownId === null) continue;
		const related = list(at(row, 'references')).map(one => text(at(one, 'id')));
		const {id, aliases} = identify(ownId, related);
		const ratings = list(at(row, 'ratings'));
		const severe = severityIn(ratings);
		for (const affected of list(at(row, 'affects'))) {
			const ref = rawText(at(affected, 'ref'));
			yield vulnerability(
				{
					id,
					aliases,
					description: first(text(at(row, 'description')), text(at(row, 'detail'))),
					package: packageOf(components.get(ref) ?? components.get(ref.replace(/^.*#/, '')), ref),
					...severe,
					cvss: present(
						ratings.filter(isScore).map(one => cvss(at(one, 'source', 'name'), at(one, 'vector'), number(at(one, 'score')))),
					),
					fix: fixIn(text(at(row, 'recommendation'))),
					epss: epssIn(ratings),
					kev: ratings.some(one => /KEV/.test(rawText(at(one, 'source', 'name')))) ? true : null,
					status: first(text(at(row, 'analysis', 'state'))),
					url: first(text(at(row, 'source', 'url')), text(at(list(at(row, 'advisories'))[0], 'url'))),
					publishedAt: text(at(row, 'published')),
				},
				source,
			);
		}
	}
}

const isScore = (rating: unknown) => /^CVSS/i.test(rawText(at(rating, 'method')));

function severityIn(ratings: readonly unknown[]): Pick<Vulnerability, 'severity' | 'severityRaw'> {
	const said = first(...ratings.map(one => text(at(one, 'severity'))));
	if (said !== null) return {severity: severityOf(said), severityRaw: said};
	return {severity: severityOfScore(first(...ratings.filter(isScore).map(one => number(at(one, 'score'))))), severityRaw: null};
}

function epssIn(ratings: readonly unknown[]): Vulnerability['epss'] {
	const rating = ratings.find(one => /EPSS|FIRST/i.test(rawText(at(one, 'source', 'name'))));
	const score = number(at(rating, 'score'));
	return score === null ? null : {score, percentile: null};
}

/** `Upgrade lodash to version 4.17.12; …`: Trivy writes the fixed version into a sentence. */
function fixIn(recommendation: SafeText | null): Fix {
	const versions = [...(recommendation ?? '').matchAll(/to version ([^;]+)/g)].flatMap(([, version]) => versionList(version));
	return versions.length > 0 ? {state: 'fixed', versions: [...new Set(versions)]} : {state: 'unknown', versions: []};
}

function packageOf(component: unknown, ref: string): Vulnerability['package'] {
	const purl = first(text(at(component, 'purl')), ref.startsWith('pkg:') ? text(ref) : null);
	const parsed = parsePurl(purl);
	const properties = list(at(component, 'properties')).filter(isObject);
	const property = (pattern: RegExp) => text(properties.find(one => pattern.test(rawText(one['name'])))?.['value']);
	return {
		name: first(parsed === null ? null : ecosystemName(parsed), text(at(component, 'name')), text(ref)) ?? own('(not named)'),
		version: first(text(at(component, 'version')), parsed?.version),
		type: first(parsed?.type, property(/package:type$/)),
		purl,
		path: property(/FilePath$|location:0:path$/),
	};
}

/** True for a document that this reader understands. */
export const isCycloneDx = (report: unknown): boolean =>
	at(report, 'bomFormat') === 'CycloneDX' && entries(report).some(([key]) => key === 'vulnerabilities');
