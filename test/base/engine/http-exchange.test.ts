import {describe, expect, it} from 'vitest';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import {segment} from '../../../src/base/engine/http-exchange.js';

describe('a name in a path', () => {
	it.each([
		['library/nginx:1.27', 'library/nginx:1.27'],
		['reg:5000/a@sha256:00', 'reg:5000/a@sha256:00'],
		['a?b#c d', 'a%3Fb%23c%20d'],
		['a\r\nX: y', 'a%0D%0AX:%20y'],
	])('%j becomes %j', (name, part) => expect(segment(name)).toBe(part));
	it.each(['', '.', '..', '../info', 'a/../b', 'a//b', '/a', 'half\ud800'])('%j is refused', name =>
		expect(() => segment(name)).toThrow(EngineError),
	);
});
