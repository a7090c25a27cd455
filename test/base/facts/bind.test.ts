import {describe, expect, it} from 'vitest';
import {formatBind, parseBind} from '../../../src/base/facts/bind.js';

describe('a bind', () => {
	it.each([
		['data:/data:ro,z', {source: 'data', destination: '/data', options: ['ro', 'z']}],
		['/srv:/data', {source: '/srv', destination: '/data', options: []}],
		['/data', {source: '', destination: '/data', options: []}],
	])('%s is parsed and formatted back', (text, parsed) => {
		expect(parseBind(text)).toEqual(parsed);
		expect(formatBind(parsed)).toBe(text);
	});
});
