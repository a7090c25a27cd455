import {percentDecoded, type SafeText, trusted} from '../../base/index.js';
import type {AvailableFix, ParsedReport, Vulnerability} from '../report.js';
import {cycloneDxCoverage, dockscopeScan, toolsOf, unscanned} from './cyclonedx-coverage.js';
import {cvssIn, epssIn, kevIn, severityIn} from './cyclonedx-ratings.js';
import {at, date, entries, first, isObject, list, rawText, rowsOf, text} from './json.js';
import {newerSchema} from './newer-schema.js';
import {identify, packagePath, unnamed, versionsInSentence, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';
import {ecosystemName, parsePurl} from './purl.js';

/** CycloneDX 1.4 and later with `vulnerabilities[]`, as written by Trivy, Grype and others, including its VEX analysis. */
export function parseCycloneDx(report: unknown): ParsedReport {
	const [tool] = toolsOf(report);
	const components = new Map<string, unknown>();
	collect(list(at(report, 'components')), components);
	const root = at(report, 'metadata', 'component');
	if (root !== undefined) components.set(rawText(at(root, 'bom-ref')), root);
	const own = dockscopeScan(report);
	return {
		scannerName: text(at(tool, 'name')),
		scannerVersion: text(at(tool, 'version')),
		packages:
			own === null
				? [...components.values()].filter(one => ['library', 'framework'].includes(rawText(at(one, 'type')))).length
				: own.packages,
		coverage: own === null ? cycloneDxCoverage(report, components.values()) : [],
		unjudged: own === null ? (unscanned(report) ?? newerSchema(at(report, 'specVersion'), 1)) : own.unjudged,
		vulnerabilities: rows(report, {components, root}, text(at(tool, 'name')) ?? trusted('cyclonedx')),
	};
}

/** By `bom-ref`; components may be nested. */
function collect(from: readonly unknown[], into: Map<string, unknown>): void {
	// A growing list instead of recursion: the file controls the depth.
	const waiting = [...from];
	for (const component of waiting) {
		into.set(rawText(at(component, 'bom-ref')) || `unreferenced ${into.size}`, component);
		for (const inner of list(at(component, 'components'))) waiting.push(inner);
	}
}

type Bom = {components: ReadonlyMap<string, unknown>; root: unknown};

function* rows(report: unknown, {components, root}: Bom, source: SafeText): Generator<Vulnerability> {
	for (const row of rowsOf(at(report, 'vulnerabilities'))) {
		const ownId = text(at(row, 'id')) ?? unnamed;
		const ratings = list(at(row, 'ratings'));
		const shared = {
			...identify(
				ownId,
				list(at(row, 'references')).map(one => text(at(one, 'id'))),
			),
			description: first(text(at(row, 'description')), text(at(row, 'detail'))),
			...severityIn(ratings, rawText(at(row, 'source', 'name'))),
			cvss: cvssIn(ratings),
			epss: epssIn(ratings),
			kev: kevIn(ratings),
			status: text(at(row, 'rejected')) === null ? text(at(row, 'analysis', 'state')) : trusted('rejected'),
			url: first(text(at(row, 'source', 'url')), text(at(list(at(row, 'advisories'))[0], 'url'))),
			publishedAt: first(date(at(row, 'published')), date(at(row, 'created'))),
		};
		for (const {component, affected, ref} of affectedBy(row, components, root)) {
			if (isUnaffected(affected)) continue;
			const pkg = packageOf(component, ref, affected);
			yield vulnerability({...shared, ...pkg, fix: fixIn(row, pkg.package.name)}, source);
		}
	}
}

/** What a vulnerability affects: a component of this document, of another one (`urn:cdx:…#ref`), or, if not given, the whole image. */
function affectedBy(row: unknown, components: Bom['components'], root: unknown) {
	const all = list(at(row, 'affects'));
	if (all.length === 0) return [{component: root, affected: undefined, ref: ''}];
	return all.map(affected => {
		const ref = rawText(at(affected, 'ref'));
		const local = ref.replace(/^urn:cdx:[^#]*#/, '');
		return {
			component: components.get(ref) ?? components.get(local) ?? components.get(percentDecoded(local) ?? local),
			affected,
			ref: local,
		};
	});
}

/** Every listed version is marked unaffected. */
function isUnaffected(affected: unknown): boolean {
	const versions = list(at(affected, 'versions'));
	return versions.length > 0 && versions.every(one => at(one, 'status') === 'unaffected');
}

/**
 * A sentence for people. Trivy's covers all packages of a vulnerability: `Upgrade libssl3 to version 3.0.9; Upgrade openssl to version …`,
 * of which only the package's own part counts. Others write `Upgrade to 1.2.3` or `Update to version 1.2.3 or later`.
 */
function fixIn(row: unknown, name: string): AvailableFix {
	const sentences = rawText(at(row, 'recommendation')).split(/;\s*/);
	const named = sentences.filter(sentence => sentence.includes(`Upgrade ${name} to `));
	const versions = (named.length > 0 ? named : sentences).flatMap(sentence => versionsInSentence(sentence));
	if (versions.length > 0) return {state: 'fixed', versions: [...new Set(versions)]};
	const response = list(at(row, 'analysis', 'response')).map(rawText);
	return {state: response.includes('will_not_fix') ? 'wont-fix' : 'unknown', versions: []};
}

function packageOf(component: unknown, ref: string, affected: unknown): Pick<Vulnerability, 'package' | 'layer'> {
	const purl = first(text(at(component, 'purl')), ref.startsWith('pkg:') ? text(ref) : null);
	const parsed = parsePurl(purl);
	const properties = list(at(component, 'properties')).filter(isObject);
	const property = (pattern: RegExp) => text(properties.find(one => pattern.test(rawText(one['name'])))?.['value']);
	const group = rawText(at(component, 'group'));
	const name = text(at(component, 'name'));
	return {
		package: {
			name:
				first(parsed === null ? null : ecosystemName(parsed), group === '' ? name : text(`${group}/${name ?? ''}`), text(ref)) ??
				unnamed,
			version: first(text(at(component, 'version')), parsed?.version, text(at(list(at(affected, 'versions'))[0], 'version'))),
			type: packageType(first(parsed?.type, property(/package:type$|trivy:PkgType$/))),
			purl,
			path: packagePath(property(/trivy:FilePath$|location:0:path$/)),
		},
		layer: property(/trivy:LayerDiffID$|location:0:layerID$/),
	};
}

/** True for a document that this parser supports: an inventory without vulnerabilities is not a report. */
export const isCycloneDx = (report: unknown): boolean =>
	at(report, 'bomFormat') === 'CycloneDX' && entries(report).some(([key]) => key === 'vulnerabilities');
