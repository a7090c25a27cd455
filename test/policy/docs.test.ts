import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {expect, it} from 'vitest';
import {parse} from 'yaml';
import {parsePolicy} from '../../src/policy/parse-policy.js';
import {gradeOf, riskOf} from '../../src/risk/score.js';
import {rules} from '../../src/rules/index.js';
import {verdict} from '../support/audit-report.js';
import {violations} from '../support/validate.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/policy.md'), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

it('the example of the page about the policy is a policy', () => {
	const policy = parsePolicy(example, 'docs/policy.md', rules);
	expect(policy.rules.map(({slug}) => slug)).toEqual(['own-team-label']);
	expect(policy.waivers).toHaveLength(1);
	expect(violations('policy', parse(example))).toEqual([]);
});

it('the weights and limits of the page are those of the score', () => {
	for (const [, severity, points] of page.matchAll(/(critical|high|medium|low) (\d+(?:\.\d+)?)/g)) {
		const match = (['critical', 'high', 'medium', 'low'] as const).find(one => one === severity);
		if (match !== undefined) expect(riskOf([verdict({severity: match})]).factors[0]?.points).toBe(Number(points));
	}
	for (const [, grade, highest] of page.matchAll(/\b([A-E]) to (\d+)/g)) {
		expect([gradeOf(Number(highest)), gradeOf(Number(highest) + 1) === grade]).toEqual([grade, false]);
	}
	expect(page).toContain('F from 71');
	expect(gradeOf(71)).toBe('F');
});
