import {safeJson} from '../../terminal/safe-json.js';
import type {ScanReport, Vulnerability} from '../report.js';
import {gaps} from './gaps.js';

const method = (version: string | null) =>
	({'2.0': 'CVSSv2', '3.0': 'CVSSv3', '3.1': 'CVSSv31', '4.0': 'CVSSv4'})[version ?? ''] ?? 'other';

/** CycloneDX 1.5 with the vulnerable packages and their vulnerabilities. */
export function scanCycloneDx(report: ScanReport, version: string): string {
	const components = new Map<string, unknown>();
	for (const row of report.vulnerabilities) {
		const {name, version: installed, purl, path} = row.package;
		components.set(refOf(row), {
			'bom-ref': refOf(row),
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
			properties: propertiesOf(report),
		},
		components: [...components.values()],
		// The packages without a vulnerability are not listed.
		compositions: [{aggregate: 'incomplete', assemblies: ['image']}],
		vulnerabilities: report.vulnerabilities.map(vulnerabilityOf),
	};
	return safeJson(`${JSON.stringify(document, null, '\t')}\n`);
}

/** What CycloneDX has no field for: how much was judged. */
const propertiesOf = (report: ScanReport) => [
	{name: 'dockscope:state', value: report.state},
	...(report.packages === null ? [] : [{name: 'dockscope:packages', value: `${report.packages}`}]),
	...gaps(report).map(value => ({name: 'dockscope:gap', value})),
];

const refOf = ({package: {name, version, type, path}}: Vulnerability) =>
	[type ?? 'package', name, version ?? '', path ?? ''].join('|');

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
		affects: [{ref: refOf(row)}],
	};
}
