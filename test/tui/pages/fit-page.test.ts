import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {widthOf} from '../../../src/base/text/width.js';
import {fitPage} from '../../../src/tui/pages/layout/fit-page.js';
import {type Line, line, type Page, say, type Table, tableLines} from '../../../src/tui/pages/layout/page.js';
import {layOut} from '../../../src/tui/pages/layout/table.js';

const textOf = (one: Line): string => (one.kind === 'text' ? one.spans.map(({text}) => text).join('') : '');
const texts = ({lines}: Page): readonly string[] => lines.map(textOf);
const cell = (text: string) => sanitise(text);

describe('a page on a narrow screen', () => {
	it('keeps what fits as it is', () => {
		const fits = line(' short');
		expect(fitPage({lines: [fits]}, 40).lines).toEqual([fits]);
		expect(fitPage({lines: [fits]}, 40).lines[0]).toBe(fits);
	});
	it('breaks a line between words, and aligns the rest with its last column', () => {
		const page = {lines: [line(say('   key    '), say('several words that need more room'))]};
		expect(texts(fitPage(page, 30)).map(text => text.trimEnd())).toEqual([
			'   key    several words that',
			'          need more room',
		]);
	});
	it('starts a long word on its line, and breaks it after a separator', () => {
		const page = {lines: [line('   https://docs.docker.com/engine/security/#docker-daemon-attack-surface')]};
		expect(texts(fitPage(page, 40))[0]).toMatch(/^ {3}https:\/\/docs.docker.com\/engine\/$/);
	});
	it('goes on with a long word over whole lines, wherever it began', () => {
		const page = {lines: [line(`   begun late: ${'x'.repeat(60)}`)]};
		expect(texts(fitPage(page, 30))).toEqual([
			`   begun late: ${'x'.repeat(15)}`,
			`     ${'x'.repeat(25)}`,
			`     ${'x'.repeat(20)}`,
		]);
	});
	it('indents the continuation of a command, next to its mark too', () => {
		const flags = '  --cap-drop ALL --cap-add CHOWN';
		expect(texts(fitPage({lines: [line(' ', say(flags))]}, 30))).toEqual(['   --cap-drop ALL --cap-add', '     CHOWN']);
		expect(texts(fitPage({lines: [line(' + ', say(flags))]}, 30))).toEqual([' +   --cap-drop ALL --cap-add', '       CHOWN']);
	});
	it.each([' \\', ' && \\'])('keeps a continuation mark, %j, on the line of the word before it', end => {
		for (let width = 30; width < 60; width += 1)
			for (const command of [
				`   --cap-add CHOWN --cap-add SETGID${end}`,
				`   --env ${'x'.repeat(52)}${end}`,
				` + ${'y'.repeat(width - 3)}${end}`,
			]) {
				const shown = texts(fitPage({lines: [line(command)]}, width));
				expect(shown.at(-1)).toMatch(/[A-Zxy](?: &&)? \\$/);
				expect(shown.join('').replaceAll(' ', '')).toBe(command.replaceAll(' ', ''));
				for (const text of shown) expect(widthOf(trusted(text))).toBeLessThanOrEqual(width);
			}
	});
	it('can be selected only by its first line', () => {
		const item = {copy: trusted('all of it')};
		const page: Page = {lines: [{kind: 'text', spans: [say(' many words '.repeat(10))], item}]};
		const {lines} = fitPage(page, 30);
		expect(lines.length).toBeGreaterThan(3);
		expect(lines.map(({item: one}) => one)).toEqual([item, ...lines.slice(1).map(() => undefined)]);
	});
	it('lets no blanks at the end of parts make a line too wide', () => {
		const parts = ['日  //   :/', '日日/日aa日日', ' ', 'aa日:', '/::日: 日: '];
		for (const text of texts(fitPage({lines: [line(...parts.map(part => say(cell(part))))]}, 40)))
			expect(widthOf(trusted(text))).toBeLessThanOrEqual(40);
	});
	it('keeps all words in order, and has no line that is too wide', () => {
		fc.assert(
			fc.property(
				fc.array(fc.stringMatching(/^[a-z/:日 ]{0,40}$/), {minLength: 1, maxLength: 5}),
				fc.integer({min: 30, max: 90}),
				(parts, width) => {
					const page = {lines: [line(...parts.map(part => say(cell(part))))]};
					const shown = texts(fitPage(page, width));
					expect(shown.join('').replaceAll(' ', '')).toBe(parts.join('').replaceAll(' ', ''));
					for (const text of shown) expect(widthOf(trusted(text))).toBeLessThanOrEqual(width);
				},
			),
		);
	});
});

describe('a table on a narrow screen', () => {
	it('breaks no column that is to stay whole while others can give way', () => {
		const slug = cell('container-cgroup-release-agent');
		const narrow: Table = {
			columns: [{title: trusted('RULE'), whole: true}, {title: trusted('WHAT IT FINDS')}],
			rows: [[slug, cell('cgroup v1 release_agent escape is possible')]],
		};
		const {widths} = layOut(narrow, 60);
		expect(widths).toEqual([slug.length, 60 - slug.length - 2]);
	});
	const table: Table = {
		columns: [{title: trusted('NAME')}, {title: trusted('MORE'), drop: 1}, {title: trusted('MEANS')}],
		rows: [
			[cell('first'), cell('x'), cell('a text that is wider than its column may be on this screen')],
			[cell('second'), cell('y'), cell('short')],
		],
	};
	const items = [{copy: trusted('1')}, {copy: trusted('2')}];
	const rowsOf = ({lines}: Page) =>
		lines.flatMap(one => (one.kind === 'table' && one.row >= 0 ? [one.table.rows[one.row] ?? []] : []));

	it('shows every cell whole, over several lines', () => {
		const page = fitPage({lines: tableLines(table, items)}, 40);
		const means = rowsOf(page)
			.map(row => row[2])
			.filter(text => text !== '');
		expect(means.join(' ')).toBe('a text that is wider than its column may be on this screen short');
		expect(page.lines.filter(({item}) => item !== undefined)).toHaveLength(2);
		expect(rowsOf(page).filter(row => row[0] !== '')).toHaveLength(2);
	});
	it('keeps the columns that were chosen for the whole cells', () => {
		const [first] = fitPage({lines: tableLines(table, items)}, 40).lines;
		if (first?.kind !== 'table') throw new Error('a table begins with its headings');
		expect(layOut(first.table, 40)).toEqual(layOut(table, 40));
	});
	it('uses the screen to its last column', () => {
		const {widths} = layOut(table, 40);
		expect(widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1)).toBe(40);
	});
	it('gives up another column before one gets narrower than it can be read', () => {
		const wide = 'what a rule finds, in a sentence of some fifty letters';
		const shownWith = (least: number) => {
			const columns = [{title: cell('SEVERITY')}, {title: cell('RULE'), drop: 1, whole: true}, {title: cell('FINDS'), least}];
			return layOut({columns, rows: [[cell('critical'), cell('a-slug-of-thirty-odd-characters'), cell(wide)]]}, 80).shown;
		};
		expect(shownWith(0)).toEqual([0, 1, 2]);
		expect(shownWith(40)).toEqual([0, 2]);
	});
	it('is not wrapped where a row must stay on one line', () => {
		const lines = tableLines({...table, oneLine: true}, items);
		expect(fitPage({lines}, 40).lines).toEqual(lines);
	});
});
