import {expect, it} from 'vitest';
import {widthOfParts} from '../../../components/line.js';
import {promptParts} from '../../../components/prompt-parts.js';
import {trusted} from '../../../src/base/text/safe-text.js';

const archives = ['Debian', 'npm', 'PyPI'].map(trusted);
const kinds = ['consent', 'observation', 'advisories', 'baseline', 'waiver-expiry'] as const;
const asked = (kind: (typeof kinds)[number], columns: number, baselineOf: string | null) =>
	promptParts(
		{kind, text: '', cursor: 0, before: ''},
		{
			waiver: null,
			offer: {images: ['sha256:1'], archives, size: 153_000_000},
			baselineOf: baselineOf === null ? null : trusted(baselineOf),
		},
		columns,
	);

it.each(kinds.flatMap(kind => [60, 80, 120].map(columns => ({kind, columns}))))(
	'the question of $kind is whole in $columns columns',
	({kind, columns}) => {
		for (const before of [null, '2026-11-30 02:43Z']) {
			const parts = asked(kind, columns, before);
			expect(widthOfParts(parts)).toBeLessThanOrEqual(columns);
			expect(parts.map(({text}) => text).join('')).not.toContain('…');
		}
	},
);

it('says as much as there is room for', () => {
	const words = (columns: number) => asked('baseline', columns, '2026-11-30 02:43Z')[0]?.text;
	expect(words(80)).toBe(' replace the baseline of 2026-11-30 02:43Z · y save · any other key cancels ');
	expect(words(60)).toBe(' replace the baseline · y save · any other key cancels ');
});
