import {isAdvisory} from './advisory-id.js';
import {at, rawText, texts} from './json.js';
import type {SarifFinding} from './sarif-run.js';
import {subjectsOf} from './sarif-subject.js';

export type SarifKind = 'vulnerability' | 'secret' | 'misconfiguration' | 'licence' | 'code';

/** Tools that look for secrets only. */
const secretTools =
	/gitleaks|trufflehog|detect-secrets|ggshield|gitguardian|nosey ?parker|talisman|whispers|kingfisher|cred(ential )?scan|secretlint|git-secrets|titus|secret scan|secret detection/i;

/** Tools that judge Dockerfiles, manifests and templates. */
const configurationTools =
	/checkov|tfsec|\bkics\b|terrascan|kube-?linter|kube-?score|kubesec|hadolint|dockle|kubescape|polaris|datree|cfn-lint|cfn_nag|snyk iac|docker ?bench|regula|conftest|tflint|ansible-lint/i;

/** Tools that judge packages: without findings their report says that there are none. */
const packageTools =
	/trivy|grype|docker ?scout|clair|osv-scanner|snyk (container|open source)|prisma|twistcli|anchore|aqua|dependency-?(check|track)|black ?duck|xray|jfrog|sysdig|\bwiz|qualys|neuvector|govulncheck|wolfictl|nexus|sonatype|\bmend\b|whitesource|lacework|\bjake\b|pip-audit|npm-audit|bomber|cve-bin-tool|vulnix|dockscope|red ?hat/i;

export const judgesPackages = (tool: string): boolean => packageTools.test(tool);

/**
 * What a result is about. SARIF has no field for it: Trivy names it in the rule; else an advisory's id or a package makes a vulnerability, and
 * the rest belongs to the tool. What no tool for packages has found is a finding in code.
 *
 * @source aquasecurity/trivy pkg/report/sarif.go
 */
export function kindOf(finding: SarifFinding): SarifKind {
	const {rule, ruleId, tool} = finding;
	const tags = texts(at(rule, 'properties', 'tags')).map(tag => tag.toLowerCase());
	const name = rawText(at(rule, 'name'));
	if (name === 'Secret' || tags.includes('secret') || secretTools.test(tool) || /(^|[./])secrets[./]/.test(ruleId))
		return 'secret';
	if (name === 'Misconfiguration' || tags.includes('misconfiguration')) return 'misconfiguration';
	if (name === 'License' || tags.includes('license')) return 'licence';
	if (isAdvisory(ruleId.replace(/^\[[A-Z]+\] /, '')) || subjectsOf(finding).isPackage) return 'vulnerability';
	if (configurationTools.test(tool) || /^SNYK-CC-/.test(ruleId) || isCompliance(rule)) return 'misconfiguration';
	return packageTools.test(tool) ? 'vulnerability' : 'code';
}

/** Prisma's action lists compliance checks among the vulnerabilities. */
const isCompliance = (rule: unknown): boolean =>
	/severity compliance check ".{0,500}" violated$/.test(rawText(at(rule, 'fullDescription', 'text')));
