import {describe, expect, it} from 'vitest';
import {flagsOf, isKnownOption} from '../../../src/judge/changes/change.js';
import {judgeContainer} from '../../../src/judge/rules/judge.js';
import {assessExample, changedExample, everyExample, isConfigured} from '../../support/changed-example.js';
import {containerScope} from '../../support/example-scope.js';

/** Findings that their options do not close, and why. */
const needsMore: Readonly<Record<string, string>> = {
	'container-no-authentication': 'it needs a password: publishing on loopback only makes it less severe',
	'container-required-flags: several': 'the policy asks for an option with any value, which only its author knows',
};
const isLeft = (rule: string, name: string): boolean =>
	rule in needsMore || Object.keys(needsMore).some(key => key === `${rule}: ${name.slice(name.indexOf(': ') + 2)}`);

const configured = everyExample.filter(([, example]) => isConfigured(example));

describe('a remedy with options, applied as it says', () => {
	it('is tried on several hundred containers', () => {
		expect(configured.length).toBeGreaterThan(400);
	});

	it.each(configured)('closes its finding: %s', (name, example) => {
		for (const {rule, verdict, remedy} of judgeContainer(containerScope(example))) {
			if (verdict !== 'fail' || remedy === null || remedy.remove.length + remedy.add.length === 0) continue;
			const options = [...remedy.remove, ...remedy.add];
			const unknown = options.flatMap(one => (isKnownOption(one) ? [] : [one.name]));
			if (rule !== 'container-required-flags')
				expect(unknown, `the remedy of ${rule} has options that are no rows of src/judge/changes/options: ${unknown}`).toEqual(
					[],
				);
			const again = judgeContainer(containerScope(changedExample(example, remedy))).find(one => one.rule === rule);
			if (!isLeft(rule, name)) expect([rule, flagsOf(remedy), again?.verdict]).not.toEqual([rule, flagsOf(remedy), 'fail']);
		}
	});
});

describe('the cut of an attack path, applied as it says', () => {
	it.each(configured)('cuts it: %s', (_, example) => {
		for (const {id, cutBy} of assessExample(example).attackPaths) {
			if (cutBy.remove.length + cutBy.add.length === 0) continue;
			const left = assessExample(changedExample(example, cutBy)).attackPaths.map(path => path.id);
			expect([flagsOf(cutBy), left]).not.toEqual([flagsOf(cutBy), expect.arrayContaining([id])]);
		}
	});

	it('is one for every capability that came with ALL', () => {
		const example = {HostConfig: {CapAdd: ['ALL']}};
		const {attackPaths} = assessExample(example);
		expect(attackPaths.length).toBeGreaterThan(2);
		for (const {cutBy} of attackPaths) {
			expect(flagsOf(cutBy)).toEqual({remove: ['--cap-add ALL'], add: []});
			expect(assessExample(changedExample(example, cutBy)).attackPaths).toEqual([]);
		}
	});

	it('takes a capability away that was added twice', () => {
		const example = {HostConfig: {CapAdd: ['ALL', 'sys_admin', 'CAP_SYS_ADMIN']}};
		const {attackPaths} = assessExample(example);
		for (const {cutBy} of attackPaths)
			expect(assessExample(changedExample(example, cutBy)).attackPaths.filter(({id}) => id.includes('SYS_ADMIN'))).toEqual([]);
		expect(attackPaths.some(({id}) => id.includes('SYS_ADMIN') || id.includes('release'))).toBe(true);
	});
});
