import {describe, expect, it} from 'vitest';
import {judgeContainer} from '../../src/rules/judge.js';
import {containerScope} from '../support/example-scope.js';
import {containerCases} from './container-cases/index.js';

describe.each(Object.entries(containerCases))('%s', (slug, rows) => {
	it.each(rows.map(([what, ...rest]) => ({what, rest})))('$what', ({rest: [example, verdict, severity, detail]}) => {
		const found = judgeContainer(containerScope(example)).find(({rule}) => rule === slug);
		expect(found).toMatchObject({verdict, ...(severity === undefined ? {} : {severity})});
		if (detail !== undefined) expect(found?.detail).toMatch(detail);
		if (verdict === 'unknown') expect(found?.reasons.every(({reason}) => reason.length > 5)).toBe(true);
	});
});

it('says that the gid of a named group is in the image’s group file', () => {
	const found = judgeContainer(containerScope({Config: {User: '1000:docker'}})).find(({rule}) => rule === 'container-root-group');
	expect(found).toMatchObject({verdict: 'unknown', reasons: [{reason: expect.stringContaining('the gid of docker')}]});
});

it('does not know the registry of an id whose image could not be inspected', () => {
	const scope = containerScope({Config: {Image: '0123456789ab'}, settings: {allowedRegistries: ['docker.io']}});
	const found = judgeContainer({...scope, image: null}).find(({rule}) => rule === 'container-registry');
	expect(found?.verdict).toBe('unknown');
});
