/** A row of the demo's reports. Ids, packages, versions and vectors are those that their advisories publish. */
type Found = {
	readonly id: string;
	readonly alias?: string;
	/** `type/name`. */
	readonly package: string;
	readonly version: string;
	readonly fixedIn: string | null;
	readonly severity: 'critical' | 'high' | 'medium' | 'low';
	readonly vector: string;
	readonly score: number;
	readonly exploited?: true;
	readonly loaded?: true;
};

const libc: Found = {
	id: 'CVE-2023-4911',
	package: 'deb/libc6',
	version: '2.36-9+deb12u1',
	fixedIn: '2.36-9+deb12u3',
	severity: 'high',
	vector: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H',
	score: 7.8,
	exploited: true,
	loaded: true,
};
const zlib: Found = {
	id: 'CVE-2023-45853',
	package: 'deb/zlib1g',
	version: '1:1.2.13.dfsg-1',
	fixedIn: null,
	severity: 'critical',
	vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
	score: 9.8,
};
const openssl: Found = {
	id: 'CVE-2023-5363',
	package: 'deb/libssl3',
	version: '3.0.9-1',
	fixedIn: '3.0.11-1~deb12u2',
	severity: 'high',
	vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
	score: 7.5,
	loaded: true,
};
const nghttp2: Found = {
	id: 'CVE-2023-44487',
	package: 'deb/libnghttp2-14',
	version: '1.52.0-1',
	fixedIn: '1.52.0-1+deb12u1',
	severity: 'high',
	vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
	score: 7.5,
	exploited: true,
	loaded: true,
};
const modules: readonly Found[] = [
	{
		id: 'CVE-2021-44906',
		alias: 'GHSA-xvch-5gv4-984h',
		package: 'npm/minimist',
		version: '1.2.5',
		fixedIn: '1.2.6',
		severity: 'critical',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
		score: 9.8,
	},
	{
		id: 'CVE-2019-10744',
		alias: 'GHSA-jf85-cpcp-j695',
		package: 'npm/lodash',
		version: '4.17.4',
		fixedIn: '4.17.12',
		severity: 'critical',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H',
		score: 9.1,
	},
	{
		id: 'CVE-2022-24771',
		alias: 'GHSA-cfm4-qjh2-4765',
		package: 'npm/node-forge',
		version: '1.2.1',
		fixedIn: '1.3.0',
		severity: 'high',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N',
		score: 7.5,
	},
	{
		id: 'CVE-2021-3749',
		alias: 'GHSA-cph5-m8f7-6c5x',
		package: 'npm/axios',
		version: '0.21.1',
		fixedIn: '0.21.2',
		severity: 'high',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
		score: 7.5,
	},
];

/** What was found in images of the demo, by their tags; those that are not named were never scanned. */
const images: Readonly<Record<string, {packages: number; exposed: boolean; found: readonly Found[]}>> = {
	'shop/api:1.4.2': {packages: 214, exposed: false, found: [libc, ...modules, zlib]},
	'shop/web:1.4.2': {packages: 149, exposed: false, found: [nghttp2, openssl]},
	'postgres:16': {packages: 148, exposed: true, found: [libc, openssl, zlib]},
	'prom/node-exporter:v1.8.2': {packages: 25, exposed: true, found: []},
	'statsd/statsd:v0.10.2': {packages: 31, exposed: false, found: []},
};

type Image = {
	readonly inspect: {
		readonly Id: string;
		readonly RepoTags?: readonly string[];
		readonly RootFS?: {readonly Layers?: readonly string[]};
	};
};

/**
 * Reports for the bundled fleet as a snapshot carries them. Its images bear known names and hold nothing but a busybox, so these reports
 * are written, not recorded, and say so.
 */
export function demoScans(recorded: readonly Image[], day: string): readonly object[] {
	return recorded.flatMap(({inspect}) =>
		(inspect.RepoTags ?? []).flatMap(tag => {
			const image = images[tag];
			return image === undefined ? [] : [reportOf(tag, image, inspect, day)];
		}),
	);
}

function reportOf(tag: string, {packages, exposed, found}: (typeof images)[string], {Id, RootFS}: Image['inspect'], day: string) {
	const layers = RootFS?.Layers ?? [];
	return {
		schema: 'dockscope.scan/1',
		target: {image: tag, id: Id, containers: []},
		scanner: {name: 'trivy', version: null, mode: 'written', database: {updatedAt: `${day}T06:00:00Z`}},
		state: 'complete',
		scannedAt: `${day}T10:58:00Z`,
		packages,
		coverage: [],
		filters: [],
		notes: ['written for the demo, in the format of a Trivy report'],
		vulnerabilities: found.map(one => rowOf(one, exposed, layers)),
		secrets: [],
		misconfigurations: [],
		licences: [],
		codeFindings: [],
		drift: null,
		error: null,
	};
}

function rowOf(one: Found, exposed: boolean, layers: readonly string[]) {
	const [type = '', name = ''] = one.package.split('/');
	const isSystem = type === 'deb';
	return {
		id: one.id,
		aliases: one.alias === undefined ? [] : [one.alias],
		title: null,
		package: {
			name,
			version: one.version,
			type,
			purl: `pkg:${isSystem ? 'deb/debian' : type}/${name}@${encodeURIComponent(one.version)}`,
			path: isSystem ? null : `app/node_modules/${name}/package.json`,
		},
		layer: (isSystem ? layers[0] : layers.at(-1)) ?? null,
		severity: one.severity,
		severityRaw: one.severity.toUpperCase(),
		cvss: [{source: 'nvd', version: '3.1', vector: one.vector, score: one.score}],
		fix: one.fixedIn === null ? {state: 'wont-fix', versions: []} : {state: 'fixed', versions: [one.fixedIn]},
		epss: null,
		kev: one.exploited === true,
		loaded: one.loaded === true ? 'loaded' : isSystem ? 'on-disk' : 'unknown',
		exposed,
		status: null,
		url: `https://www.cve.org/CVERecord?id=${one.id}`,
		publishedAt: null,
		sources: ['trivy'],
		disagreements: [],
	};
}
