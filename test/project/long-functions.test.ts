import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {functionsLongerThan, type Lengths} from '../support/long-functions.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const MAX_LINES = 80;
/** Only ever lower it. */
const MAX_LONG_FUNCTIONS = 1;

/** With their lines. One that is split leaves the list; none is added, and none grows. */
const listed: Lengths = {
	'src/scan/formats/parse-json.ts parser': 103,
};

/** What is wrong with the list. */
function against(list: Lengths, found: Lengths): string[] {
	return [
		...Object.entries(found).flatMap(([name, lines]) => {
			const before = list[name] ?? MAX_LINES;
			return lines > before ? [`${name} has ${lines} lines, more than ${before}: split it by what it does`] : [];
		}),
		...Object.keys(list).flatMap(name =>
			name in found ? [] : [`${name} is not longer than ${MAX_LINES} lines: take it off the list`],
		),
	];
}

describe('functions longer than 80 lines', () => {
	it('are listed, and the list only shrinks', {timeout: 120_000}, () => {
		expect(against(listed, functionsLongerThan(MAX_LINES, resolve(import.meta.dirname, '../..'), ['src', 'components']))).toEqual(
			[],
		);
		expect(Object.keys(listed).length).toBeLessThanOrEqual(MAX_LONG_FUNCTIONS);
	});

	it('are found by their own lines, whatever kind of function they are', {timeout: 120_000}, () => {
		const root = temporaryFolder();
		mkdirSync(join(root, 'src'));
		const lines = (count: number): string => '\tvoid 0;\n'.repeat(count - 2);
		const text = [
			`/**\n${' * A comment.\n'.repeat(MAX_LINES)} */\nfunction short() {\n${lines(MAX_LINES)}}`,
			`export function long() {\n${lines(MAX_LINES + 1)}}`,
			`export const arrow = (): void => {\n${lines(MAX_LINES + 2)}};`,
			`export class Kind {\n\tmethod(): void {\n${lines(MAX_LINES + 3)}}\n}`,
			`export const kinds = {inside: [0].map(() => {\n${lines(MAX_LINES + 4)}})};`,
		];
		writeFileSync(join(root, 'src/file.ts'), text.join('\n'));
		expect(functionsLongerThan(MAX_LINES, root, ['src'])).toEqual({
			'src/file.ts inside': 84,
			'src/file.ts method': 83,
			'src/file.ts arrow': 82,
			'src/file.ts long': 81,
		});
	});

	it('must not be new, nor grow, nor stay listed without need', () => {
		const list = {'a.ts old': 90, 'a.ts split': 100};
		expect(against(list, {'a.ts old': 91, 'b.ts new': 81})).toEqual([
			'a.ts old has 91 lines, more than 90: split it by what it does',
			'b.ts new has 81 lines, more than 80: split it by what it does',
			'a.ts split is not longer than 80 lines: take it off the list',
		]);
		expect(against(list, {'a.ts old': 85, 'a.ts split': 100})).toEqual([]);
	});
});
