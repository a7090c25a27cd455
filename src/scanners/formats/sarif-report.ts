import {type SafeText, safe, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {LayerSecret, Misconfiguration, ParsedReport, Vulnerability} from '../report.js';
import {at, first, isObject, list, number, rawText, text, texts} from './json.js';
import {
	cvss,
	fixOf,
	identify,
	isCve,
	link,
	packagePath,
	present,
	severityOf,
	severityOfScore,
	versionList,
	vulnerability,
} from './normalise.js';
import type {ParsedMessage} from './sarif-messages.js';
import {type Finding, findingsOf, isFailed, isSuppressed} from './sarif-run.js';
import {type Subject, subjectsOf} from './sarif-subject.js';

/**
 * SARIF 2.1.0 of any tool. The rule's name or tags (Trivy) show whether a result is a vulnerability, a secret or a misconfiguration;
 * for a tool without them, results are vulnerabilities in the files that it names.
 */
export function parseSarif(report: unknown): ParsedReport {
	const runs = list(at(report, 'runs'));
	const driver = at(runs[0], 'tool', 'driver');
	const findings = runs.flatMap(run => [...findingsOf(run)]);
	const suppressed = runs.flatMap(run => list(at(run, 'results'))).filter(isSuppressed).length;
	return {
		scannerName: text(at(driver, 'name')),
		scannerVersion: first(text(at(driver, 'version')), text(at(driver, 'semanticVersion'))),
		packages: null,
		unjudged: runs.some(isFailed) ? trusted('the tool says that its run failed') : null,
		notes: suppressed > 0 ? [safe`${suppressed} suppressed in the report`] : [],
		vulnerabilities: rows(findings.filter(finding => kindOf(finding) === 'vulnerability')),
		secrets: findings.filter(finding => kindOf(finding) === 'secret').flatMap(secretOf),
		misconfigurations: findings.filter(finding => kindOf(finding) === 'misconfiguration').flatMap(misconfigurationOf),
	};
}

type Kind = 'vulnerability' | 'secret' | 'misconfiguration' | 'licence';

/** Trivy's rule names and tags; gitleaks and trufflehog only report secrets. @source aquasecurity/trivy pkg/report/sarif.go */
function kindOf({rule, tool}: Finding): Kind {
	const tags = texts(at(rule, 'properties', 'tags')).map(tag => tag.toLowerCase());
	const name = rawText(at(rule, 'name'));
	if (name === 'Secret' || tags.includes('secret') || /^(gitleaks|trufflehog)$/i.test(tool)) return 'secret';
	if (name === 'Misconfiguration' || tags.includes('misconfiguration')) return 'misconfiguration';
	return name === 'License' || tags.includes('license') ? 'licence' : 'vulnerability';
}

function* rows(findings: readonly Finding[]): Generator<Vulnerability> {
	const seen = new Set<string>();
	for (const finding of findings) {
		const {subjects, words, sentence} = subjectsOf(finding);
		const {id, aliases} = identifyRule(finding.ruleId, sentence?.aliases ?? []);
		const severity = severityIn(finding, words, sentence);
		for (const subject of subjects) {
			// A rule's list of packages applies to each of its results: Docker Scout writes one result per package.
			const key = [id, subject.purl ?? `${subject.name}@${subject.version}`, subject.path].join(' ');
			if (subject.ofRule && seen.has(key)) continue;
			seen.add(key);
			yield rowOf(finding, {id, aliases, words, sentence, subject, ...severity});
		}
	}
}

type Parts = Pick<Vulnerability, 'id' | 'aliases' | 'severity' | 'severityRaw'> & {
	subject: Subject;
	words: ReadonlyMap<string, SafeText>;
	sentence: ParsedMessage | null;
};

function rowOf({rule, result, message, source}: Finding, {subject, words, sentence, ...parts}: Parts): Vulnerability {
	const properties = at(rule, 'properties');
	const {name, version, type, purl, path} = subject;
	return vulnerability(
		{
			...parts,
			title: first(text(at(rule, 'shortDescription', 'text')), text(at(rule, 'name'))),
			description: first(text(at(rule, 'fullDescription', 'text')), text(message)),
			package: {name, version, type, purl, path: packagePath(path)},
			cvss: scores(properties, source, words),
			fix: fixOf(
				versionList(
					first(
						words.get('fixed version'),
						words.get('fix version'),
						text(at(properties, 'fixed_version')),
						sentence?.fixedIn.join(','),
					),
				),
				/not[ _-]?fixed/i.test(rawText(at(properties, 'fixed_version'))) ? 'not-fixed' : 'unknown',
			),
			url: first(link(text(at(rule, 'helpUri'))), text(at(result, 'hostedViewerUri'))),
		},
		source,
	);
}

/** Trivy lists its scores; `security-severity` may have been derived from the word. */
function scores(properties: unknown, source: SafeText, words: ReadonlyMap<string, SafeText>) {
	const named = present([
		cvss(source, at(properties, 'cvssv40_vector'), number(at(properties, 'cvssv40_baseScore')), '4.0'),
		cvss(source, at(properties, 'cvssv3_vector'), number(at(properties, 'cvssv3_baseScore'))),
		cvss(source, at(properties, 'cvssv2_vector'), number(at(properties, 'cvssv2_score')), '2.0'),
	]);
	const score = scoreOf(properties);
	return named.length > 0 ? named : present([cvss(source, words.get('cvss vector'), score === 0 ? null : score)]);
}

const scoreOf = (properties: unknown): number | null =>
	first(number(at(properties, 'security-severity')), number(at(properties, 'cvssV3')));

/** The tool's own word; else its score; else SARIF's level. */
function severityIn(
	{rule, level}: Finding,
	words: ReadonlyMap<string, SafeText>,
	sentence: ParsedMessage | null,
): Pick<Vulnerability, 'severity' | 'severityRaw'> {
	const properties = at(rule, 'properties');
	const word = first(
		words.get('severity'),
		text(at(properties, 'cvssV3_severity')),
		text(at(properties, 'severity')),
		sentence?.severity,
		texts(at(properties, 'tags')).find(tag => severityOf(tag) !== 'unknown'),
	);
	if (word !== null) return {severity: severityOf(word), severityRaw: word};
	const score = scoreOf(properties);
	return {severity: score !== null && score > 0 ? severityOfScore(score) : severityOf(level), severityRaw: sanitise(level)};
}

/** Grype's rule ids are `CVE-2024-1-package`, those of Trivy's old template `[HIGH] CVE-2024-1`: they contain the advisory's name. */
function identifyRule(ruleId: SafeText, aliases: readonly SafeText[]) {
	// Clair's action uses a row number as the id.
	if (/^\d+$/.test(ruleId) && aliases[0] !== undefined) return identify(aliases[0], aliases);
	const advisory = /^(?:\[[A-Z]+\] )?(CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/i.exec(ruleId)?.[1];
	return identify(advisory === undefined || isCve(ruleId) ? ruleId : sanitise(advisory), aliases);
}

/** Its texts may contain the secret or part of it: none of them is read. */
function secretOf(finding: Finding): readonly LayerSecret[] {
	const {rule, ruleId, path, line} = finding;
	return [
		{
			rule: ruleId,
			title: first(text(at(rule, 'shortDescription', 'text')), text(at(rule, 'name'))) ?? ruleId,
			severity: severityIn(finding, new Map(), null).severity,
			path: path ?? trusted('(not named)'),
			line,
			layer: null,
		},
	];
}

function misconfigurationOf(finding: Finding): readonly Misconfiguration[] {
	const {rule, ruleId, path} = finding;
	const {words} = subjectsOf(finding);
	return [
		{
			id: ruleId,
			title: text(at(rule, 'shortDescription', 'text')) ?? ruleId,
			severity: severityIn(finding, words, null).severity,
			target: path,
			message: words.get('message') ?? text(finding.message),
			remedy: null,
			url: link(text(at(rule, 'helpUri'))),
		},
	];
}

export const isSarif = (document: unknown): boolean => list(at(document, 'runs')).some(run => isObject(at(run, 'tool')));
