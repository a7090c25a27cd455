import {groupBy, trusted} from '../../base/index.js';
import type {LayerSecret, ParsedReport, Vulnerability} from '../report.js';
import {at, date, entries, first, isObject, list, number, rawText, rowsOf, text, texts} from './json.js';
import {cvss, fixOf, identify, present, rated, severityOf, unnamed, versionList, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';

const trivy = trusted('trivy');

/** Reports about an image; other kinds are about the configuration of a cluster. */
const kinds = ['VulnerabilityReport', 'ClusterVulnerabilityReport', 'ExposedSecretReport'];

/**
 * Trivy Operator's `VulnerabilityReport` and `ExposedSecretReport`: one, a list (`kubectl get vulnerabilityreports -A -o json`), or an
 * object with a list for each resource.
 *
 * @source aquasecurity/trivy-operator pkg/apis/aquasecurity/v1alpha1
 */
export function parseTrivyOperator(document: unknown): ParsedReport {
	const reports = resourcesIn(document).map(resource => at(resource, 'report'));
	return {
		scannerName: trivy,
		scannerVersion: first(...reports.map(report => text(at(report, 'scanner', 'version')))),
		packages: null,
		unjudged: resourcesIn(document).every(isSecretReport)
			? trusted('the report lists exposed secrets only: it does not judge packages')
			: null,
		vulnerabilities: rows(reports),
		secrets: reports.flatMap(report => list(at(report, 'secrets')).map(secretOf)),
	};
}

const isSecretReport = (resource: unknown): boolean => at(resource, 'kind') === 'ExposedSecretReport';

export const isTrivyOperatorReport = (document: unknown): boolean => resourcesIn(document).length > 0;

function resourcesIn(document: unknown): readonly unknown[] {
	const all = Array.isArray(document)
		? document
		: Array.isArray(at(document, 'items'))
			? list(at(document, 'items'))
			: [document, ...entries(document).flatMap(([key, items]) => (key.endsWith('.aquasecurity.github.io') ? list(items) : []))];
	return all.filter(one => kinds.includes(rawText(at(one, 'kind'))) && isObject(at(one, 'report')));
}

/** One document for each image in the list. */
export const operatorImages = (document: unknown): readonly unknown[] => [
	...groupBy(resourcesIn(document), resource => imageOf(at(resource, 'report'))).values(),
];

/** `index.docker.io/library/nginx:1.27`; with a digest where the image was deployed by one. */
export function imageOf(report: unknown): string {
	const [server, repository] = [rawText(at(report, 'registry', 'server')), rawText(at(report, 'artifact', 'repository'))];
	const [tag, digest] = [rawText(at(report, 'artifact', 'tag')), rawText(at(report, 'artifact', 'digest'))];
	const name = server === '' ? repository : `${server}/${repository}`;
	if (tag !== '') return `${name}:${tag}`;
	return digest === '' ? name : `${name}@${digest}`;
}

function* rows(reports: readonly unknown[]): Generator<Vulnerability> {
	for (const report of reports)
		for (const row of rowsOf(at(report, 'vulnerabilities'))) {
			const ownId = text(at(row, 'vulnerabilityID')) ?? unnamed;
			const isSystem = at(row, 'class') === 'os-pkgs';
			yield vulnerability(
				{
					...identify(ownId, []),
					title: text(at(row, 'title')),
					description: text(at(row, 'description')),
					package: {
						name: text(at(row, 'resource')) ?? unnamed,
						version: text(at(row, 'installedVersion')),
						type: packageType(first(text(at(row, 'packageType')), isSystem ? text(at(report, 'os', 'family')) : null)),
						purl: text(at(row, 'packagePURL')),
						path: text(at(row, 'packagePath')),
					},
					...rated(at(row, 'severity')),
					cvss: scoresOf(row),
					fix: fixOf(versionList(at(row, 'fixedVersion')), 'not-fixed'),
					url: first(text(at(row, 'primaryLink')), texts(at(row, 'links'))[0]),
					publishedAt: date(at(row, 'publishedDate')),
				},
				trivy,
			);
		}
}

function scoresOf(row: unknown) {
	const named = entries(at(row, 'cvss')).flatMap(([source, score]) => [
		cvss(source, at(score, 'V3Vector'), number(at(score, 'V3Score'))),
		cvss(source, at(score, 'V2Vector'), number(at(score, 'V2Score')), '2.0'),
	]);
	const score = number(at(row, 'score'));
	// 0 stands for a score that is not known.
	return present(named.length > 0 || score === null || score === 0 ? named : [cvss(trivy, null, score, '3.x')]);
}

/** Without `match`, which shows the line around the secret. */
const secretOf = (row: unknown): LayerSecret => ({
	rule: text(at(row, 'ruleID')) ?? trusted('secret'),
	title: first(text(at(row, 'title')), text(at(row, 'ruleID'))) ?? trusted('secret'),
	severity: severityOf(at(row, 'severity')),
	path: text(at(row, 'target')) ?? unnamed,
	line: null,
	layer: null,
});

/** `trivy k8s --format json`: `Resources` or, in older versions and summaries, `Findings` or a list for each kind of check. */
const clusterLists = ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'] as const;

export const isTrivyCluster = (document: unknown): boolean =>
	at(document, 'ClusterName') !== undefined && clusterLists.some(key => Array.isArray(at(document, key)));

/**
 * One of Trivy's own reports for each image of a cluster. What it says of workloads (their configuration) belongs to none of the images.
 *
 * @source aquasecurity/trivy pkg/k8s/report
 */
export function clusterImages(document: unknown): readonly unknown[] {
	const images = new Map<string, unknown[]>();
	for (const resource of clusterLists.flatMap(key => list(at(document, key)))) {
		let image = first(...list(at(resource, 'Metadata')).flatMap(one => texts(at(one, 'RepoTags')))) ?? '';
		for (const result of list(at(resource, 'Results'))) {
			const isImage = ['os-pkgs', 'lang-pkgs', 'secret', 'license'].includes(rawText(at(result, 'Class')));
			// A resource with several images lists them one after the other, each with the packages of its system first.
			if (at(result, 'Class') === 'os-pkgs') image = rawText(at(result, 'Target')).replace(/ \([^()]*\)$/, '');
			if (isImage) images.set(image, [...(images.get(image) ?? []), result]);
		}
	}
	return [...images].map(([ArtifactName, Results]) => ({SchemaVersion: 2, ArtifactName, Results}));
}
