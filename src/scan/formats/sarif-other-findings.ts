import {type SafeText, sanitise} from '../../base/index.js';
import type {CodeFinding, LayerSecret, LicenceFinding, Misconfiguration} from '../report.js';
import {at, first, text} from './json.js';
import {link, unnamed} from './normalise.js';
import type {SarifFinding} from './sarif-run.js';
import {severityIn} from './sarif-severity.js';
import {subjectsOf} from './sarif-subject.js';

/** Its texts may contain the secret or part of it: none of them is read. */
export function secretOf(finding: SarifFinding): LayerSecret {
	const {rule, ruleId, path, line} = finding;
	return {
		rule: ruleId,
		title: titleOf(rule) ?? ruleId,
		severity: severityIn(finding).severity,
		path: path ?? unnamed,
		line,
		layer: null,
	};
}

export function misconfigurationOf(finding: SarifFinding): Misconfiguration {
	const {rule, ruleId, path} = finding;
	const {words, sentence} = subjectsOf(finding);
	return {
		id: ruleId,
		title: titleOf(rule) ?? ruleId,
		severity: severityIn(finding, words, sentence).severity,
		target: path,
		message: words.get('message') ?? text(finding.message),
		remedy: null,
		url: link(helpOf(rule)),
	};
}

/** Trivy's rules are `package:licence`; for a file the result names it. */
export function licenceFinding(finding: SarifFinding): LicenceFinding {
	const {rule, ruleId, path} = finding;
	const colon = ruleId.lastIndexOf(':');
	return {
		name: colon === -1 ? ruleId : sanitise(ruleId.slice(colon + 1)),
		package: colon === -1 ? null : text(ruleId.slice(0, colon)),
		path,
		severity: severityIn(finding).severity,
		category: null,
		url: link(helpOf(rule)),
	};
}

/** Its message can quote the code, and with it a password: it is not read. */
export function codeOf(finding: SarifFinding): CodeFinding {
	const {rule, ruleId, path, line} = finding;
	const {severity} = severityIn(finding);
	return {rule: ruleId, title: titleOf(rule) ?? ruleId, severity, path, line, url: link(helpOf(rule))};
}

const titleOf = (rule: unknown): SafeText | null => first(text(at(rule, 'shortDescription', 'text')), text(at(rule, 'name')));
const helpOf = (rule: unknown): SafeText | null => text(at(rule, 'helpUri'));
