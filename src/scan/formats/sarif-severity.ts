import {type SafeText, sanitise} from '../../base/index.js';
import type {Vulnerability} from '../report.js';
import {severityOfScore} from './cvss.js';
import {at, first, number, rawText, text, texts} from './json.js';
import {severityOf} from './normalise.js';
import type {ParsedMessage} from './sarif-messages.js';
import type {SarifFinding} from './sarif-run.js';

/** `security-severity`, which GitHub sorts by, or Snyk's score. */
export const scoreOf = (properties: unknown): number | null =>
	first(number(at(properties, 'security-severity')), number(at(properties, 'cvssV3')));

/** The tool's own word; else its score; else SARIF's level. */
export function severityIn(
	{rule, level}: SarifFinding,
	words: ReadonlyMap<string, SafeText> = new Map(),
	sentence: ParsedMessage | null = null,
): Pick<Vulnerability, 'severity' | 'severityRaw'> {
	const properties = at(rule, 'properties');
	const word = first(
		words.get('severity'),
		text(at(properties, 'cvssV3_severity')),
		text(at(properties, 'severity')),
		sentence?.severity,
		text(/^(\w+) severity\b/.exec(rawText(at(rule, 'fullDescription', 'text')))?.[1]),
		texts(at(properties, 'tags')).find(tag => severityOf(tag) !== 'unknown'),
	);
	if (word !== null) return {severity: severityOf(word), severityRaw: word};
	const score = scoreOf(properties);
	return {severity: score !== null && score > 0 ? severityOfScore(score) : severityOf(level), severityRaw: sanitise(level)};
}
