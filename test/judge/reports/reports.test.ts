import {describe, expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {reaches, summariseTargets} from '../../../src/judge/reports/build-audit-report.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {markdownReport} from '../../../src/judge/reports/markdown.js';
import {jsonReport} from '../../../src/judge/reports/report-json.js';
import {fleetTable, tableReport} from '../../../src/judge/reports/report-table.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {isOpen} from '../../../src/judge/rules/verdict.js';
import {hostileName, report, verdict} from '../../support/audit-report.js';
import {violations} from '../../support/validate.js';

const waiver = {reason: sanitise('until the move'), owner: sanitise('ops'), expires: '2030-01-01', expired: false};
const verdicts = [
	verdict({name: hostileName}),
	verdict({rule: 'container-limits', title: 'No limits', severity: 'medium', cis: {}}),
	verdict({rule: 'container-user', title: 'Runs as root', severity: 'high', waived: waiver}),
	verdict({rule: 'container-user', title: 'Runs as root', severity: 'high', name: 'old', waived: {...waiver, expired: true}}),
	verdict({verdict: 'pass', remedy: null}),
	verdict({verdict: 'unknown', reasons: [{source: 'engine:/top', reason: 'forbidden'}], evidence: [], remedy: null}),
	verdict({verdict: 'not-applicable', evidence: [], remedy: null}),
];
const document = report(verdicts);

describe('the summary', () => {
	it('counts a waived failure as waived, an expired waiver as a failure, and findings on one cause once', () => {
		expect(summariseTargets(verdicts)).toEqual({
			fail: {critical: 1, high: 1, medium: 1, low: 0, info: 0},
			causes: {critical: 1, high: 0, medium: 0, low: 0, info: 0},
			pass: 1,
			info: 0,
			unknown: 1,
			notApplicable: 1,
			waived: 1,
		});
	});

	it('reaches a threshold by what is as severe or worse', () => {
		const onlyMedium = summariseTargets([verdict({severity: 'medium'})]);
		expect(reaches(onlyMedium, 'medium')).toBe(true);
		expect(reaches(onlyMedium, 'low')).toBe(true);
		expect(reaches(onlyMedium, 'high')).toBe(false);
		expect(reaches(summariseTargets([verdict({waived: waiver})]), 'info')).toBe(false);
	});
});

it('writes JSON that keeps the contract', () => {
	expect(violations('audit', JSON.parse([...jsonReport(document)].join('')))).toEqual([]);
});

describe('SARIF', () => {
	const rules = [
		{
			slug: 'container-privileged',
			title: 'Container is privileged',
			rationale: 'All.',
			references: ['https://example.org/a'],
			severity: 'critical' as const,
		},
	];
	const {runs} = JSON.parse(sarifReport(document, rules)) as {
		runs: [
			{
				tool: {driver: {rules: {id: string; properties: Record<string, unknown>}[]}};
				results: {
					ruleId: string;
					ruleIndex: number;
					level: string;
					message: {text: string};
					locations: unknown[];
					partialFingerprints: Record<string, string>;
					suppressions?: unknown[];
				}[];
			},
		];
	};
	const [run] = runs;

	it('has a result for each failure and no other verdict', () => {
		expect(run.results.map(({ruleId}) => ruleId)).toEqual([
			'container-privileged',
			'container-limits',
			'container-user',
			'container-user',
		]);
	});

	it('says what is wrong, by what evidence, and how to fix it', () => {
		const {message} = run.results.find(({ruleId}) => ruleId === 'container-privileged') ?? {};
		expect(message?.text).toMatch(
			/^\S+: Container is privileged\. Evidence: inspect HostConfig\.Privileged = true\. Fix: Give the one capability /,
		);
	});

	it('has the detail in every report that shows a finding', () => {
		const detailed = report([verdict({detail: 'gave 27 of them away'})]);
		for (const text of [sarifReport(detailed, rules), markdownReport(detailed), htmlReport(detailed), junitReport(detailed)])
			expect(text).toContain('gave 27 of them away');
	});

	it('points each result at its rule', () => {
		for (const {ruleId, ruleIndex} of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
	});

	it('gives what GitHub code scanning asks for', () => {
		for (const result of run.results) {
			expect(result.locations).toHaveLength(1);
			expect(Object.values(result.partialFingerprints)[0]).not.toBe('');
			expect(result.message.text).not.toBe('');
		}
		for (const rule of run.tool.driver.rules) expect(rule.properties['security-severity']).toMatch(/^\d+\.\d$/);
	});

	it('keeps to the limits of GitHub code scanning: the worst 25,000 results, with the number omitted', () => {
		const [first] = document.verdicts.filter(({verdict}) => verdict === 'fail');
		if (first === undefined) throw new Error('no failure');
		const severities = ['low', 'critical', 'medium'] as const;
		const verdicts = Array.from({length: 25_003}, (_, index) => ({...first, severity: severities[index % 3] ?? 'low'}));
		const [large] = JSON.parse(sarifReport({...document, verdicts}, rules)).runs;
		expect(large.results).toHaveLength(25_000);
		expect(large.results[0].level).toBe('error');
		expect(large.invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^3 results/);
		const detail = 'x'.repeat(50_000);
		const [long] = JSON.parse(
			sarifReport({...document, verdicts: [{...first, detail}]}, [
				{slug: first.rule, title: 'x', rationale: detail, references: [], severity: 'low'},
			]),
		).runs;
		expect(long.results[0].message.text.length).toBeLessThanOrEqual(8000);
		expect(long.tool.driver.rules[0].fullDescription.text.length).toBeLessThanOrEqual(1024);
	});

	it('gives each result the fingerprint that GitHub reads, once', () => {
		const hashes = run.results.map(({partialFingerprints}) => partialFingerprints['primaryLocationLineHash']);
		expect(hashes).not.toContain(undefined);
		expect(new Set(hashes).size).toBe(hashes.length);
	});

	it('suppresses what a waiver in force covers', () => {
		expect(run.results.map(({suppressions}) => suppressions !== undefined)).toEqual([false, false, true, false]);
	});
});

describe('JUnit', () => {
	const xml = junitReport(document);

	it('counts failures without the waived ones', () => {
		const suites = [...xml.matchAll(/ tests="(\d+)" failures="(\d+)"/g)];
		const sum = (group: number) => suites.reduce((all, suite) => all + Number(suite[group]), 0);
		expect([sum(1), sum(2)]).toEqual([7, 3]);
	});

	it('has counts that add up', () => {
		for (const suite of xml.split('<testsuite ').slice(1)) {
			const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(` ${suite}`)?.[1]);
			expect(count('tests')).toBe(suite.split('<testcase').length - 1);
			expect(count('failures')).toBe(suite.split('<failure').length - 1);
			expect(count('skipped')).toBe(suite.split('<skipped').length - 1);
		}
	});

	it('lets no name leave its attribute', () => {
		expect(xml).not.toContain('<script>');
		expect(xml).toContain('&lt;script&gt;');
	});

	it('says why a case was skipped', () => {
		expect(xml).toContain('<skipped message="engine:/top: forbidden"/>');
		expect(xml).toContain('<skipped message="waived: until the move"/>');
	});
});

describe('Markdown', () => {
	const text = markdownReport(document);

	it('lets no name open a link, a cell or a tag', () => {
		expect(text).not.toContain('<script>');
		expect(text).not.toMatch(/[^\\]\[a\]\(b\)/);
		const row = text.split('\n').find(line => line.startsWith('| F'));
		expect(row?.replaceAll('\\|', '').split('|')).toHaveLength(8);
	});

	it('makes no link of an address in a name', () => {
		const named = markdownReport(report([verdict({name: 'www.evil.example https://evil.example a@evil.example nginx:1.27'})]));
		expect(named).toContain('www\\.evil.example https\\://evil.example a\\@evil.example nginx:1.27');
	});

	it('has attack paths under a heading of their own, and none where there are none', () => {
		const [target] = document.targets;
		if (target === undefined) throw new Error('the report has a target');
		const withPath = (attackPaths: typeof target.attackPaths) =>
			markdownReport({...document, targets: [{...target, attackPaths}]});
		const path = {severity: 'high', steps: ['any network', 'web'], cutBy: ['remove -p 80:80']} as const;
		expect(withPath([path])).toMatch(
			/^## Attack paths\n\n- \*\*.*\*\* \(high\): any network → web\. Cut by: remove -p 80:80\n\n## Findings$/m,
		);
		expect(withPath([])).not.toContain('Attack paths');
	});

	it('lists what could not be seen', () => {
		expect(text).toContain('host:/proc: permission denied (host-audit)');
	});
});

describe('HTML', () => {
	const page = htmlReport(document);

	it('asks for nothing outside itself and runs nothing', () => {
		expect(page).not.toMatch(/<(script|link|img|iframe)\b/i);
		expect(page).not.toMatch(/(src|href)=/i);
		expect(page).not.toMatch(/url\(|@import/i);
	});

	it('escapes names', () => {
		expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
	});
});

describe('the table', () => {
	it('shows containers, paths, findings, blind spots and the sum', () => {
		const text = tableReport(document, {width: 120, color: false, ascii: false});
		for (const words of [
			'F 100',
			'PRIV ROOT',
			'host root',
			'cut by: remove --privileged',
			'Container is privileged',
			'host:/proc: permission denied',
			'root causes: 1 critical (3 findings)',
		]) {
			expect(text).toContain(words);
		}
	});

	it('shows where a rule fails also where there is little room', () => {
		for (const width of [60, 80]) {
			const lines = tableReport(document, {width, color: false, ascii: true}).split('\n');
			const at = lines.findIndex(line => line.startsWith('medium') && line.includes('No limits'));
			expect(lines[at + 1]).toMatch(/^ {12}container-limits {2}1: ci-runner$/);
		}
		expect(tableReport(document, {width: 200, color: false, ascii: true})).toMatch(
			/^medium.*No limits.*container-limits.*1: ci-runner$/m,
		);
	});

	it('keeps to its width', () => {
		const text = fleetTable(document, {width: 60, color: false, ascii: true});
		for (const line of text.split('\n').slice(2)) expect(line.length).toBeLessThanOrEqual(60);
	});

	it('paints only where colour is wanted', () => {
		expect(tableReport(document, {width: 0, color: false, ascii: false})).not.toContain('\u001B');
		expect(tableReport(document, {width: 0, color: true, ascii: false})).toContain('\u001B[1;31mcritical');
	});
});

describe('what --all adds', () => {
	const style = {width: 0, color: false, ascii: false};
	const open = {...document, verdicts: verdicts.filter(isOpen)};

	it.each([
		['table', (report: typeof document) => tableReport(report, style), /^(WAIVED|UNKNOWN|PASSED|NOT APPLICABLE)$/gm],
		['markdown', markdownReport, /^## (Waived|Unknown|Passed|Not applicable)$/gm],
		['html', htmlReport, /<h2>(Waived|Unknown|Passed|Not applicable)<\/h2>/g],
	])('is listed by kind in the %s, and is not there without it', (_, render, headings) => {
		expect(render(document).match(headings)).toHaveLength(4);
		expect(render(open)).not.toMatch(headings);
	});

	it('shows the expiry and reason of a waiver, and that one has expired, also without --all', () => {
		for (const text of [tableReport(document, style), markdownReport(document), htmlReport(document)])
			expect(text).toContain('waived until 2030-01-01: until the move (ops)');
		for (const text of [tableReport(open, style), markdownReport(open), htmlReport(open)]) {
			expect(text).toContain('waiver expired on 2030-01-01: until the move (ops)');
			expect(text).not.toContain('waived until');
		}
	});
});

describe('a container that could not be inspected', () => {
	const unseen = [{kind: 'container' as const, id: 'b'.repeat(64), name: '<db>', image: 'postgres:17', reason: 'HTTP 403'}];
	const partial = {...report([verdict({verdict: 'pass', remedy: null})]), targets: [], unseen};

	it('has its own row where containers are listed', () => {
		const style = {width: 0, color: false, ascii: false};
		for (const table of [tableReport(partial, style), fleetTable(partial, style)]) {
			expect(table).toContain('0 containers · 1 more not seen');
			expect(table).toMatch(/^\? {3}\?\s+<db>\s+\?\s+not seen\s+postgres:17$/m);
			expect(table).not.toContain('no containers');
		}
		expect(markdownReport(partial)).toContain('| ? | ? | \\<db\\> | not seen | ? | postgres:17 |');
		expect(htmlReport(partial)).toMatch(/<b>&lt;db&gt;<\/b><div class="path">HTTP 403<\/div>/);
		expect(htmlReport(partial)).not.toContain('<p>None.</p></section>\n<section><h2>Findings');
		expect(violations('audit', JSON.parse([...jsonReport(partial)].join('')))).toEqual([]);
	});

	it('is an error for CI', () => {
		expect(junitReport(partial)).toMatch(
			/<testsuite name="container &lt;db&gt;" .* errors="1" [\s\S]*?<error type="not seen" message="HTTP 403"\/>/,
		);
		const [run] = JSON.parse(sarifReport(partial, [])).runs;
		expect(run.invocations[0]).toMatchObject({
			executionSuccessful: false,
			toolExecutionNotifications: [
				{level: 'error', message: {text: 'container <db> could not be inspected and was not judged: HTTP 403'}},
			],
		});
	});
});

describe('a grade that may be worse', () => {
	const [target] = document.targets;
	if (target === undefined) throw new Error('a report has a target');
	const risk = {...target.risk, score: 60, sum: 60.4, grade: 'D', lowerBound: true} as const;
	const marked = {...document, targets: [{...target, name: 'web', risk}]};
	const style = {width: 120, color: false};

	it('is marked in every report that shows a grade', () => {
		expect(tableReport(marked, {...style, ascii: false})).toMatch(/^≥D 60 {2}web /m);
		expect(tableReport(marked, {...style, ascii: true})).toMatch(/^>D 60 {2}web /m);
		expect(markdownReport(marked)).toContain('| ≥ D | 60 | web |');
		expect(htmlReport(marked)).toContain('<span class="grade gD">≥ D</span> 60');
		expect(JSON.parse([...jsonReport(marked)].join(''))).toMatchObject({targets: [{risk: {grade: 'D', lowerBound: true}}]});
	});
});
