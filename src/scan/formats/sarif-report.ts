import {groupBy, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {AvailableFix, ParsedReport, Vulnerability} from '../report.js';
import {isCve} from './advisory-id.js';
import {at, first, isObject, list, number, rawText, text} from './json.js';
import {newerSchema} from './newer-schema.js';
import {cvss, fixOf, identify, link, packagePath, present, versionList, vulnerability} from './normalise.js';
import {judgesPackages, kindOf, type SarifKind} from './sarif-kind.js';
import type {ParsedMessage} from './sarif-messages.js';
import {codeOf, licenceFinding, misconfigurationOf, secretOf} from './sarif-other-findings.js';
import {findingsOf, isFailed, isSuppressed, type SarifFinding} from './sarif-run.js';
import {scoreOf, severityIn} from './sarif-severity.js';
import {type SarifSubject, subjectsOf} from './sarif-subject.js';

/** SARIF 2.1.0 of any tool: vulnerabilities of packages; secrets, misconfigurations, licences and findings in code have separate lists. */
export function parseSarif(report: unknown): ParsedReport {
	const runs = list(at(report, 'runs'));
	const driver = at(runs[0], 'tool', 'driver');
	const findings = runs.flatMap(run => [...findingsOf(run)]);
	const byKind = groupBy(findings, kindOf);
	const ofKind = (kind: SarifKind) => byKind.get(kind) ?? [];
	const suppressed = runs.flatMap(run => list(at(run, 'results'))).filter(isSuppressed).length;
	return {
		scannerName: text(at(driver, 'name')),
		scannerVersion: first(text(at(driver, 'version')), text(at(driver, 'semanticVersion'))),
		packages: null,
		unjudged: runs.some(isFailed)
			? trusted('the tool says that its run failed')
			: ((ofKind('vulnerability').length === 0 ? whyUnjudged(runs) : null) ?? newerSchema(at(report, 'version'), 2)),
		notes: suppressed > 0 ? [safe`${suppressed} suppressed in the report`] : [],
		vulnerabilities: rows(ofKind('vulnerability')),
		secrets: ofKind('secret').map(secretOf),
		misconfigurations: ofKind('misconfiguration').map(misconfigurationOf),
		licences: ofKind('licence').map(licenceFinding),
		codeFindings: ofKind('code').map(codeOf),
	};
}

/** A tool that looks at code or for secrets has not judged the packages, whatever it found. */
function whyUnjudged(runs: readonly unknown[]): SafeText | null {
	const tools = runs.flatMap(run => text(at(run, 'tool', 'driver', 'name')) ?? []);
	return tools.some(judgesPackages)
		? null
		: safe`${tools[0] ?? trusted('the tool')} is not known to judge packages: the report says nothing about vulnerabilities of the image`;
}

function* rows(findings: readonly SarifFinding[]): Generator<Vulnerability> {
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
	subject: SarifSubject;
	words: ReadonlyMap<string, SafeText>;
	sentence: ParsedMessage | null;
};

function rowOf({rule, result, message, source}: SarifFinding, {subject, words, sentence, ...parts}: Parts): Vulnerability {
	const properties = at(rule, 'properties');
	const {name, version, type, purl, path} = subject;
	return vulnerability(
		{
			...parts,
			title: first(text(at(rule, 'shortDescription', 'text')), text(at(rule, 'name'))),
			description: first(text(at(rule, 'fullDescription', 'text')), text(message)),
			package: {name, version, type, purl, path: packagePath(path)},
			cvss: scores(properties, source, {words, sentence}),
			fix: fixIn(properties, {words, sentence}),
			epss: epssOf(properties, words),
			publishedAt: sentence?.publishedAt ?? null,
			url: first(link(text(at(rule, 'helpUri'))), text(at(result, 'hostedViewerUri'))),
		},
		source,
	);
}

type Said = Pick<Parts, 'words' | 'sentence'>;

function fixIn(properties: unknown, {words, sentence}: Said): AvailableFix {
	const property = text(at(properties, 'fixed_version'));
	const versions = versionList(first(words.get('fixed version'), words.get('fix version'), property));
	if (versions.length === 0 && sentence?.fix != null) return sentence.fix;
	return fixOf(versions, /not[ _-]?fixed/i.test(property ?? '') ? 'not-fixed' : 'unknown');
}

/** Docker Scout: `EPSS Score` of `0.631%` and `70th percentile`; as properties, from 0 to 1. */
function epssOf(properties: unknown, words: ReadonlyMap<string, SafeText>): Vulnerability['epss'] {
	const share = (given: unknown) => {
		const [, digits, unit] = /^([\d.]+)\s*(%|(?:st|nd|rd|th)\b)?/.exec(text(given) ?? '') ?? [];
		const found = number(digits);
		const part = found === null || unit === undefined ? found : found / 100;
		return part === null || part > 1 ? null : part;
	};
	const score = share(first(at(properties, 'epss_score'), at(properties, 'epss'), words.get('epss score')));
	return score === null
		? null
		: {score, percentile: share(first(at(properties, 'epss_percentile'), words.get('epss percentile')))};
}

/** Trivy lists its scores; `security-severity` may have been derived from the word. */
function scores(properties: unknown, source: SafeText, {words, sentence}: Said) {
	const named = present([
		cvss(source, at(properties, 'cvssv40_vector'), number(at(properties, 'cvssv40_baseScore')), '4.0'),
		cvss(source, at(properties, 'cvssv3_vector'), number(at(properties, 'cvssv3_baseScore'))),
		cvss(source, at(properties, 'cvssv2_vector'), number(at(properties, 'cvssv2_score')), '2.0'),
	]);
	const score = first(scoreOf(properties), sentence?.score);
	return named.length > 0 ? named : present([cvss(source, words.get('cvss vector'), score === 0 ? null : score)]);
}

/** Grype's rule ids are `CVE-2024-1-package`, those of Trivy's old template `[HIGH] CVE-2024-1`: they contain the advisory's name. */
function identifyRule(ruleId: SafeText, aliases: readonly SafeText[]) {
	// Clair's action uses a row number as the id.
	if (/^\d+$/.test(ruleId) && aliases[0] !== undefined) return identify(aliases[0], aliases);
	const advisory = /^(?:\[[A-Z]+\] )?(CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/i.exec(ruleId)?.[1];
	return identify(advisory === undefined || isCve(ruleId) ? ruleId : sanitise(advisory), aliases);
}

export const isSarif = (document: unknown): boolean => list(at(document, 'runs')).some(run => isObject(at(run, 'tool')));

/** Trivy names the image in each run: a document for each of several. */
export function sarifImages(document: unknown): readonly unknown[] {
	const byImage = groupBy(list(at(document, 'runs')), run => rawText(at(run, 'properties', 'imageName')));
	const named = [...byImage].filter(([name]) => name !== '');
	return named.length > 1 ? named.map(([, runs]) => ({version: at(document, 'version'), runs})) : [document];
}
