import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {rules} from '../../../src/judge/rules/index.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {hostileName, report, verdict} from '../../support/audit-report.js';
import {codeScanningViolations} from '../../support/code-scanning.js';
import {findProgram} from '../../support/engine-binaries.js';

const schema = resolve(import.meta.dirname, 'junit-strict.xsd');
const recording = resolve(import.meta.dirname, '../../recorded/docker-26.1.5-fleet.json');
const xmllint = await findProgram('xmllint');
if (xmllint === null) console.error('SKIPPING the check of JUnit against its schema: xmllint (libxml2-utils) is not on the PATH');

/** What xmllint says is wrong; empty when the document is valid. */
function schemaErrors(xml: string): string {
	const {status, stderr} = spawnSync(xmllint ?? '', ['--noout', '--schema', schema, '-'], {input: xml, encoding: 'utf8'});
	return status === 0 ? '' : stderr.slice(0, 2000);
}

const waived = {reason: sanitise('<until> "the" move & more'), owner: null, expires: null, expired: false};
const small = report([
	verdict({name: hostileName, detail: ']]> & <b>'}),
	verdict({severity: 'medium'}),
	verdict({rule: 'own-rule', title: 'Their [title](x) <b>', severity: 'info', cis: {}, remedy: null}),
	verdict({rule: 'container-user', waived}),
	verdict({rule: 'image-age', target: {kind: 'image', id: `sha256:${'1'.repeat(64)}`, name: sanitise('<untagged>')}}),
	verdict({rule: 'image-age', target: {kind: 'image', id: `sha256:${'2'.repeat(64)}`, name: sanitise('<untagged>')}}),
	verdict({verdict: 'unknown', reasons: [{source: 'engine:/top', reason: 'forbidden'}], evidence: [], remedy: null}),
	verdict({verdict: 'not-applicable', evidence: [], remedy: null}),
	verdict({verdict: 'pass', remedy: null}),
]);
const unseen = [{kind: 'container' as const, id: 'b'.repeat(64), name: hostileName, image: 'x', reason: 'refuses <HTTP 403>'}];
const nameless = {...small, engine: null, verdicts: small.verdicts.slice(0, 1), generatedAt: '2026-01-02T03:04:05.678+02:00'};

describe('for CI', () => {
	let whole = small;
	beforeAll(async () => {
		const {reader, host} = openSnapshot(readFileSync(recording, 'utf8'), 'fleet.json');
		const fleet = openFleet(reader, {recordedHost: host, unwatched: true});
		await fleet.start();
		whole = auditReport(fleet.model(), {version: '1.2.3', now: '2026-01-02T03:04:05.678Z'});
		fleet.close();
		expect(whole.verdicts.length).toBeGreaterThan(1000);
	});

	it.skipIf(xmllint === null)('JUnit is valid by the narrower of both common schemas, a whole fleet too', () => {
		expect(schemaErrors(junitReport(small))).toBe('');
		expect(schemaErrors(junitReport(nameless))).toBe('');
		expect(schemaErrors(junitReport({...small, verdicts: []}))).toBe('');
		expect(schemaErrors(junitReport({...small, unseen}))).toBe('');
		expect(schemaErrors(junitReport(whole))).toBe('');
		expect(schemaErrors(junitReport(small).replace(' id="0"', ''))).toContain("attribute 'id' is required");
	});

	it('JUnit gives its moment in UTC, and a host where none is known', () => {
		expect(junitReport(nameless)).toContain('timestamp="2026-01-02T01:04:05" hostname="localhost"');
	});

	it('SARIF breaks nothing that GitHub code scanning documents, a whole fleet too', () => {
		for (const one of [small, nameless, whole, {...small, unseen}]) {
			expect(codeScanningViolations(JSON.parse(sarifReport(one, rules)))).toEqual([]);
		}
		const broken: unknown = JSON.parse(
			sarifReport(small, rules).replaceAll('"security-severity": "9.5"', '"security-severity": "high"'),
		);
		expect(codeScanningViolations(broken)).toContain('rules[0].properties.security-severity');
	});

	it('SARIF ranks a rule by its worst finding, as GitHub ranks only by the rule', () => {
		const severityOf = (...severities: ('critical' | 'medium' | 'info')[]): unknown => {
			const verdicts = severities.map((severity, index) => verdict({severity, name: `c${index}`}));
			return JSON.parse(sarifReport(report(verdicts), rules)).runs[0].tool.driver.rules[0].properties['security-severity'];
		};
		expect(severityOf('info')).toBe('0.5');
		expect(severityOf('info', 'medium')).toBe('5.5');
		expect(severityOf('critical', 'medium')).toBe('9.5');
	});

	it('SARIF names the engine as its category, so that two hosts do not close the alerts of each other', () => {
		expect(JSON.parse(sarifReport(small, rules)).runs[0].automationDetails).toEqual({id: 'dockscope/prod/'});
	});
});
