import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {expect, it} from 'vitest';
import {parse} from 'yaml';
import {parsePolicy} from '../../../src/judge/policy/parse-policy.js';
import {rules} from '../../../src/judge/rules/index.js';
import {detectionSlugs} from '../../../src/record/recorder/detections/detect.js';
import {violations} from '../../support/validate.js';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

it('the example of the page about the policy is a policy', () => {
	const policy = parsePolicy(example, 'docs/policy.md', rules, detectionSlugs);
	expect(policy.rules.map(({slug}) => slug)).toEqual(['own-team-label']);
	expect(policy.waivers).toHaveLength(1);
	expect(policy.exceptions).toHaveLength(1);
	expect(violations('policy', parse(example))).toEqual([]);
});
