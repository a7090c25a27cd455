import {describe, expect, it} from 'vitest';
import {createPainter} from '../../../src/base/tty/painter.js';

function painter() {
	const written: string[] = [];
	return {written, ...createPainter(text => written.push(text))};
}

describe('the painter', () => {
	it('paints a whole screen first, then the lines that changed', () => {
		const {paint, written} = painter();
		paint(['one', 'two', 'three']);
		paint(['one', 'TWO', 'three']);
		expect(written).toEqual([
			'\x1b[?2026h\x1b[2J\x1b[1H\x1b[2Kone\x1b[2H\x1b[2Ktwo\x1b[3H\x1b[2Kthree\x1b[?2026l',
			'\x1b[?2026h\x1b[2H\x1b[2KTWO\x1b[?2026l',
		]);
	});
	it('writes nothing when nothing changed', () => {
		const {paint, written} = painter();
		paint(['one']);
		paint(['one']);
		expect(written).toHaveLength(1);
	});
	it('paints everything again once it has forgotten', () => {
		const {paint, forget, written} = painter();
		paint(['one', 'two']);
		forget();
		paint(['one', 'two']);
		expect(written[1]).toBe(written[0]);
	});
});
