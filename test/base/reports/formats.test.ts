import {describe, expect, it} from 'vitest';
import {columns} from '../../../src/base/reports/columns.js';
import {jsonText} from '../../../src/base/reports/json-text.js';
import {markdownTable} from '../../../src/base/reports/markdown-table.js';
import {sarifLog} from '../../../src/base/reports/sarif-log.js';

describe('columns', () => {
	const rows = [
		['NAME', 'BY'],
		['a', 'trivy'],
		['longest', 'trivy grype'],
	];
	it('are as wide as their widest cell, and a line ends with its last letter', () => {
		expect(columns(rows, Number.POSITIVE_INFINITY)).toEqual(['NAME     BY', 'a        trivy', 'longest  trivy grype']);
	});
	it('take no more than their limit', () => {
		expect(columns(rows, Number.POSITIVE_INFINITY, [4, 8])).toEqual(['NAME  BY', 'a     trivy', 'lon…  trivy g…']);
	});
	it('mark only a line that loses text', () => {
		expect(columns(rows, 14)).toEqual(['NAME     BY', 'a        trivy', 'longest  triv…']);
	});
});

describe('a Markdown table', () => {
	it('aligns numbers, and leaves no cell a way out of it', () => {
		expect(markdownTable(['name', 'score:'], [['a|b <i>', '7']])).toEqual([
			'| name | score |',
			'|---|---:|',
			'| a\\|b \\<i\\> | 7 |',
		]);
	});
});

describe('JSON', () => {
	it('is indented by two spaces, and prints nothing that controls a terminal', () => {
		expect(jsonText({name: '\u009b31m\u202e'})).toBe('{\n  "name": "\\u009b31m\\u202e"\n}\n');
	});
});

describe('SARIF', () => {
	const result = {severity: 'unknown', message: 'm', location: {}, partialFingerprints: {}} as const;
	const {runs} = JSON.parse(
		sarifLog({
			driver: {version: '1.0.0'},
			rules: [{id: 'a', properties: {}}],
			isComplete: true,
			endTime: '2026-12-03T00:00:00Z',
			notes: undefined,
			properties: {},
			results: ['a', 'b'].map(ruleId => ({...result, ruleId})),
		}),
	);
	it('names the rule of a result by its place, where it is described', () => {
		expect(runs[0].results.map((one: object) => ('ruleIndex' in one ? one.ruleIndex : null))).toEqual([0, null]);
	});
	it('gives what nobody rated no level', () => {
		expect(runs[0].results[0].level).toBe('none');
	});
});
