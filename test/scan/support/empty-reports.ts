/** Reports without findings that do not show a clean image, by what is wrong with each, in the shape that its producer writes. */

const npm = {Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg', Packages: [{Name: 'left-pad', Version: '1.3.0'}]};
const packages = [
	{Name: 'tar', Version: '1.35'},
	{Name: 'zlib1g', Version: '1:1.3'},
];
const trivy = (os: object | null, ...Results: readonly object[]) => ({
	SchemaVersion: 2,
	ArtifactName: 'shop:1',
	ArtifactType: 'container_image',
	Metadata: os === null ? {} : {OS: os},
	...(Results.length === 0 ? {} : {Results}),
});
const osResult = (Type: string, name: string, more: object = {Packages: packages}) => ({
	Target: `shop:1 (${Type} ${name})`,
	Class: 'os-pkgs',
	Type,
	...more,
});
const distribution = (Family: string, Name: string, more: object = {}) =>
	trivy({Family, Name, ...more}, osResult(Family, Name), npm);

const grype = (distro: object, more: object = {}, configuration: object = {}) => ({
	matches: [],
	source: {type: 'image', target: {userInput: 'shop:1'}},
	distro,
	descriptor: {name: 'grype', version: '0.106.0', configuration},
	...more,
});
const bookworm = {name: 'debian', version: '12', idLike: []};
const rowOfGrype = {
	vulnerability: {id: 'CVE-2026-100001', severity: 'Critical', fix: {state: 'fixed', versions: ['2']}},
	artifact: {name: 'tar', version: '1', type: 'deb', purl: 'pkg:deb/debian/tar@1'},
};

const bom = (tool: string, more: object = {}) => ({
	bomFormat: 'CycloneDX',
	specVersion: '1.6',
	metadata: {tools: {components: [{type: 'application', name: tool}]}, component: {type: 'container', name: 'shop:1'}},
	components: [
		{'bom-ref': 'os', type: 'operating-system', name: 'debian', version: '12'},
		{'bom-ref': 'a', type: 'library', name: 'tar', version: '1.35', purl: 'pkg:deb/debian/tar@1.35'},
	],
	vulnerabilities: [],
	...more,
});
const sarif = (tool: string, more: object = {}) => ({
	version: '2.1.0',
	runs: [{tool: {driver: {name: tool}}, results: [], ...more}],
});

const own = (state: string, more: object = {}) => ({
	schema: 'dockscope.scan/1',
	target: {image: 'shop:1', id: null, containers: []},
	scanner: {name: 'trivy', version: null, mode: 'binary', database: {updatedAt: null}},
	state,
	scannedAt: '2026-11-28T10:00:00Z',
	packages: 3,
	coverage: [],
	filters: [],
	notes: [],
	vulnerabilities: [],
	secrets: [],
	misconfigurations: [],
	drift: null,
	error: null,
	...more,
});

export const emptyReports: Readonly<Record<string, unknown>> = {
	'Trivy: no result': trivy(null),
	'Trivy: a distribution that it does not recognise (Arch, Gentoo, NixOS, Void), and one npm package': trivy(null, npm),
	'Trivy: Fedora, for which it has no advisories, and one npm package': trivy({Family: 'fedora', Name: '40'}, npm),
	'Trivy: Debian sid': distribution('debian', 'trixie/sid'),
	'Trivy: Kali, taken for Debian': distribution('debian', 'kali-rolling'),
	'Trivy: a Debian that does not exist': distribution('debian', '99.1'),
	'Trivy: Alpine edge': distribution('alpine', '3.22.0_alpha20250108'),
	'Trivy: an Alpine that does not exist': distribution('alpine', '3.99.1'),
	'Trivy: an Ubuntu that does not exist': distribution('ubuntu', '22.05'),
	'Trivy: CentOS without a release': distribution('centos', 'stream'),
	'Trivy: past its end of life': distribution('debian', '8.11', {EOSL: true}),
	'Trivy: Debian without its package database, and one npm package': trivy(
		{Family: 'debian', Name: '13.1'},
		osResult('debian', '13.1', {}),
		npm,
	),
	'Trivy: Debian without any package': trivy({Family: 'debian', Name: '13.1'}, osResult('debian', '13.1', {Packages: []})),
	'Trivy before 0.50: packages are not listed': trivy({Family: 'debian', Name: '12.5'}, osResult('debian', '12.5', {})),
	'Trivy before 0.20: packages are not listed': [{Target: 'shop:1 (debian 10.1)', Type: 'debian', Vulnerabilities: null}],
	'Trivy: only secrets': trivy({Family: 'debian', Name: '13.1'}, {Target: '/app/.env', Class: 'secret', Secrets: []}),
	'Trivy: only licences': trivy({Family: 'debian', Name: '13.1'}, {Target: 'OS Packages', Class: 'license', Licenses: []}),
	'Trivy: only misconfigurations': trivy(null, {
		Target: 'Dockerfile',
		Class: 'config',
		Type: 'dockerfile',
		Misconfigurations: [],
	}),
	'Trivy: only Conda packages': trivy(null, {...npm, Target: 'Conda', Type: 'conda-pkg'}),
	'Trivy: a folder of sources': {...trivy(null, npm), ArtifactType: 'filesystem'},
	'Trivy: a schema of the future, with other names': {
		...distribution('debian', '13.1'),
		SchemaVersion: 3,
		Results: [osResult('debian', '13.1', {Packages: packages, Findings: [{ID: 'CVE-2026-100001'}]})],
	},
	'Grype: null instead of a list': grype(bookworm, {matches: null}),
	'Grype: nothing that shows what it saw': grype(bookworm),
	'Grype: a distribution without advisories': grype({name: 'arch', version: '', idLike: []}),
	'Grype: a distribution that it did not match': grype(bookworm, {
		alertsByPackage: [{package: {name: 'tar'}, alerts: [{type: 'distro-unknown', message: 'x'}]}],
	}),
	'Grype: past its end of life': grype(bookworm, {
		alertsByPackage: [{package: {name: 'tar'}, alerts: [{type: 'distro-eol', message: 'x'}]}],
	}),
	'Grype: only fixed': grype(bookworm, {}, {'only-fixed': true}),
	'Grype: folders left out': grype(bookworm, {}, {exclude: ['/usr/**']}),
	'Grype: everything ignored': grype(bookworm, {
		ignoredMatches: [{...rowOfGrype, appliedIgnoreRules: [{vulnerability: '', package: {type: 'deb'}}]}],
	}),
	'Grype: everything under a VEX document': grype(bookworm, {
		ignoredMatches: [{...rowOfGrype, appliedIgnoreRules: [{namespace: 'vex', vulnerability: 'CVE-2026-100001'}]}],
	}),
	'CycloneDX: written by Trivy without scanning': bom('trivy'),
	'CycloneDX: written by Syft': bom('syft'),
	'CycloneDX: written by cdxgen': bom('cdxgen'),
	'CycloneDX: without a tool': {...bom('x'), metadata: {}},
	'CycloneDX: of Grype about a distribution without advisories': bom('grype', {
		components: [
			{'bom-ref': 'os', type: 'operating-system', name: 'arch', version: ''},
			{'bom-ref': 'a', type: 'library', name: 'bash', version: '5', purl: 'pkg:alpm/arch/bash@5'},
		],
	}),
	'CycloneDX: a version of the future': bom('grype', {specVersion: '2.0'}),
	'CycloneDX: only a VEX statement': bom('vexctl', {
		vulnerabilities: [{id: 'CVE-2026-100001', analysis: {state: 'not_affected'}, affects: [{ref: 'a'}]}],
	}),
	'SARIF: no result': sarif('Trivy'),
	'SARIF: a run that failed': sarif('Trivy', {invocations: [{executionSuccessful: false}]}),
	'SARIF: of Grype': sarif('Grype', {invocations: [{executionSuccessful: true}]}),
	'SARIF: of Scout': sarif('docker scout'),
	'SARIF: of a code analyser': sarif('CodeQL'),
	'SARIF: of a secret scanner': sarif('gitleaks'),
	'SARIF: a version of the future': {...sarif('Trivy'), version: '3.0.0'},
	'OSV-Scanner: no package': {results: [], experimental_config: {}},
	'Snyk: not a word of dependencies': {vulnerabilities: [], ok: true, packageManager: 'deb'},
	'Snyk: no dependency': {vulnerabilities: [], ok: true, dependencyCount: 0, packageManager: 'linux'},
	'Snyk: counts without a list': {vulnerabilities: [], ok: false, dependencyCount: 5, uniqueCount: 2, packageManager: 'deb'},
	'Clair: no package': {packages: {}, vulnerabilities: {}, package_vulnerabilities: {}},
	'twistcli: no package': {results: [{distro: 'Debian', packages: [], vulnerabilities: []}]},
	'twistcli: packages are not listed': {results: [{distro: 'Debian', vulnerabilities: []}]},
	'twistcli: counts without a list': {
		results: [{distro: 'Debian', packages: [{name: 'tar'}], vulnerabilityDistribution: {critical: 1, total: 4}}],
	},
	'a list of packages and of no vulnerabilities, of an unknown tool': {
		results: [{packages: [{name: 'tar'}], vulnerabilities: []}],
	},
	'Aqua: counts without a list': {
		resources: [{resource: {name: 'tar', format: 'deb'}, scanned: true, vulnerabilities: null}],
		vulnerability_summary: {total: 24, high: 5},
	},
	'Aqua: packages that it did not judge': {
		resources: [
			{resource: {name: 'tar', format: 'deb'}, scanned: true, vulnerabilities: null},
			{resource: {name: 'bash', format: 'deb'}, scanned: false, vulnerabilities: null},
		],
	},
	'Aqua: no resource': {image: 'shop:1', resources: []},
	'Anchore: no row': {imageDigest: 'sha256:a', vulnerabilities: []},
	'dockscope: a scan that failed': own('failed', {packages: null, error: {kind: 'crashed', message: 'x', next: 'y', log: []}}),
	'dockscope: a scan that saw nothing': own('not-scanned'),
	'dockscope: a scan of a part': own('partial', {
		coverage: [{ecosystem: 'npm', catalogued: 3, judged: 1, reason: 'no advisories are imported'}],
	}),
	'dockscope: a part that it does not name': own('partial'),
	'dockscope: a filtered scan': own('partial', {filters: ['severity: only CRITICAL (TRIVY_SEVERITY)']}),
	'dockscope: a complete scan of no package': own('complete', {packages: 0}),
	'dockscope: a complete scan that contradicts itself': own('complete', {
		coverage: [{ecosystem: 'Debian:12', catalogued: 80, judged: 0, reason: 'x'}],
	}),
	'an SPDX document': {spdxVersion: 'SPDX-2.3', packages: [{name: 'tar'}]},
	'a Syft inventory': {artifacts: [{name: 'tar'}], schema: {version: '16'}, descriptor: {name: 'syft'}},
	'a state of Terraform': {version: 4, terraform_version: '1.9.0', outputs: {}},
	'a list of nothing': [],
	'an object of nothing': {},
};
