import {describe, expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {onlyNewOrWorse, readBaseline} from '../../../src/judge/reports/baseline.js';
import type {Verdict} from '../../../src/judge/rules/verdict.js';
import {report, verdict} from '../../support/audit-report.js';

const waived = {reason: sanitise('until the move'), owner: null, expires: '2026-12-01', expired: false};
const target = (id: string, name: string) => ({kind: 'container' as const, id: id.repeat(64), name: sanitise(name)});

/** The rules that are left of the later verdicts. */
function left(before: readonly Verdict[], after: readonly Verdict[]) {
	const {verdicts, summary} = onlyNewOrWorse(report(after), readBaseline(JSON.stringify(report(before)), 'before.json'));
	return {rules: verdicts.map(({rule, target: {name}}) => `${rule} ${name}`), summary};
}

describe('compared with an earlier report', () => {
	it('omits failures that were there with the same or a higher severity, and everything that is not a failure', () => {
		const before = [verdict({severity: 'high'}), verdict({rule: 'container-user', severity: 'high'})];
		const after = [
			verdict({severity: 'high'}),
			verdict({rule: 'container-user', severity: 'low'}),
			verdict({rule: 'a', verdict: 'pass', remedy: null}),
			verdict({rule: 'b', verdict: 'unknown', reasons: [{source: 's', reason: 'r'}], remedy: null}),
		];
		expect(left(before, after)).toMatchObject({rules: [], summary: {pass: 0, unknown: 0, fail: {high: 0, low: 0}}});
	});

	it('a failure that is new, or worse than it was, stays and counts', () => {
		const before = [verdict({severity: 'medium'}), verdict({rule: 'container-user', verdict: 'unknown', remedy: null})];
		const after = [verdict({severity: 'critical'}), verdict({rule: 'container-user', severity: 'high'})];
		expect(left(before, after)).toMatchObject({
			rules: ['container-privileged ci-runner', 'container-user ci-runner'],
			summary: {fail: {critical: 1, high: 1}},
		});
	});

	it('a recreated container is the same, another one of the same image is not', () => {
		const before = [verdict({target: target('a', 'web')})];
		const after = [verdict({target: target('b', 'web')}), verdict({target: target('a', 'web-2')})];
		expect(left(before, after).rules).toEqual(['container-privileged web-2']);
	});

	it('what a waiver covered is new once that has expired', () => {
		const expired = verdict({waived: {...waived, expired: true}});
		expect(left([verdict({waived})], [expired]).rules).toEqual(['container-privileged ci-runner']);
		expect(left([expired], [expired]).rules).toEqual([]);
	});
});

it.each([
	['{', 'is not JSON'],
	['[]', 'is not a dockscope.audit/1 report'],
	['{"schema": "dockscope.snapshot/1", "containers": []}', 'is not a dockscope.audit/1 report'],
	['{"schema": "dockscope.audit/1", "verdicts": [{"verdict": "fail", "rule": "x"}]}', 'without rule, target or severity'],
	[JSON.stringify(report([{...verdict(), severity: 'dire' as 'high'}])), 'without rule, target or severity'],
])('%s is no baseline', (text, why) => expect(() => readBaseline(text, 'x.json')).toThrow(why));
