import {jsonText, ownValue} from '../../base/index.js';
import type {PackageInventory} from '../inventory/package.js';
import {packagePurl} from '../inventory/sbom.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {gaps} from './gaps.js';
import type {NamedPolicy} from './named-policy.js';

const methods = {'2.0': 'CVSSv2', '3.0': 'CVSSv3', '3.1': 'CVSSv31', '4.0': 'CVSSv4'};
const method = (version: string | null) => ownValue(methods, version ?? '') ?? 'other';

/**
 * CycloneDX 1.5 with the packages of the image and their vulnerabilities.
 *
 * @param inventory  `null` where it could not be read: then only the packages with a vulnerability are listed
 */
export function scanCycloneDx(
	report: ScanReport,
	version: string,
	inventory: PackageInventory | null,
	policy: NamedPolicy | null = null,
): string {
	const components = new Map<string, unknown>();
	for (const one of inventory?.packages ?? []) {
		const {name, type, version: installed, path} = one;
		components.set(refOf({name, type, version: installed, path}), {
			'bom-ref': refOf({name, type, version: installed, path}),
			type: 'library',
			name,
			version: installed,
			purl: packagePurl(one, inventory?.distribution ?? null),
			...(path === null ? {} : {properties: [{name: 'dockscope:path', value: path}]}),
		});
	}
	for (const row of report.vulnerabilities) {
		const {name, version: installed, purl, path} = row.package;
		components.set(refOf(row.package), {
			'bom-ref': refOf(row.package),
			type: 'library',
			name,
			...(installed === null ? {} : {version: installed}),
			...(purl === null ? {} : {purl}),
			...(path === null ? {} : {properties: [{name: 'dockscope:path', value: path}]}),
		});
	}
	const document = {
		bomFormat: 'CycloneDX',
		specVersion: '1.5',
		version: 1,
		metadata: {
			timestamp: report.scannedAt,
			tools: {components: [{type: 'application', name: 'dockscope', version}]},
			component: {
				'bom-ref': 'image',
				type: 'container',
				name: report.target.image,
				...(report.target.id === null ? {} : {version: report.target.id}),
			},
			properties: propertiesOf(report, policy),
		},
		components: [...components.values()],
		// What dockscope's inventory does not read (jars, Go binaries) may be missing.
		compositions: [{aggregate: 'incomplete', assemblies: ['image']}],
		vulnerabilities: report.vulnerabilities.map(vulnerabilityOf),
	};
	return jsonText(document);
}

/** What CycloneDX has no field for: how much was judged, and what hides some of it. */
const propertiesOf = (report: ScanReport, policy: NamedPolicy | null) => [
	{name: 'dockscope:state', value: report.state},
	...(report.packages === null ? [] : [{name: 'dockscope:packages', value: `${report.packages}`}]),
	...(policy?.lines ?? []).map(value => ({name: 'dockscope:policy', value})),
	...gaps(report).map(value => ({name: 'dockscope:gap', value})),
];

type Named = {readonly [Key in 'name' | 'version' | 'type' | 'path']: string | null};
const refOf = ({name, version, type, path}: Named) => [type ?? 'package', name, version ?? '', path ?? ''].join('|');

function vulnerabilityOf(row: Vulnerability, index: number) {
	const {id, aliases, cvss, severity, description, fix, url} = row;
	const scored = cvss.map(({source, version, vector, score}) => ({
		...(source === null ? {} : {source: {name: source}}),
		...(score === null ? {} : {score}),
		severity,
		method: method(version),
		...(vector === null ? {} : {vector}),
	}));
	return {
		'bom-ref': `vulnerability-${index}`,
		id,
		...(url === null ? {} : {source: {url}}),
		references: aliases.map(alias => ({id: alias, source: {name: alias.split('-')[0]}})),
		ratings: scored.length > 0 ? scored : [{severity, method: 'other'}],
		...(description === null ? {} : {description}),
		...(fix.state === 'fixed' ? {recommendation: `Upgrade ${row.package.name} to version ${fix.versions.join(', ')}`} : {}),
		affects: [{ref: refOf(row.package)}],
	};
}
