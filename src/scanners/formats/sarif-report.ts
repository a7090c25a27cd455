import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {ParsedReport, Vulnerability} from '../report.js';
import {at, first, list, number, rawText, text, texts} from './json.js';
import {cvss, fixOf, identify, isCve, present, severityOf, severityOfScore, versionList, vulnerability} from './normalise.js';
import {ecosystemName, parsePurl} from './purl.js';

/**
 * SARIF 2.1.0 of any tool. The standard has no place for a package: Docker Scout gives a package URL in the rule's properties, Grype in
 * newer versions too, Trivy writes `Package: …` into the message. A result that names none of them keeps the file as its package.
 */
export function parseSarif(report: unknown): ParsedReport {
	const runs = list(at(report, 'runs'));
	const driver = at(runs[0], 'tool', 'driver');
	return {
		scannerName: text(at(driver, 'name')),
		scannerVersion: first(text(at(driver, 'version')), text(at(driver, 'semanticVersion'))),
		packages: null,
		vulnerabilities: rows(runs),
	};
}

function* rows(runs: readonly unknown[]): Generator<Vulnerability> {
	for (const run of runs) {
		const driver = at(run, 'tool', 'driver');
		const source = text(at(driver, 'name')) ?? own('sarif');
		const rules = list(at(driver, 'rules'));
		const byId = new Map(rules.map(rule => [rawText(at(rule, 'id')), rule]));
		for (const result of list(at(run, 'results'))) {
			const index = number(at(result, 'ruleIndex'));
			const rule = byId.get(rawText(at(result, 'ruleId'))) ?? (index === null ? undefined : rules[index]);
			yield* vulnerabilitiesOf(result, rule, source);
		}
	}
}

function* vulnerabilitiesOf(result: unknown, rule: unknown, source: SafeText): Generator<Vulnerability> {
	const ruleId = first(text(at(result, 'ruleId')), text(at(rule, 'id')));
	if (ruleId === null) return;
	const properties = at(rule, 'properties');
	const words = labelled(`${rawText(at(rule, 'help', 'text'))}\n${rawText(at(result, 'message', 'text'))}`);
	const score = first(number(at(properties, 'security-severity')), number(at(properties, 'cvssV3')));
	const said = first(text(at(properties, 'cvssV3_severity')), words.get('severity'), severityTag(properties));
	const path = text(at(list(at(result, 'locations'))[0], 'physicalLocation', 'artifactLocation', 'uri'));
	const {id, aliases} = identifyRule(ruleId);

	for (const subject of subjects(properties, words, path)) {
		yield vulnerability(
			{
				id,
				aliases,
				title: text(at(rule, 'shortDescription', 'text')),
				description: first(text(at(rule, 'fullDescription', 'text')), text(at(result, 'message', 'text'))),
				package: {...subject, path},
				severity: said === null ? levelOf(score, at(result, 'level')) : severityOf(said),
				severityRaw: said ?? text(at(result, 'level')),
				cvss: present([cvss(source, null, score)]),
				fix: fixOf(
					versionList(first(text(at(properties, 'fixed_version')), words.get('fixed version'), words.get('fix version'))),
					'unknown',
				),
				url: text(at(rule, 'helpUri')),
			},
			source,
		);
	}
}

/** Grype makes rules of `CVE-2024-1-package`: the name of the advisory is the part in front. */
function identifyRule(ruleId: SafeText) {
	const advisory = /^(CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/i.exec(ruleId)?.[1];
	return advisory === undefined || isCve(ruleId) ? identify(ruleId, []) : identify(sanitise(advisory), []);
}

/** A score of 0 with a level is a tool without scores: then the level decides. */
function levelOf(score: number | null, level: unknown) {
	return score !== null && score > 0 ? severityOfScore(score) : severityOf(level);
}

function severityTag(properties: unknown): SafeText | null {
	return texts(at(properties, 'tags')).find(tag => severityOf(tag) !== 'unknown') ?? null;
}

/** `Package: zlib`, `Installed Version: 1.2`, one a line. */
function labelled(message: string): ReadonlyMap<string, SafeText> {
	const found = new Map<string, SafeText>();
	for (const line of message.split('\n')) {
		const [, label, value] = /^\**([A-Za-z ]{3,24}):\**\s*(.+)$/.exec(line.trim()) ?? [];
		const said = text(value);
		if (label !== undefined && said !== null && !found.has(label.toLowerCase())) found.set(label.toLowerCase(), said);
	}
	return found;
}

type Subject = {name: SafeText; version: SafeText | null; type: SafeText | null; purl: SafeText | null};

function subjects(properties: unknown, words: ReadonlyMap<string, SafeText>, path: SafeText | null): readonly Subject[] {
	const purls = [...texts(at(properties, 'purls')), ...present([text(at(properties, 'purl'))])];
	const named = purls.flatMap(purl => {
		const parsed = parsePurl(purl);
		return parsed === null ? [] : {name: ecosystemName(parsed), version: parsed.version, type: parsed.type, purl};
	});
	if (named.length > 0) return named;
	const name = first(words.get('package'), words.get('package name'), path) ?? own('(not named)');
	return [
		{name, version: first(words.get('installed version'), words.get('version')), type: first(words.get('type')), purl: null},
	];
}
