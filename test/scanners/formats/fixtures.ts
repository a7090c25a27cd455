/** Reports authored for the tests, in the shape that each version of each scanner documents. */

export const trivyReports = {
	'0.68': {
		SchemaVersion: 2,
		ReportID: '01a2',
		CreatedAt: '2026-11-24T13:46:32Z',
		ArtifactName: 'shop:1',
		ArtifactType: 'container_image',
		Metadata: {OS: {Family: 'debian', Name: '13.8'}, ImageID: 'sha256:aa'},
		Results: [
			{
				Target: 'shop:1 (debian 13.8)',
				Class: 'os-pkgs',
				Type: 'debian',
				Packages: [{Name: 'tar'}, {Name: 'nginx'}],
				Vulnerabilities: [
					{
						VulnerabilityID: 'CVE-2026-100001',
						PkgID: 'nginx@1.26.3-3+deb13u10',
						PkgName: 'nginx',
						PkgIdentifier: {PURL: 'pkg:deb/debian/nginx@1.26.3-3%2Bdeb13u10?arch=amd64&distro=debian-13.8', UID: '7f'},
						InstalledVersion: '1.26.3-3+deb13u10',
						FixedVersion: '1.26.3-3+deb13u11',
						Status: 'fixed',
						Layer: {Digest: 'sha256:d1', DiffID: 'sha256:d2'},
						SeveritySource: 'debian',
						PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2026-100001',
						Severity: 'HIGH',
						CVSS: {
							nvd: {
								V2Vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P',
								V2Score: 7.5,
								V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
								V3Score: 9.8,
							},
							redhat: {V40Vector: 'CVSS:4.0/AV:N', V40Score: 8.7},
						},
						Title: 'nginx: \u001b[31mred\u001b[0m title',
						PublishedDate: '2026-11-01T00:00:00Z',
					},
					{VulnerabilityID: 'CVE-2005-2541', PkgName: 'tar', InstalledVersion: '1.35', Status: 'will_not_fix', Severity: 'LOW'},
				],
			},
			{
				Target: 'Node.js',
				Class: 'lang-pkgs',
				Type: 'node-pkg',
				Packages: [{Name: 'minimist'}],
				Vulnerabilities: [
					{
						VulnerabilityID: 'CVE-2021-44906',
						VendorIDs: ['GHSA-xvch-5gv4-984h'],
						PkgName: 'minimist',
						PkgPath: 'app/node_modules/minimist/package.json',
						InstalledVersion: '1.2.0',
						FixedVersion: '1.2.6, 0.2.4',
						Status: 'fixed',
						Severity: 'CRITICAL',
						References: ['https://example.org/a'],
					},
				],
			},
			{
				Target: '/app/.env',
				Class: 'secret',
				Secrets: [
					{
						RuleID: 'aws-access-key-id',
						Category: 'AWS',
						Severity: 'CRITICAL',
						Title: 'AWS Access Key ID',
						StartLine: 3,
						EndLine: 3,
						Match: 'AKIAIOSFODNN7EXAMPLE',
						Layer: {DiffID: 'sha256:d3'},
					},
				],
			},
			{
				Target: 'Dockerfile',
				Class: 'config',
				Type: 'dockerfile',
				Misconfigurations: [
					{
						ID: 'DS002',
						AVDID: 'AVD-DS-0002',
						Title: 'Image user should not be root',
						Severity: 'HIGH',
						Status: 'FAIL',
						Message: 'last USER is root',
						Resolution: 'add USER',
					},
					{ID: 'DS026', Title: 'No HEALTHCHECK', Severity: 'LOW', Status: 'PASS'},
				],
			},
		],
	},
	'0.44': {
		SchemaVersion: 2,
		ArtifactName: 'shop:1',
		ArtifactType: 'container_image',
		Metadata: {OS: {Family: 'alpine', Name: '3.10.9', EOSL: true}},
		Results: [
			{
				Target: 'shop:1 (alpine 3.10.9)',
				Class: 'os-pkgs',
				Type: 'alpine',
				Vulnerabilities: [
					{
						VulnerabilityID: 'CVE-2021-36159',
						PkgName: 'apk-tools',
						InstalledVersion: '2.10.6-r0',
						FixedVersion: '2.10.7-r0',
						Status: 'fixed',
						Severity: 'CRITICAL',
					},
				],
			},
		],
	},
	/** No `Status` yet, and a target without findings has no list at all. */
	'0.40': {
		SchemaVersion: 2,
		ArtifactName: 'shop:1',
		Results: [
			{
				Target: 'shop:1 (debian 11)',
				Class: 'os-pkgs',
				Type: 'debian',
				Vulnerabilities: [
					{
						VulnerabilityID: 'CVE-2011-3374',
						PkgName: 'apt',
						InstalledVersion: '2.2.4',
						Severity: 'LOW',
						Layer: {Digest: 'sha256:d1'},
					},
				],
			},
			{Target: 'Python', Class: 'lang-pkgs', Type: 'python-pkg'},
		],
	},
	/** Before 0.20 a report is an array. */
	'0.19': [
		{
			Target: 'node-app/package-lock.json',
			Type: 'npm',
			Vulnerabilities: [
				{
					VulnerabilityID: 'CVE-2018-16487',
					PkgName: 'lodash',
					InstalledVersion: '4.17.4',
					FixedVersion: '>=4.17.11',
					Severity: 'HIGH',
				},
			],
		},
		{Target: 'nothing', Vulnerabilities: null},
	],
};

const grypeMatch = {
	vulnerability: {
		id: 'GHSA-35jh-r3h4-6jhm',
		dataSource: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
		namespace: 'github:language:javascript',
		severity: 'High',
		cvss: [{source: 'github', version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', metrics: {baseScore: 7.2}}],
		fix: {versions: ['4.17.21'], state: 'fixed'},
	},
	relatedVulnerabilities: [{id: 'CVE-2021-23337', description: 'Command injection'}],
	artifact: {
		name: 'lodash',
		version: '4.17.4',
		type: 'npm',
		purl: 'pkg:npm/lodash@4.17.4',
		locations: [{path: '/app/node_modules/lodash/package.json', layerID: 'sha256:d2'}],
	},
};

export const grypeReports = {
	'database 5': {
		matches: [
			grypeMatch,
			{
				vulnerability: {id: 'CVE-2005-2541', severity: 'Negligible', fix: {versions: [], state: 'wont-fix'}},
				relatedVulnerabilities: [],
				artifact: {name: 'tar', version: '1.35', type: 'deb', locations: []},
			},
		],
		descriptor: {name: 'grype', version: '0.74.0', db: {built: '2026-01-02T03:04:05Z', schemaVersion: 5, valid: true}},
	},
	'database 6': {
		matches: [
			{
				...grypeMatch,
				vulnerability: {
					...grypeMatch.vulnerability,
					epss: [{cve: 'CVE-2021-23337', epss: 0.03, percentile: 0.9, date: '2026-01-01'}],
					knownExploited: [{cve: 'CVE-2021-23337'}],
					risk: 40,
				},
			},
			{
				vulnerability: {id: 'CVE-2005-2541', severity: 'Negligible', fix: {versions: [], state: ''}},
				relatedVulnerabilities: [],
				artifact: {name: 'tar', version: '1.35', type: 'deb', locations: []},
			},
		],
		descriptor: {
			name: 'grype',
			version: '0.104.0',
			db: {status: {schemaVersion: 'v6.1.0', built: '2026-11-20T03:04:05Z', valid: true}},
		},
	},
};

export const scoutReport = {
	version: '2.1.0',
	runs: [
		{
			tool: {
				driver: {
					name: 'docker scout',
					version: '1.18.1',
					rules: [
						{
							id: 'CVE-2021-44906',
							name: 'OsPackageVulnerability',
							shortDescription: {text: 'CVE-2021-44906: minimist'},
							helpUri: 'https://scout.docker.com/v/CVE-2021-44906',
							properties: {
								affected_version: '>=1.0.0,<1.2.6',
								fixed_version: '1.2.6',
								cvssV3_severity: 'CRITICAL',
								'security-severity': '9.8',
								purls: ['pkg:npm/minimist@1.2.0'],
							},
						},
						{
							id: 'CVE-2005-2541',
							properties: {
								fixed_version: 'not fixed',
								cvssV3_severity: 'UNSPECIFIED',
								'security-severity': '0.0',
								purls: ['pkg:deb/debian/tar@1.35?os_version=13'],
							},
						},
					],
				},
			},
			results: [
				{
					ruleId: 'CVE-2021-44906',
					ruleIndex: 0,
					message: {text: 'Vulnerability'},
					locations: [{physicalLocation: {artifactLocation: {uri: '/app/node_modules/minimist/package.json'}}}],
				},
				{ruleId: 'CVE-2005-2541', ruleIndex: 1, level: 'none', message: {text: 'Vulnerability'}, locations: []},
			],
		},
	],
};

/** As Trivy writes SARIF: the package stands in the text. */
export const sarifWithText = {
	version: '2.1.0',
	runs: [
		{
			tool: {
				driver: {
					name: 'Trivy',
					version: '0.68.2',
					rules: [
						{
							id: 'CVE-2021-36159',
							helpUri: 'https://example.org',
							properties: {'security-severity': '9.1', tags: ['vulnerability', 'security', 'CRITICAL']},
						},
					],
				},
			},
			results: [
				{
					ruleId: 'CVE-2021-36159',
					ruleIndex: 0,
					level: 'error',
					message: {
						text: 'Package: apk-tools\nInstalled Version: 2.10.6-r0\nVulnerability CVE-2021-36159\nSeverity: CRITICAL\nFixed Version: 2.10.7-r0',
					},
					locations: [{physicalLocation: {artifactLocation: {uri: 'library/shop'}}}],
				},
			],
		},
	],
};

export const clairReport = {
	manifest_hash: 'sha256:aa',
	packages: {
		10: {id: '10', name: 'libc6', version: '2.41-12', kind: 'binary', source: {name: 'glibc'}, arch: 'amd64'},
		11: {id: '11', name: 'lodash', version: '4.17.4', kind: 'binary'},
	},
	distributions: {1: {id: '1', did: 'debian', version_id: '13'}},
	environments: {
		10: [{package_db: 'var/lib/dpkg/status', introduced_in: 'sha256:d1', distribution_id: '1'}],
		11: [{package_db: 'nodejs:app/node_modules/lodash/package.json', introduced_in: 'sha256:d2'}],
	},
	vulnerabilities: {
		100: {
			id: '100',
			name: 'CVE-2026-200001',
			description: 'glibc',
			links: 'https://example.org/CVE-2026-200001 https://example.org/b',
			severity: 'important',
			normalized_severity: 'High',
			fixed_in_version: '2.41-13',
			issued: '2026-01-01T00:00:00Z',
		},
		101: {
			id: '101',
			name: 'GHSA-35jh-r3h4-6jhm',
			links: 'https://example.org/CVE-2021-23337',
			normalized_severity: 'Negligible',
			fixed_in_version: 'fixed=4.17.21&introduced=0',
		},
		102: {id: '102', name: 'CVE-2026-200002', links: '', normalized_severity: 'Unknown', fixed_in_version: ''},
	},
	package_vulnerabilities: {10: ['100', '102'], 11: ['101', '999']},
	enrichments: {
		'message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=https://csrc.nist.gov/schema/nvd/api/2.0/cvss-v3.x.json': [
			{100: [{version: '3.1', vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 9.8}]},
		],
		'message/vnd.clair.map.vulnerability; enricher=clair.epss schema=https://csrc.nist.gov/schema/epss/api/v1.json': [
			{100: [{cve: 'CVE-2026-200001', epss: 0.5, percentile: 0.97}]},
		],
		'message/vnd.clair.map.vulnerability; enricher=clair.kev schema=https://csrc.nist.gov/schema/kev/api/v1.json': [
			{100: [{cve: 'CVE-2026-200001'}]},
		],
	},
};

export const anchoreReports = {
	'Engine v1': {
		imageDigest: 'sha256:aa',
		vulnerability_type: 'all',
		vulnerabilities: [
			{
				feed: 'vulnerabilities',
				feed_group: 'debian:13',
				fix: 'None',
				package: 'tar-1.35',
				package_cpe: 'None',
				package_name: 'tar',
				package_path: 'pkgdb',
				package_type: 'dpkg',
				package_version: '1.35',
				severity: 'Negligible',
				url: 'https://example.org/CVE-2005-2541',
				vuln: 'CVE-2005-2541',
			},
		],
	},
	'Enterprise v2': {
		image_digest: 'sha256:aa',
		vulnerabilities: [
			{
				vuln: 'GHSA-35jh-r3h4-6jhm',
				severity: 'High',
				fix: '4.17.21',
				package_name: 'lodash',
				package_version: '4.17.4',
				package_type: 'npm',
				package_path: '/app/node_modules/lodash/package.json',
				url: 'https://example.org',
				will_not_fix: false,
				nvd_data: [{id: 'CVE-2021-23337', cvss_v3: {base_score: 7.2}}],
			},
		],
	},
	anchorectl: [
		{
			feed: 'vulnerabilities',
			feedGroup: 'debian:13',
			fix: '232-25',
			packageName: 'libudev1',
			packagePath: 'None',
			packageType: 'dpkg',
			packageVersion: '232-24',
			severity: 'High',
			url: 'https://example.org',
			vuln: 'CVE-2018-15686',
		},
	],
	'Enterprise report': {
		securityEvaluation: [
			{
				vulnerabilityId: 'GHSA-aaaa-bbbb-cccc',
				cves: 'CVE-2024-50379',
				severity: 'Critical',
				packageType: 'Java',
				path: '/aci/tomcat-embed-el-9.0.97.jar',
				package: 'tomcat-embed-el-9.0.97',
				fixAvailable: '10.1.34,11.0.2,9.0.98',
				link: 'https://example.org',
				nvdCvssBaseScore: 9.8,
			},
		],
	},
};

export const twistcliReport = {
	results: [
		{
			id: 'sha256:aa',
			distro: 'Debian GNU/Linux 13',
			packages: [{type: 'python', name: 'pycrypto', version: '2.6.1'}],
			vulnerabilities: [
				{
					id: 'CVE-2013-7459',
					status: 'fixed in 2.6.2, 2.7',
					cvss: 9.8,
					vector: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
					severity: 'critical',
					packageName: 'pycrypto',
					packageVersion: '2.6.1',
					packagePath: '/usr/lib/python3/pycrypto',
					link: 'https://example.org',
					riskFactors: {'Exploit in the wild': {}, 'Has fix': {}},
				},
				{id: 'CVE-2018-6485', status: 'open', severity: 'important', packageName: 'glibc', packageVersion: '2.24'},
			],
			compliances: [{id: 41, title: 'Image runs as root', severity: 'high', cause: 'no USER'}],
		},
	],
	consoleURL: 'https://console.example.org',
};

export const aquaReports = {
	scanner: {
		image: 'shop:1',
		os: 'alpine',
		resources: [
			{
				resource: {format: 'apk', name: 'musl', version: '1.1.20-r4', arch: 'x86_64', cpe: 'pkg:/alpine:3.9.4:musl:1.1.20-r4'},
				scanned: true,
				vulnerabilities: [
					{
						name: 'CVE-2019-14697',
						nvd_score_v3: 9.8,
						nvd_vectors_v3: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
						nvd_severity_v3: 'critical',
						nvd_url: 'https://example.org',
						fix_version: '1.1.20-r5',
						aqua_severity: 'high',
						aqua_score: 7.5,
						publish_date: '2019-08-06',
					},
				],
			},
			{resource: {format: 'apk', name: 'zlib'}, vulnerabilities: null},
		],
		image_assurance_results: {disallowed: true},
	},
	'console v2': {
		status: 'SCANNED',
		cves: [
			{
				file: '/usr/lib/libcrypto.so',
				name: 'CVE-2019-10086',
				score: '7.5',
				severity: 'high',
				url: 'https://example.org',
				fix_version: '1.9.4',
				acknowledged: true,
			},
		],
	},
	'console v1': {
		result: [
			{
				name: 'CVE-2019-15601',
				severity: 'medium',
				resource: {type: 'package', format: 'deb', name: 'curl', version: '7.64.0'},
				vendor_severity: 'low',
			},
		],
	},
};

export const snykReports = {
	'one project': {
		ok: false,
		dependencyCount: 125,
		packageManager: 'deb',
		vulnerabilities: [
			{
				id: 'SNYK-DEBIAN13-TAR-1',
				title: 'CVE-2005-2541',
				identifiers: {CVE: ['CVE-2005-2541'], CWE: []},
				severity: 'low',
				cvssScore: 10,
				CVSSv3: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
				packageName: 'tar',
				name: 'tar',
				version: '1.35',
				from: ['a', 'tar'],
				epssDetails: {probability: '0.01', percentile: '0.5'},
			},
			{
				id: 'SNYK-DEBIAN13-TAR-1',
				identifiers: {CVE: ['CVE-2005-2541']},
				severity: 'low',
				packageName: 'tar',
				name: 'tar',
				version: '1.35',
				from: ['b', 'tar'],
			},
		],
		applications: [
			{
				targetFile: '/app/package.json',
				packageManager: 'npm',
				dependencyCount: 4,
				vulnerabilities: [
					{
						id: 'SNYK-JS-LODASH-1',
						identifiers: {CVE: ['CVE-2021-23337'], GHSA: ['GHSA-35jh-r3h4-6jhm']},
						severity: 'high',
						packageName: 'lodash',
						name: 'lodash',
						version: '4.17.4',
						fixedIn: ['4.17.21'],
					},
				],
			},
		],
	},
};

export const osvScannerReport = {
	results: [
		{
			source: {path: '/app/node_modules/lodash/package.json', type: 'artifact'},
			packages: [
				{
					package: {name: 'lodash', version: '4.17.4', ecosystem: 'npm'},
					vulnerabilities: [
						{
							id: 'GHSA-35jh-r3h4-6jhm',
							aliases: ['CVE-2021-23337'],
							summary: 'Command injection',
							severity: [{type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H'}],
							affected: [
								{
									package: {name: 'lodash', ecosystem: 'npm'},
									ranges: [{type: 'SEMVER', events: [{introduced: '0'}, {fixed: '4.17.21'}]}],
								},
							],
							database_specific: {severity: 'HIGH'},
						},
						{
							id: 'MAL-2026-1',
							affected: [{package: {name: 'lodash', ecosystem: 'npm'}, ranges: [{type: 'SEMVER', events: [{introduced: '0'}]}]}],
						},
					],
					groups: [
						{ids: ['GHSA-35jh-r3h4-6jhm'], aliases: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'], max_severity: '7.2'},
						{ids: ['MAL-2026-1'], aliases: ['MAL-2026-1'], max_severity: ''},
					],
				},
			],
		},
	],
};

export const cycloneDxReport = {
	bomFormat: 'CycloneDX',
	specVersion: '1.6',
	metadata: {
		tools: {components: [{type: 'application', name: 'trivy', version: '0.68.2'}]},
		component: {type: 'container', name: 'shop:1'},
	},
	components: [
		{'bom-ref': 'os', type: 'operating-system', name: 'debian'},
		{
			'bom-ref': 'pkg:npm/lodash@4.17.4',
			type: 'library',
			name: 'lodash',
			version: '4.17.4',
			purl: 'pkg:npm/lodash@4.17.4',
			properties: [{name: 'aquasecurity:trivy:FilePath', value: 'app/node_modules/lodash/package.json'}],
		},
	],
	vulnerabilities: [
		{
			id: 'CVE-2021-23337',
			source: {url: 'https://example.org'},
			ratings: [
				{
					source: {name: 'ghsa'},
					score: 7.2,
					severity: 'high',
					method: 'CVSSv31',
					vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
				},
				{source: {name: 'FIRST'}, score: 0.03, method: 'other'},
				{source: {name: 'CISA KEV Catalog'}, score: 1, method: 'other'},
			],
			recommendation: 'Upgrade lodash to version 4.17.21',
			affects: [{ref: 'pkg:npm/lodash@4.17.4'}],
		},
	],
};
