import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compareApk} from '../../../src/scan/versions/apk.js';
import {type CompareVersions, comparatorFor} from '../../../src/scan/versions/index.js';
import {comparePep440} from '../../../src/scan/versions/pep440.js';
import {compareSemver} from '../../../src/scan/versions/semver.js';

const sign = (value: number) => Math.sign(value) || 0;

function expectOrder(compare: CompareVersions, ascending: readonly (readonly string[])[]) {
	for (const [i, left] of ascending.entries())
		for (const [j, right] of ascending.entries())
			for (const a of left) for (const b of right) expect([a, b, sign(compare(a, b))]).toEqual([a, b, sign(i - j)]);
}

function expectTotal(compare: CompareVersions, version: fc.Arbitrary<string>) {
	fc.assert(
		fc.property(version, version, version, (a, b, c) => {
			expect(sign(compare(a, b))).toBe(sign(-compare(b, a)));
			expect(compare(a, a)).toBe(0);
			if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
		}),
	);
}

describe('versions of Alpine packages', () => {
	it('are in apk order', () => {
		expectOrder(compareApk, [
			['0.9.9-r0'],
			['1.0_alpha1-r0'],
			['1.0_alpha2-r0'],
			['1.0_beta-r0'],
			['1.0_pre1'],
			['1.0_rc1'],
			['1.0', '1.0-r0'],
			['1.0_git20200101'],
			['1.0_p1'],
			['1.0_p1-r1'],
			['1.0_p10'],
			['1.0.01'],
			['1.0.1'],
			['1.0.2-r0'],
			['1.0.2a-r0'],
			['1.0.2b-r0'],
			['1.0.10-r2'],
			['1.0.10-r10'],
			['1.1.20-r4'],
			['3.5.4-r0'],
		]);
	});
	it('have a total order', () => {
		expectTotal(compareApk, fc.stringMatching(/^[0-9]{1,2}(\.[0-9]{1,2}){0,2}[ab]?(_(alpha|rc|p)[0-9]?)?(-r[0-9])?$/));
	});
});

describe('versions of npm packages', () => {
	it('are in the order of semantic versioning', () => {
		expectOrder(compareSemver, [
			['0.0.0'],
			['1.0.0-alpha'],
			['1.0.0-alpha.1'],
			['1.0.0-alpha.beta'],
			['1.0.0-beta'],
			['1.0.0-beta.2'],
			['1.0.0-beta.11'],
			['1.0.0-rc.1'],
			['1.0.0', 'v1.0.0', '1.0', '1', '1.0.0+build5'],
			['1.2.0'],
			['1.10.0'],
			['4.17.4'],
			['4.17.21'],
			['9007199254740991.0.0'],
		]);
	});
	it('are compared digit by digit, however long a number of a pre-release is', () => {
		expectOrder(compareSemver, [['1.0.0-20230101123456789.2'], ['1.0.0-20230101123456790.1'], ['1.0.0-20230101123456790.2']]);
	});
	it('sort before all others, by their text, where they are outside the format', () => {
		expectOrder(compareSemver, [['1.2.3.4'], ['99999999999999999999.0.0'], ['latest'], ['0.0.0-0']]);
	});
	it('have a total order', () => {
		expectTotal(compareSemver, fc.stringMatching(/^[0-9]{1,2}\.[0-9]\.[0-9](-[a-c0-9]{1,2}(\.[a-c0-9]{1,2})?)?$/));
		expectTotal(compareSemver, fc.stringMatching(/^v?[1-2](\.[0-1]){0,3}(-(999999999999999999[89]|rc|0)(\.[1-2])?)?(\+[ab])?$/));
	});
});

describe('versions of Python packages', () => {
	it('are in PEP 440 order', () => {
		expectOrder(comparePep440, [
			['0.9'],
			['1.0.dev456'],
			['1.0a1', '1.0alpha1', '1.0-ALPHA.1'],
			['1.0a2.dev456'],
			['1.0a12.dev456'],
			['1.0a12'],
			['1.0b1.dev456'],
			['1.0b2'],
			['1.0b2.post345.dev456'],
			['1.0b2.post345'],
			['1.0rc1.dev456'],
			['1.0rc1', '1.0c1', '1.0.pre1'],
			['1.0', '1.0.0', 'v1.0'],
			['1.0+abc.5'],
			['1.0+abc.7'],
			['1.0+5'],
			['1.0.post456.dev34'],
			['1.0.post456', '1.0-456', '1.0-r456'],
			['1.1.dev1'],
			['1.1'],
			['1.15'],
			['2024.2.2'],
			['1!0.5'],
		]);
	});
	it('have a total order', () => {
		expectTotal(
			comparePep440,
			fc.stringMatching(/^([01]!)?[0-9](\.[0-9]{1,2}){0,2}((a|b|rc)[0-9])?(\.post[0-9])?(\.dev[0-9])?(\+[a-c0-9]{1,2})?$/),
		);
		expectTotal(comparePep440, fc.stringMatching(/^1(\.(999999999999999999[89]|x)){0,2}(a[12])?(\+(0x1|1e5|[ab]))?$/));
	});
	it('sort before all others, by their text, where they are outside the PEP', () => {
		expectOrder(comparePep440, [['1.0-x'], [`1${'.0'.repeat(200)}`], ['unknown'], ['0.dev0']]);
	});
});

it('has a comparator for an ecosystem with a release, and none for unknown ones', () => {
	expect(comparatorFor('Debian:13')?.('1.0~rc1', '1.0')).toBeLessThan(0);
	expect(comparatorFor('Alpine:v3.20')?.('1.0_rc1', '1.0')).toBeLessThan(0);
	expect(comparatorFor('Red Hat:enterprise_linux:9')).toBeNull();
});
