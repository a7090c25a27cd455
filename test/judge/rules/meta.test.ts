import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {renderRuleIndex} from '../../../scripts/folder-index.mjs';
import {containerRules, engineRules, findRule, hostRules, imageRules, rules, swarmRules} from '../../../src/judge/rules/index.js';
import type {Rule} from '../../../src/judge/rules/rule.js';
import {renderIndex, renderPage} from '../../../src/judge/rules/rule-page.js';
import {judgeExample} from '../../support/example-scope.js';
import {unfilledParts} from './unfilled.js';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const filesOf = (folder: string) =>
	readdirSync(at(`src/judge/rules/${folder}`))
		.filter(file => file.endsWith('.ts') && file !== 'index.ts')
		.map(file => file.slice(0, -3));
/** A file that is named for the folder holds one rule; any other is a table with a row a rule. */
const isTable = (folder: Folder, file: string) => !file.startsWith(`${folder}-`);

const folders = {container: containerRules, image: imageRules, engine: engineRules, host: hostRules, swarm: swarmRules};
type Folder = keyof typeof folders;

describe.each(Object.keys(folders) as Folder[])('src/judge/rules/%s', folder => {
	const listed: readonly Rule[] = folders[folder];

	it('has an index that is current', () => {
		expect(readFileSync(at(`src/judge/rules/${folder}/index.ts`), 'utf8')).toBe(renderRuleIndex(folder));
	});

	it('names the file of a rule by its slug', () => {
		const slugs = new Set(listed.map(({slug}) => slug));
		expect(filesOf(folder).filter(file => !isTable(folder, file) && !slugs.has(file))).toEqual([]);
	});

	it('holds rules with this target, whose slugs begin with it', () => {
		expect(listed.filter(({target, slug}) => target !== folder || !slug.startsWith(`${folder}-`))).toEqual([]);
		expect(listed.length).toBeGreaterThan(0);
	});

	it.each(filesOf(folder))('keeps %s short', file => {
		const lines = readFileSync(at(`src/judge/rules/${folder}/${file}.ts`), 'utf8')
			.trimEnd()
			.split('\n').length;
		expect(lines).toBeLessThanOrEqual(isTable(folder, file) ? 170 : 80);
	});
});

describe('the rules together', () => {
	it('have unique slugs', () => {
		expect(new Set(rules.map(({slug}) => slug)).size).toBe(rules.length);
		for (const rule of rules) expect(findRule(rule.slug)).toBe(rule);
	});

	it.each(['1.6.0', '1.7.0', '1.8.0'] as const)('claim each recommendation of CIS %s once', version => {
		const claimed = rules.flatMap(({cis}) => (cis[version] === undefined ? [] : [cis[version]]));
		expect(claimed.filter((id, index) => claimed.indexOf(id) !== index)).toEqual([]);
	});

	it('follow the shift that the new 2.7 of CIS 1.8.0 made, and no other', () => {
		for (const {slug, cis} of rules) {
			expect([slug, cis['1.7.0']]).toEqual([slug, cis['1.6.0']]);
			expect([slug, cis['1.8.0']]).toEqual([slug, shifted(cis['1.6.0']) ?? cis['1.8.0']]);
			if (cis['1.6.0'] === undefined && cis['1.8.0'] !== undefined) expect(cis['1.8.0']).toBe('2.7');
		}
	});

	it('judge each of the 117 recommendations of CIS 1.6.0 and 1.7.0, and of the 118 of 1.8.0', () => {
		const lengths: Record<string, number> = {'1.1': 18, '1.2': 2, '2': 18, '3': 24, '4': 12, '5': 32, '6': 2, '7': 9};
		const ids = Object.entries(lengths).flatMap(([section, count]) =>
			Array.from({length: count}, (_, index) => `${section}.${index + 1}`),
		);
		expect(ids).toHaveLength(117);
		const missing = (version: '1.6.0' | '1.7.0' | '1.8.0', wanted: readonly string[]) => {
			const claimed = new Set(rules.map(({cis}) => cis[version]));
			return {
				missing: wanted.filter(id => !claimed.has(id)),
				beyond: [...claimed].filter(id => id !== undefined && !wanted.includes(id)),
			};
		};
		const complete = {missing: [], beyond: []};
		expect(missing('1.6.0', ids)).toEqual(complete);
		expect(missing('1.7.0', ids)).toEqual(complete);
		expect(missing('1.8.0', [...ids, '2.19'])).toEqual(complete);
	});

	it('are listed in docs/rules/README.md', () => {
		expect(readFileSync(at('docs/rules/README.md'), 'utf8')).toBe(renderIndex(rules));
	});

	it('are the only pages in docs/rules', () => {
		const pages = readdirSync(at('docs/rules')).filter(file => file !== 'README.md');
		expect(pages.sort()).toEqual(rules.map(({slug}) => `${slug}.md`).sort());
	});
});

describe.each(rules.map(rule => ({rule, slug: rule.slug})))('$slug', ({rule}) => {
	it('is written, and no longer the template of new:rule', () => {
		const left = unfilledParts(rule).join(', ');
		expect(left, `${rule.slug} is still the template of npm run new:rule. Left to write: ${left}`).toBe('');
	});

	it('says what, why and where to read on', () => {
		for (const text of [rule.title, rule.rationale, ...rule.references]) expect(text.trim().length).toBeGreaterThan(4);
		expect(rule.references.length).toBeGreaterThan(0);
		expect(rule.title).not.toMatch(/[.\n]$/);
		expect(rule.title.split(' ').length).toBeLessThanOrEqual(8);
		expect(rule.rationale).toMatch(/\.$/);
	});

	it('fails on its bad example, with evidence and a remedy', () => {
		const verdict = judgeExample(rule, 'bad');
		expect({verdict: verdict.verdict, reasons: verdict.reasons}).toEqual({verdict: 'fail', reasons: []});
		expect(verdict.evidence.length).toBeGreaterThan(0);
		expect(verdict.remedy?.text ?? '').not.toBe('');
	});

	it('passes on its good example, with evidence', () => {
		const verdict = judgeExample(rule, 'good');
		expect({verdict: verdict.verdict, reasons: verdict.reasons, detail: verdict.detail}).toEqual({
			verdict: 'pass',
			reasons: [],
			detail: null,
		});
		expect(verdict.evidence.length).toBeGreaterThan(0);
	});

	it('has a page that is current', () => {
		const page = readFileSync(at(`docs/rules/${rule.slug}.md`), 'utf8');
		expect(page).toBe(renderPage(rule, judgeExample(rule, 'bad').remedy));
	});
});

/** 2.7 to 2.18 of CIS 1.6.0 are 2.8 to 2.19 of 1.8.0; every other id is the same. */
function shifted(id: string | undefined): string | undefined {
	const [, number] = /^2\.(\d+)$/.exec(id ?? '') ?? [];
	return number !== undefined && Number(number) >= 7 ? `2.${Number(number) + 1}` : id;
}
