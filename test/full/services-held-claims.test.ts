import {expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {summaryOf} from '../../src/fix/rehearsal/coverage.js';
import {claimsOf, isChecked} from './services-held-claims.js';

const change = {slug: 'read-only', enabled: true, add: ['--read-only']};
const advice = {schema: 'dockscope.harden/2', after: {command: ''}, replace: '', warnings: [], rehearsal: null};

it('takes what was exercised, and what was not, out of a sentence', () => {
	const why = 'all paths it wrote; exercised: start, GET / → 200; not exercised: writes, jobs';
	expect(claimsOf({...advice, changes: [{...change, why}]}).map(({text}) => text)).toEqual([
		'all paths it wrote',
		'exercised: start, GET / → 200',
		'not exercised: writes, jobs',
	]);
});

it('takes the same from fields, and nothing from a change that is off', () => {
	const fields = {...change, why: 'it writes nothing', exercised: ['start'], notExercised: ['reload']};
	const off = {...change, slug: 'user', enabled: false, why: 'it could run as 33'};
	expect(claimsOf({...advice, changes: [fields, off]}).map(({text}) => text)).toEqual([
		'it writes nothing',
		'exercised: start',
		'not exercised: reload',
	]);
});

it('judges the summary of a rehearsal where a client was served, and only there', () => {
	const checked = (did: string, onlyStarts: boolean, worked = true): boolean[] => {
		const summary = summaryOf({did: [trusted(did)], not: [trusted('writes')], onlyStarts}, worked);
		const rehearsal = {state: worked ? 'worked' : 'failed', summary, exercised: [], notExercised: []};
		return claimsOf({...advice, changes: [], rehearsal}).map(({text}) => isChecked(text));
	};
	// The second sentence is what was not exercised.
	expect(checked('Redis PING', false)).toEqual([true, false]);
	expect(checked('start', true)).toEqual([false, false]);
	expect(checked('start', false, false)).toEqual([false]);
});
