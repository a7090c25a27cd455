import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {truncateError} from '../../../src/base/text/truncate-error.js';
import {widthOf} from '../../../src/base/text/width.js';

const engine =
	'cannot reach the engine at unix:///var/lib/somewhere/else/docker.sock: nothing listens there. Start the engine, or name another with --host';

describe('the text of an error', () => {
	it.each([
		[engine.length, engine],
		[
			engine.length - 10,
			'cannot reach the engine at …/lib/somewhere/else/docker.sock: nothing listens there. Start the engine, or name another with --host',
		],
		[80, 'cannot reach the engine at …b/somewhere/else/docker.sock: nothing listens there.'],
		[70, 'cannot reach the engine at …e/else/docker.sock: nothing listens there.'],
		[50, 'cannot reach the…cker.sock: nothing listens there.'],
	])('in %i columns keeps why', (width, shown) => {
		expect(truncateError(trusted(engine), width)).toBe(shown);
		expect(widthOf(trusted(shown))).toBeLessThanOrEqual(width);
	});

	it.each([0, 1, 2, 10, 30])('takes at most %i columns', width => {
		for (const text of ['', 'x', engine, '容'.repeat(80), '. A'.repeat(40)])
			expect(widthOf(truncateError(trusted(text), width))).toBeLessThanOrEqual(Math.max(1, width));
	});
});
