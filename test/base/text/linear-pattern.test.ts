import fc from 'fast-check';
import {expect, it} from 'vitest';
import {linearPattern} from '../../../src/base/text/linear-pattern.js';

it.each([
	['.*', '/containers/json', true],
	['/version', '/version', true],
	['/version', '/version/x', false],
	['^/version$', '/version', true],
	['/v1\\..{1,2}/(version|containers/.*|events.*)', '/v1.45/containers/ab/json', true],
	['/v1\\..{1,2}/(version|containers/.*|events.*)', '/v1.456/version', false],
	['/_ping|/(v1\\..{1,2}/)?(info|version)', '/info', true],
	['/containers/[a-zA-Z0-9_.-]+/(stop|start)', '/containers/c0ffee/start', true],
	['/containers/[^/]+/json', '/containers/a/b/json', false],
	['/containers/\\w+/json', '/containers/c0ffee/json', true],
	['/a{2}b{1,}c{0,1}', '/aabb', true],
	['/a{2}', '/aaa', false],
	['(?:/a)+', '/a/a/a', true],
	['(?P<x>/a)*?', '', true],
	['((a*)*)*b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
	['', '', true],
	['a|', '', true],
])('%s matches %s: %s', (pattern, path, expected) => expect(linearPattern(pattern, 'whole')?.(path)).toBe(expected));

it.each([
	...'(?i)/x ( ) [ [[:alpha:]] * a**{ \\ \\1 \\k<x> \\pL a{2,1} (?=x) (?<!x)a ((((a{99}){99}){99}){99})'.split(' '),
	'x'.repeat(501),
])('leaves %s unread', pattern => expect(linearPattern(pattern, 'whole')).toBeNull());

it('agrees with JavaScript where both read the pattern', () => {
	const piece = fc.constantFrom(
		...'a b / . [ab] [^a] \\w \\. (a|b) (?:/a) a? b* (ab)+ a{1,2} (a|b*) | ^ $ \\b \\B \\x61'.split(' '),
	);
	fc.assert(
		fc.property(
			fc.array(piece, {maxLength: 8}),
			fc.array(fc.constantFrom('a', 'b', '/', '.'), {maxLength: 8}),
			(pieces, letters) => {
				const pattern = pieces.join('');
				const path = letters.join('');
				expect(linearPattern(pattern, 'whole')?.(path)).toBe(new RegExp(`^(?:${pattern})$`, 'u').test(path));
				expect(linearPattern(pattern, 'part')?.(path)).toBe(new RegExp(pattern, 'u').test(path));
			},
		),
	);
});

it.each([
	['^prod-', 'prod-shop', true],
	['^prod-', 'a-prod-shop', false],
	[':latest$|^scratch$', 'nginx:latest', true],
	['(^|/)nginx\\b', 'docker.io/nginx:1', true],
	['\\p{Lu}\\d\\t?', 'aÄ1', true],
	['^.$', '💡', true],
	['', '', true],
	['^([a-z0-9]+)+X$', 'a'.repeat(60_000), false],
	['(a|aa)+$', `${'a'.repeat(60_000)}b`, false],
	['(.*,)*x', 'a,'.repeat(30_000), false],
])('%s is found in %.20s: %s', (pattern, text, expected) => expect(linearPattern(pattern, 'part')?.(text)).toBe(expected));
