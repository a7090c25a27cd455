import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {rowOfAdvisory} from '../../../src/scan/advisories/advisory-row.js';
import {affects} from '../../../src/scan/advisories/affects.js';
import {advisories, osvDocument} from '../support/advisories.js';

const npm = (events: readonly object[], more: object = {}) => ({
	id: 'GHSA-1',
	affected: [{package: {ecosystem: 'npm', name: 'a'}, ranges: [{type: 'SEMVER', events}], ...more}],
});
const subject = (version: string) => ({name: 'a', version, ecosystem: 'npm'});

describe('an OSV advisory', () => {
	it.each([
		['1.0.0', [{introduced: '0'}, {fixed: '1.0.0'}], false],
		['0.9.9', [{introduced: '0'}, {fixed: '1.0.0'}], true],
		['1.5.0', [{introduced: '1.0.0'}, {last_affected: '1.5.0'}], true],
		['1.5.1', [{introduced: '1.0.0'}, {last_affected: '1.5.0'}], false],
		['2.1.0', [{introduced: '0'}, {fixed: '1.0.0'}, {introduced: '2.0.0'}, {fixed: '2.2.0'}], true],
		// Events may be in any order.
		['1.1.0', [{fixed: '2.2.0'}, {introduced: '2.0.0'}, {fixed: '1.0.0'}, {introduced: '0'}], false],
		['0.0.1-alpha', [{introduced: '0'}], true],
	])('affects %s by %j: %s', (version, events, expected) => expect(affects(npm(events), subject(version))).toBe(expected));

	it('affects a version that is listed, one package, one ecosystem; a withdrawn one nothing', () => {
		const listed = npm([], {versions: ['3.0.0']});
		expect(affects(listed, subject('3.0.0'))).toBe(true);
		expect(affects(listed, {...subject('3.0.0'), name: 'b'})).toBe(false);
		expect(affects(listed, {...subject('3.0.0'), ecosystem: 'PyPI'})).toBe(false);
		expect(affects({...listed, withdrawn: '2026-01-01T00:00:00Z'}, subject('3.0.0'))).toBe(false);
		expect(affects({...listed, withdrawn: null}, subject('3.0.0'))).toBe(true);
		expect(
			affects(
				{affected: [{package: {ecosystem: 'npm', name: 'a'}, ranges: [{type: 'GIT', events: [{introduced: '0'}]}]}]},
				subject('1.0.0'),
			),
		).toBe(false);
	});

	it('becomes a row with the CVE first, the score of its vector, and the fixes that are newer', () => {
		const minimist = advisories.find(({cve}) => cve === 'CVE-2021-44906');
		const row = rowOfAdvisory(
			minimist && osvDocument(minimist),
			{name: trusted('minimist'), version: trusted('1.2.0'), type: trusted('npm'), purl: null, path: null},
			{source: trusted('basic'), ecosystem: 'npm'},
		);
		expect(row).toMatchObject({
			id: 'CVE-2021-44906',
			aliases: ['GHSA-xvch-5gv4-984h'],
			severity: 'critical',
			fix: {state: 'fixed', versions: ['1.2.6']},
		});
		expect(row?.cvss).toMatchObject([{version: '3.1', score: 9.8}]);
	});

	it('of Debian gives the CVE after its prefix; an unknown urgency leaves the severity unknown', () => {
		const document = {
			id: 'DEBIAN-CVE-2026-12345',
			affected: [
				{
					package: {ecosystem: 'Debian:13', name: 'tar'},
					ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}]}],
					ecosystem_specific: {urgency: 'not yet assigned'},
				},
			],
		};
		const row = rowOfAdvisory(
			document,
			{name: trusted('tar'), version: trusted('1'), type: trusted('deb'), purl: null, path: null},
			{source: trusted('basic'), ecosystem: 'Debian:13'},
		);
		expect(row).toMatchObject({
			id: 'CVE-2026-12345',
			severity: 'unknown',
			severityRaw: 'not yet assigned',
			fix: {state: 'not-fixed'},
		});
	});
});
