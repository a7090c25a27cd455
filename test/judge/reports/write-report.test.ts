import {expect, it} from 'vitest';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {AuditReport} from '../../../src/judge/reports/audit-report.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {jsonChunks} from '../../../src/judge/reports/json-chunks.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {markdownReport} from '../../../src/judge/reports/markdown.js';
import {tableReport} from '../../../src/judge/reports/report-table.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {writeReport} from '../../../src/judge/reports/write-report.js';
import {rules} from '../../../src/judge/rules/index.js';
import {report as reportOf, verdict} from '../../support/audit-report.js';

const sampleReport = () =>
	reportOf([
		verdict({name: 'ci-runner'}),
		verdict({name: 'web', target: {kind: 'container', id: 'b'.repeat(64), name: trusted('web')}}),
		verdict({target: {kind: 'engine', id: 'x', name: trusted('prod')}}),
	]);

const formats: readonly [string, (report: AuditReport) => string][] = [
	['table', report => tableReport(report, {width: 100, color: false, ascii: false})],
	['markdown', markdownReport],
	['html', htmlReport],
	['junit', junitReport],
	['sarif', report => sarifReport(report, rules)],
];

it.each(formats)('as %s names a target that cannot be written, and writes the rest', (_, format) => {
	takeUnforeseen();
	const report = sampleReport();
	const [broken] = report.verdicts.filter(({verdict, target}) => verdict === 'fail' && target.kind === 'container');
	if (broken === undefined) throw new Error('nothing fails');
	const trapped = Object.defineProperty({...broken}, 'evidence', {
		enumerable: true,
		get() {
			throw new TypeError('x');
		},
	});
	const verdicts = report.verdicts.map(verdict => (verdict === broken ? trapped : verdict));
	const text = writeReport({...report, verdicts}, format);
	const reads = takeUnforeseen();
	if (reads.length > 0) expect(text).toMatch(/writing what was found of .* stopped with TypeError/);
	// The table reads no evidence.
	expect(reads.length).toBe(format === formats[0]?.[1] ? 0 : 1);
	for (const name of ['web', 'prod']) expect(text).toContain(name);
});

it('is written as it is where all of it can be', () => {
	const report = sampleReport();
	for (const [, format] of formats) expect(writeReport(report, format)).toBe(format(report));
});

const long = {long: Array.from({length: 250}, (_, at) => ({at}))};

it.each([
	{},
	long,
	{long: long.long.slice(0, 200), z: 1},
	{a: 1, b: undefined, c: [], d: {}, e: [{x: [1, {y: 'a\nb'}]}, 2, null], f: {g: [1]}, h: null, '"': 'é\u2028'},
])('JSON in pieces is the JSON of the whole: %j', value => {
	expect([...jsonChunks(value)].join('')).toBe(JSON.stringify(value, null, 2));
});
