import {describe, expect, it} from 'vitest';
import {onlyRules} from '../../src/cli/audit/only-rules.js';
import {rules} from '../../src/judge/rules/index.js';
import {verdict} from '../support/audit-report.js';

/** The rules that a `--only` leaves. */
function left(...only: string[]): string[] {
	const wanted = onlyRules(only, [{slug: 'own-team'}]);
	return [...rules.map(({slug}) => slug), 'own-team'].filter(rule => wanted(verdict({rule})));
}

describe('--only', () => {
	it.each([
		['5.26', ['container-no-new-privileges']],
		['CIS-5.1', ['engine-swarm-mode']],
		['CIS-1.8.0-2.7', ['engine-storage-devicemapper']],
		['container-gpu', ['container-gpu']],
		['own-team', ['own-team']],
	])('takes %s', (name, slugs) => {
		expect(left(name)).toEqual(slugs);
	});

	it('takes sections, and adds one name to the other', () => {
		const section = rules.filter(({cis}) => cis['1.6.0']?.startsWith('7.')).map(({slug}) => slug);
		expect(section.length).toBe(9);
		expect(left('7')).toEqual(section);
		expect(left('7', '5.26')).toEqual(['container-no-new-privileges', ...section]);
		expect(left('1.2')).toEqual(['engine-version', 'host-kernel-hardening']);
		expect(left('2')).toContain('engine-storage-devicemapper');
		expect(left('CIS-1.6.0-2')).not.toContain('engine-storage-devicemapper');
	});

	it('takes several between commas', () => {
		expect(left('5.26, container-gpu')).toEqual(left('5.26', 'container-gpu'));
		expect(() => left('5.26,')).toThrow('--only');
	});

	it('leaves all without a name', () => {
		expect(left()).toHaveLength(rules.length + 1);
	});

	it.each([
		['2.7', 'write CIS-1.6.0-2.7 or CIS-1.8.0-2.7'],
		['5.99', 'no recommendation 5.99'],
		['9', 'no recommendation 9'],
		['own-teem', 'unknown rule "own-teem" (did you mean "own-team"?)'],
		['policy-x', 'unknown rule "policy-x"'],
	])('refuses %s: nothing would be judged, and nothing would fail', (name, words) => {
		expect(() => onlyRules([name], [{slug: 'own-team'}])).toThrow(words);
	});
});
