import {describe, expect, it} from 'vitest';
import {foreignDocument} from '../../../src/scan/formats/foreign-document.js';
import {foreignText} from '../../../src/scan/formats/foreign-text.js';
import {formatOf} from '../../../src/scan/formats/report-formats.js';

/** Files that people give instead of a report, in the shape that their programs write. */
const cases: readonly (readonly [what: RegExp, document: unknown])[] = [
	[
		/^a Terraform state$/,
		{
			version: 4,
			terraform_version: '1.9.0',
			serial: 3,
			lineage: 'x',
			outputs: {},
			resources: [{mode: 'managed', type: 'aws_s3_bucket', name: 'b', instances: []}],
		},
	],
	[/^a Terraform plan$/, {format_version: '1.2', terraform_version: '1.9.0', planned_values: {}, resource_changes: []}],
	[/^a Kubernetes manifest$/, {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: {}}],
	[/^a Kubernetes manifest$/, {apiVersion: 'v1', kind: 'List', items: [{apiVersion: 'v1', kind: 'Pod'}]}],
	[/^a list of Kubernetes manifests$/, [{apiVersion: 'v1', kind: 'Pod', metadata: {}}]],
	[
		/^a resource of Trivy Operator: use trivy k8s/,
		{apiVersion: 'aquasecurity.github.io/v1alpha1', kind: 'ConfigAuditReport', report: {checks: []}},
	],
	[
		/^a resource of Trivy Operator/,
		{apiVersion: 'v1', kind: 'List', items: [{apiVersion: 'aquasecurity.github.io/v1alpha1', kind: 'VulnerabilityReport'}]},
	],
	[/^a resource of Trivy Operator/, {'vulnerabilityreports.aquasecurity.github.io': []}],
	[/^a report of JFrog Xray: .*sarif/, {artifacts: [{general: {component_id: 'shop:1'}, issues: []}]}],
	[/^a report of JFrog Xray/, {total_rows: 1, rows: [{issue_id: 'XRAY-1', impacted_artifact: 'docker://shop:1'}]}],
	[/^a report of JFrog Xray/, {total_count: 1, data: [{source_comp_id: 'pypi://pip:9', component_versions: {}}]}],
	[/^a report of JFrog Xray/, [{scan_id: 'a', component_id: 'docker://shop:1', vulnerabilities: []}]],
	[/^a report of JFrog Xray/, {vulnerabilities: [], securityViolations: [], licensesViolations: []}],
	[
		/^a vulnerability report of Harbor/,
		{'application/vnd.security.vulnerability.report; version=1.1': {generated_at: 'x', scanner: {name: 'Trivy'}}},
	],
	[/^GitLab's own JSON/, {version: '15.0.7', scan: {type: 'container_scanning'}, vulnerabilities: []}],
	[/^an answer of Clair 2 or Quay/, {status: 'scanned', data: {Layer: {Features: []}}}],
	[/^an answer of Clair 2 or Quay/, {LayerCount: 9, Vulnerabilities: {}}],
	[/^a report of clair-scanner/, {image: 'shop:1', unapproved: [], vulnerabilities: []}],
	[/^an attestation of a scan: .*jq/, {invocation: {}, scanner: {uri: '', result: {SchemaVersion: 2}}, metadata: {}}],
	[
		/^an attestation of a scan: .*jq/,
		{
			_type: 'https://in-toto.io/Statement/v1',
			predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1',
			predicate: {scanner: {}},
		},
	],
	[/^an attestation: /, {_type: 'https://in-toto.io/Statement/v1', predicateType: 'https://spdx.dev/Document', predicate: {}}],
	[/^a signed envelope: /, {payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{}]}],
	[/^a report of npm audit/, {actions: [], advisories: {}, muted: [], metadata: {}}],
	[/^a report of pip-audit/, {dependencies: [{name: 'a', version: '1', vulns: []}], fixes: []}],
	[/^a report of cargo audit/, {database: {}, lockfile: {}, vulnerabilities: {found: false, list: []}}],
	[/^Dependency-Check's own JSON/, {reportSchema: '1.1', scanInfo: {}, projectInfo: {}, dependencies: []}],
	[/^alerts of Dependabot/, [{number: 1, security_advisory: {}, security_vulnerability: {}}]],
	[/^alerts of GitHub's code scanning/, [{number: 1, rule: {}, tool: {}, most_recent_instance: {}}]],
	[/^findings of AWS Security Hub/, {Findings: [{SchemaVersion: '2018-10-08', ProductArn: 'arn:aws:x'}]}],
	[/^findings of Amazon Inspector/, {findings: [{packageVulnerabilityDetails: {}}]}],
	[/^an error that a service answered/, {errors: [{code: 'NOT_FOUND'}]}],
	[/^an error that a program wrote/, {ok: false, error: 'x', path: '/'}],
	[/^an SPDX SBOM, .*trivy sbom FILE/, {spdxVersion: 'SPDX-2.3', packages: []}],
	[/^an SPDX SBOM/, {'@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': []}],
	[/^a CycloneDX SBOM without vulnerabilities/, {bomFormat: 'CycloneDX', specVersion: '1.5', components: []}],
	[/^Syft's SBOM/, {artifacts: [], artifactRelationships: [], descriptor: {name: 'syft'}}],
	[/^an OpenVEX document: use --vex$/, {'@context': 'https://openvex.dev/ns/v0.2.0', statements: []}],
	[/^a CSAF document: use --vex$/, {document: {csaf_version: '2.0'}, vulnerabilities: []}],
	[/^CISA's catalogue .*use --kev$/, {catalogVersion: '2026.11.01', count: 0, vulnerabilities: []}],
	[/^an OSV advisory$/, {id: 'GHSA-x', modified: '2026-01-01T00:00:00Z', affected: []}],
	[/^the output of docker inspect$/, [{Id: 'sha256:aa', RepoTags: ['a:1'], Config: {}}]],
	[/^the manifest of a saved image$/, [{Config: 'aa.json', RepoTags: ['a:1'], Layers: ['l/layer.tar']}]],
	[
		/^the manifest of an image$/,
		{schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: {}, layers: []},
	],
	[/^the manifest list of an image$/, {schemaVersion: 2, manifests: []}],
	[/^the configuration of an image$/, {architecture: 'amd64', config: {}, rootfs: {type: 'layers', diff_ids: []}}],
	[
		/^a Kubescape report/,
		{clusterAPIServerInfo: {}, summaryDetails: {}, resources: [{resourceID: 'x', object: {}}], results: []},
	],
	[/^a kube-bench report/, {Controls: [], Totals: {total_pass: 1}}],
	[/^a report of Docker Bench/, {dockerbenchsecurity: '1.6.0', tests: []}],
	[/^a policy evaluation of Anchore/, {imageDigest: 'sha256:aa', evaluations: []}],
	[/^a policy evaluation of Anchore/, [{'sha256:aa': {'a:1': [{detail: {}, status: 'fail'}]}}]],
	[/^scan findings of Amazon ECR/, {imageScanFindings: {findings: []}, repositoryName: 'a'}],
	[/^a report of npm audit/, {auditReportVersion: 2, vulnerabilities: {}, metadata: {}}],
	[/^a package lock file$/, {name: 'a', lockfileVersion: 3, packages: {}}],
	[/^a package manifest$/, {name: 'a', version: '1.0.0', dependencies: {}}],
	[/^a Compose file$/, {services: {web: {image: 'nginx'}}}],
	[/^Semgrep's own JSON: use semgrep --sarif$/, {results: [{check_id: 'x', path: 'a.py', extra: {}}], errors: []}],
	[/^Bandit's own JSON/, {results: [{test_id: 'B105', issue_severity: 'LOW'}], metrics: {}}],
	[/^Gitleaks' own JSON/, [{RuleID: 'aws', Secret: 'x', File: 'a'}]],
	[/^Checkov's own JSON/, {check_type: 'dockerfile', results: {failed_checks: []}}],
	[/^Dockle's own JSON/, {summary: {fatal: 1}, details: [{code: 'CIS-DI-0001', level: 'WARN', alerts: ['x']}]}],
	[/^Hadolint's own JSON/, [{line: 1, code: 'DL3006', level: 'warning', file: 'Dockerfile', message: 'x'}]],
	[/^the own JSON of KICS/, {kics_version: 'v2', queries: []}],
	[/^alerts of Falco$/, [{rule: 'x', output_fields: {}}]],
	[/^SARIF without the run of a tool$/, {version: '2.1.0', runs: []}],
	[/^a snapshot of dockscope: use --from$/, {schema: 'dockscope.snapshot/1'}],
	[/^another report of dockscope, not of a scan$/, {schema: 'dockscope.audit/1', verdicts: []}],
	[/^empty/, {}],
	[/^empty/, []],
	[/^empty/, null],
];

describe('a document that is no report of a scan', () => {
	it.each(cases)('%s', (what, document) => {
		expect(formatOf(document)?.name).toBeUndefined();
		expect(foreignDocument(document)).toMatch(what);
	});
	it('is not named where nothing is known of it', () => expect(foreignDocument({hello: 'world'})).toBeNull());
});

describe('a text that is no JSON', () => {
	it.each([
		['a web page', '<!DOCTYPE html>\n<html>'],
		['a web page', '\n<html lang="en">'],
		['CycloneDX in XML: export it as CycloneDX JSON', '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">'],
		['CycloneDX in XML: export it as CycloneDX JSON', '<!-- made -->\n<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.4">'],
		['XML: export the report', '<?xml version="1.0"?><OWASPZAPReport/>'],
		['XML: export the report', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
		['a PDF', '%PDF-1.7\n'],
		['a program', '\x7fELF\x02'],
		['an archive', `manifest.json${'\0'.repeat(240)}ustar\0`],
		['an SPDX SBOM', 'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n'],
		['a table (CSV)', 'Package,Version,Severity,CVE\na,1,high,x\n'],
		['a table for people', '\nshop:1 (debian 13)\n=====\n\n┌───┬───┐\n│ a │'],
		['a table for people', 'NAME  INSTALLED  FIXED-IN  TYPE  VULNERABILITY\nbusybox  1\n'],
		['a table for people', '| Package | CVE |\n|---|---|\n'],
		['YAML', 'SchemaVersion: 2\nResults:\n- Target: x\n'],
	])('%s', (what, text) => expect(foreignText(text)).toContain(what));
	it('is not named where nothing is known of it', () =>
		expect(['FATAL error in image scan: unauthorized', 'HTTP/1.1 404 Not Found', 'x'].map(foreignText)).toEqual([
			null,
			null,
			null,
		]));
});
