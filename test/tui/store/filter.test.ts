import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fields, parseFilter} from '../../../src/tui/pages/filter-terms.js';
import {matches} from '../../../src/tui/store/filter.js';
import {sampleModel, shop} from '../../support/sample-fleet.js';

const {entries} = sampleModel(shop);
const worse = new Map(entries.filter(({name}) => name === 'metrics').map(({id}) => [id, []]));
const named = (text: string): readonly string[] =>
	entries.filter(entry => matches(parseFilter(text), entry, {worse, alerts: null})).map(({name}) => name);
/** Text as people type it and as they do not: fields, colons, quotes, odd characters. */
const typed = fc.oneof(
	fc.string({unit: 'grapheme'}),
	fc
		.array(fc.oneof(fc.constantFrom(...fields, '!', ':', '"', ' ', 'priv', 'F', 'high', '[', '\\', '*'), fc.string()))
		.map(parts => parts.join('')),
);

it('finds by the id of a known escape what is open to it', () => {
	const [first] = entries;
	if (!first?.assessed) expect.fail('the sample fleet is judged');
	const [verdict] = first.assessed.verdicts;
	if (!verdict) expect.fail('it has verdicts');
	const evidence = [{source: 'table', path: 'CVE-2026-53362', value: null}];
	const open = {...verdict, rule: 'container-known-escapes', verdict: 'fail' as const, evidence};
	const entry = {...first, assessed: {...first.assessed, verdicts: [open]}};
	const found = (text: string) => matches(parseFilter(text), entry, {worse, alerts: null});
	expect([found('cve:CVE-2026-53362'), found('cve:cve-2026-53363'), found('cve:2026-31431')]).toEqual([true, false, false]);
});

describe('the filter language', () => {
	it('finds a plain word in name, image, project and badges', () => {
		expect(named('traefik')).toEqual(['traefik']);
		expect(named('postgres')).toEqual(['shop-db']);
		expect(named('priv')).toEqual(['ci-runner']);
	});
	it('requires all words', () => expect(named('shop secret')).toEqual(['shop-db']));
	it.each([
		['badge:sock', ['ci-runner', 'traefik']],
		['img:nginx', ['old-job']],
		['proj:edge', ['traefik']],
		['proj:edg', ['traefik']],
		['proj:"edg"', []],
		['proj:"Edge"', ['traefik']],
		['proj:""', ['ci-runner', 'metrics', 'old-job']],
		['proj:', ['ci-runner', 'traefik', 'shop-db', 'metrics', 'old-job']],
		['state:exited', ['old-job']],
		['name:metr', ['metrics']],
		['is:worse', ['metrics']],
		['is:better', []],
		['BADGE:Priv', ['ci-runner']],
		['!badge:sock state:running', ['shop-db', 'metrics']],
	])('%s', (text, names) => expect(named(text)).toEqual(names));
	it('accepts several grades in grade:', () => {
		const bad = entries.filter(({assessed}) => 'EF'.includes(assessed?.risk.grade ?? '-')).map(({name}) => name);
		expect(named('grade:ef')).toEqual(bad);
		expect(bad).toContain('ci-runner');
	});
	it('takes sev: as that severity or worse', () => {
		expect(named('sev:critical')).toContain('ci-runner');
		expect(named('sev:critical')).not.toContain('metrics');
		expect(named('sev:info')).toHaveLength(5);
	});
	it('keeps quoted words together', () => expect(named('"shop db"')).toEqual([]));
	it('treats an unknown field as a word', () => expect(named('tag:1.27')).toEqual([]));
	it('shows everything for nothing', () => expect(named('   ')).toHaveLength(5));

	it('never throws', () => {
		fc.assert(
			fc.property(typed, text => {
				expect(named(text).length).toBeLessThanOrEqual(entries.length);
			}),
		);
	});
	it('inverts to the complement', () => {
		const word = typed.map(text => text.replaceAll(/[\s"!]/g, '')).filter(text => parseFilter(text).terms.length === 1);
		fc.assert(
			fc.property(word, text => {
				const both = [...named(text), ...named(`!${text}`)];
				expect(both.toSorted()).toEqual(entries.map(({name}) => String(name)).toSorted());
			}),
		);
	});
	it('narrows with each further word', () => {
		const unquoted = typed.map(text => text.replaceAll('"', ''));
		fc.assert(
			fc.property(unquoted, unquoted, (some, more) => {
				expect(named(some)).toEqual(expect.arrayContaining([...named(`${some} ${more}`)]));
			}),
		);
	});
});
