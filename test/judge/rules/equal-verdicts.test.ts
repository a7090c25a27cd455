import {expect, it} from 'vitest';
import {judgeContainer} from '../../../src/judge/rules/judge.js';
import {type ContainerRule, defineRule, fail, pass} from '../../../src/judge/rules/rule.js';
import type {ContainerVerdict, Evidence} from '../../../src/judge/rules/verdict.js';
import {containerScope} from '../../support/example-scope.js';

type Judged = {readonly fails?: boolean; readonly evidence: readonly Evidence[]; readonly remedy?: string};

/** A rule that answers what is next, and its verdicts. */
function verdictsOn(answers: readonly Judged[]): readonly (ContainerVerdict | undefined)[] {
	let next: Judged | undefined;
	const rule: ContainerRule = defineRule({
		slug: 'told',
		title: 'Told',
		cis: {},
		severity: 'low',
		target: 'container',
		rationale: 'None.',
		references: ['none'],
		check: () => (next?.fails ? fail : pass)(...(next?.evidence ?? [])),
		remedy: () => ({text: next?.remedy ?? 'none'}),
		examples: {bad: {}, good: {}},
	});
	return answers.map(answer => {
		next = answer;
		return judgeContainer(containerScope({}), [rule])[0];
	});
}

const seen = (value: Evidence['value'], path = 'User'): Evidence => ({source: 'proc', path, value});

it('keeps one verdict of a rule that passes on equal evidence', () => {
	const [first, second] = verdictsOn([{evidence: [seen('app'), seen(1)]}, {evidence: [seen('app'), seen(1)]}]);
	expect(second).toBe(first);
});

it.each([
	['another value', [seen('web')]],
	['a number for its digits', [seen(1)], [seen('1')]],
	['nothing for null', [], [seen(null)]],
	['another field', [seen('app', 'Group')]],
	['another source', [{...seen('app'), source: 'top'}]],
	['more of it', [seen('app'), seen('app')]],
] as [string, Evidence[], Evidence[]?][])('makes another verdict of %s', (_, evidence, before = [seen('app')]) => {
	const [first, second, third] = verdictsOn([{evidence: before}, {evidence}, {evidence: before}]);
	expect(second).toMatchObject({verdict: 'pass', evidence});
	expect(third).toMatchObject({verdict: 'pass', evidence: before});
	expect(first).toStrictEqual(third);
});

it('keeps one verdict of a rule that fails alike, and another where its remedy differs', () => {
	const evidence = [seen('root')];
	const one = {evidence, fails: true, remedy: 'Run it as 1000.'};
	const [first, second, third, fourth] = verdictsOn([one, one, {...one, remedy: 'Run it as 1001.'}, one]);
	expect(second).toBe(first);
	expect(third?.remedy?.text).toBe('Run it as 1001.');
	expect(fourth).toStrictEqual(first);
});

it('takes a pass for no failure on the same evidence, nor the other way around', () => {
	const evidence = [seen('app')];
	const verdicts = verdictsOn([{evidence}, {evidence, fails: true}, {evidence}, {evidence, fails: true}]);
	expect(verdicts.map(one => one?.verdict)).toEqual(['pass', 'fail', 'pass', 'fail']);
});

it('cleans what it keeps', () => {
	const hostile = [seen('a\u001b[31m')];
	const [first, second] = verdictsOn([{evidence: hostile}, {evidence: hostile}]);
	expect(first?.evidence[0]?.value).not.toContain('\u001b');
	expect(second).toStrictEqual(first);
});
