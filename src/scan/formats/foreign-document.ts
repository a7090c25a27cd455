import {at, entries, isObject, list, rawText} from './json.js';

type Foreign = {readonly is: (document: unknown) => boolean; readonly what: string};

const has =
	(...keys: readonly string[]) =>
	(document: unknown): boolean =>
		isObject(document) && keys.every(key => key in document);

/** Some row of the list has all the keys; an empty key means the document itself. */
const rowHas =
	(key: string, ...keys: readonly string[]) =>
	(document: unknown): boolean =>
		list(key === '' ? document : at(document, key)).some(has(...keys));

const schemaIs = (name: string) => (document: unknown) => rawText(at(document, 'schema')).startsWith(`dockscope.${name}/`);
/** One, a list, or an object with a list for each kind. @source aquasecurity/trivy-operator pkg/apis/aquasecurity/v1alpha1 */
const operatorKind = (document: unknown): boolean => {
	const one = Array.isArray(document) ? document[0] : (list(at(document, 'items'))[0] ?? document);
	return (
		(/Report$/.test(rawText(at(one, 'kind'))) && rawText(at(one, 'apiVersion')).startsWith('aquasecurity.github.io')) ||
		entries(document).some(([key]) => key.endsWith('.aquasecurity.github.io'))
	);
};
/** The summary of an artifact, the export of vulnerabilities, and what jf writes. @source jfrog.com/help, Xray REST APIs */
const isXray = (document: unknown): boolean =>
	rowHas('artifacts', 'issues')(document) ||
	rowHas('rows', 'impacted_artifact')(document) ||
	rowHas('data', 'source_comp_id')(document) ||
	rowHas('', 'scan_id', 'component_id')(document) ||
	has('vulnerabilities', 'securityViolations')(document);
const isSpdx = (document: unknown) =>
	has('spdxVersion')(document) || /spdx/i.test(JSON.stringify(at(document, '@context') ?? '').slice(0, 200));

const scanIt = 'an inventory, not a scan: scan it with trivy sbom FILE or grype sbom:FILE';

/** Files that are mistaken for the report of a scan, the more particular first. */
const foreign: readonly Foreign[] = [
	{is: schemaIs('snapshot'), what: 'a snapshot of dockscope: use --from'},
	{
		is: document => schemaIs('')(document) || /^dockscope\./.test(rawText(at(document, 'schema'))),
		what: 'another report of dockscope, not of a scan',
	},
	{is: document => rawText(at(document, '@context')).includes('openvex'), what: 'an OpenVEX document: use --vex'},
	{is: document => at(document, 'document', 'csaf_version') !== undefined, what: 'a CSAF document: use --vex'},
	{is: has('catalogVersion', 'vulnerabilities'), what: "CISA's catalogue of known exploited vulnerabilities: use --kev"},
	{
		is: document => has('scanner', 'invocation')(document) || at(document, 'predicate', 'scanner') !== undefined,
		what: 'an attestation of a scan: the report is inside it (jq .predicate.scanner.result FILE, or jq .scanner.result FILE)',
	},
	{is: has('_type', 'predicateType'), what: 'an attestation: the document is inside it (jq .predicate FILE)'},
	{is: has('payloadType', 'signatures'), what: 'a signed envelope: the document is inside it (jq -r .payload FILE | base64 -d)'},
	{is: isSpdx, what: `an SPDX SBOM, ${scanIt}`},
	{is: document => at(document, 'bomFormat') === 'CycloneDX', what: `a CycloneDX SBOM without vulnerabilities, ${scanIt}`},
	{
		is: document => has('artifacts', 'artifactRelationships')(document) || at(document, 'descriptor', 'name') === 'syft',
		what: `Syft's SBOM, ${scanIt}`,
	},
	{is: has('terraform_version', 'planned_values'), what: 'a Terraform plan'},
	{is: has('terraform_version', 'resource_changes'), what: 'a Terraform plan'},
	{is: has('terraform_version'), what: 'a Terraform state'},
	{
		is: document => has('summaryDetails')(document) || has('clusterAPIServerInfo')(document),
		what: 'a Kubescape report, which is about a cluster',
	},
	{is: has('AWSTemplateFormatVersion'), what: 'a CloudFormation template'},
	{is: has('Controls', 'Totals'), what: 'a kube-bench report, which is about a cluster'},
	{is: has('dockerbenchsecurity'), what: 'a report of Docker Bench, which is about a host'},
	{is: has('imageDigest', 'evaluations'), what: 'a policy evaluation of Anchore: use anchorectl image vulnerabilities'},
	{
		is: document => entries(list(document)[0]).some(([key]) => key.startsWith('sha256:')),
		what: 'a policy evaluation of Anchore: use anchorectl image vulnerabilities',
	},
	{is: rowHas('', 'finalAction', 'policyId'), what: 'a policy evaluation of Anchore: use anchorectl image vulnerabilities'},
	{is: operatorKind, what: 'a resource of Trivy Operator: use trivy k8s --report all --format json, or scan the image'},
	{is: isXray, what: "a report of JFrog Xray: use jf docker scan --format sarif, or Xray's CycloneDX export"},
	{
		is: document => entries(document).some(([key]) => /^application\/vnd\.[\w.]*vuln[\w.]*\.report/.test(key)),
		what: 'a vulnerability report of Harbor, which it has from a scanner: scan the image with that one',
	},
	{
		is: document => typeof at(document, 'scan', 'type') === 'string',
		what: "GitLab's own JSON: use the report of the scanner that its job runs",
	},
	{
		is: document =>
			isObject(at(document, 'data', 'Layer') ?? at(document, 'Layer')) || has('LayerCount', 'Vulnerabilities')(document),
		what: 'an answer of Clair 2 or Quay, a format that is not supported: Clair 4 writes vulnerability reports that are',
	},
	{is: has('unapproved', 'vulnerabilities'), what: 'a report of clair-scanner, a format that is not supported'},
	{is: has('imageScanFindings'), what: 'scan findings of Amazon ECR, a format that is not supported'},
	{is: has('runs'), what: 'SARIF without the run of a tool'},
	{is: has('apiVersion', 'kind'), what: 'a Kubernetes manifest'},
	{is: rowHas('', 'apiVersion', 'kind'), what: 'a list of Kubernetes manifests'},
	{is: rowHas('', 'Id', 'Config'), what: 'the output of docker inspect'},
	{is: has('Id', 'Config'), what: 'the output of docker inspect'},
	{is: rowHas('', 'Config', 'Layers'), what: 'the manifest of a saved image'},
	{is: has('schemaVersion', 'layers'), what: 'the manifest of an image'},
	{is: has('schemaVersion', 'manifests'), what: 'the manifest list of an image'},
	{is: has('rootfs', 'config'), what: 'the configuration of an image'},
	{is: has('manifest_hash', 'state'), what: "Clair's index of an image, which lists packages: use its vulnerability report"},
	{is: has('affected', 'modified'), what: 'an OSV advisory'},
	{is: has('auditReportVersion'), what: 'a report of npm audit, which is about a project, not an image'},
	{is: has('advisories', 'actions'), what: 'a report of npm audit, which is about a project, not an image'},
	{is: has('dependencies', 'fixes'), what: 'a report of pip-audit, which is about a project, not an image'},
	{is: has('lockfile', 'database', 'vulnerabilities'), what: 'a report of cargo audit, which is about a project, not an image'},
	{is: has('reportSchema', 'scanInfo', 'dependencies'), what: "Dependency-Check's own JSON: use its SARIF (--format SARIF)"},
	{is: rowHas('', 'security_advisory', 'security_vulnerability'), what: 'alerts of Dependabot, a format that is not supported'},
	{
		is: rowHas('', 'most_recent_instance', 'rule'),
		what: "alerts of GitHub's code scanning: use the SARIF file that was uploaded",
	},
	{is: rowHas('Findings', 'SchemaVersion', 'ProductArn'), what: 'findings of AWS Security Hub, a format that is not supported'},
	{is: rowHas('findings', 'packageVulnerabilityDetails'), what: 'findings of Amazon Inspector, a format that is not supported'},
	{is: has('lockfileVersion'), what: 'a package lock file'},
	{is: has('name', 'version', 'dependencies'), what: 'a package manifest'},
	{is: has('services', 'volumes'), what: 'a Compose file'},
	{
		is: document =>
			Object.values(isObject(at(document, 'services')) ? (at(document, 'services') as object) : {}).some(has('image')),
		what: 'a Compose file',
	},
	{is: rowHas('results', 'check_id', 'path'), what: "Semgrep's own JSON: use semgrep --sarif"},
	{is: rowHas('results', 'test_id', 'issue_severity'), what: "Bandit's own JSON: use bandit --format sarif"},
	{
		is: rowHas('', 'RuleID', 'Secret'),
		what: "Gitleaks' own JSON, which contains the secrets: use gitleaks --report-format sarif",
	},
	{is: has('SourceMetadata', 'DetectorName'), what: 'a finding of TruffleHog, a format that is not supported'},
	{is: has('check_type', 'results'), what: "Checkov's own JSON: use checkov --output sarif"},
	{is: rowHas('details', 'code', 'alerts'), what: "Dockle's own JSON: use dockle --format sarif"},
	{is: rowHas('', 'code', 'level', 'line'), what: "Hadolint's own JSON: use hadolint --format sarif"},
	{is: has('kics_version'), what: 'the own JSON of KICS: use kics --report-formats sarif'},
	{is: rowHas('', 'rule', 'output_fields'), what: 'alerts of Falco'},
	{is: has('errors'), what: 'an error that a service answered, not a report'},
	{is: has('error'), what: 'an error that a program wrote, not a report'},
];

/** What a document is, in a few words, if it is not the report of a scan; `null` for one that is not known. */
export function foreignDocument(document: unknown): string | null {
	const known = foreign.find(({is}) => is(document));
	if (known !== undefined) return known.what;
	const empty =
		document === null || (Array.isArray(document) ? document.length === 0 : isObject(document) && entries(document).length === 0);
	return empty ? 'empty: it does not say what was scanned, or by what' : null;
}
