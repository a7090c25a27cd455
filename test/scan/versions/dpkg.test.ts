import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compareDpkg} from '../../../src/scan/versions/dpkg.js';

/** Ascending; equal ones share an entry. */
const order = [
	['1.0~~'],
	['1.0~~a'],
	['1.0~'],
	['1.0~rc1-1'],
	['1.0', '1.00', '1.0-0', '0:1.0', '01.0'],
	['1.0-1~bpo1'],
	['1.0-1', '1.00-01'],
	['1.0-1+b1'],
	['1.0-1.1'],
	['1.0-10'],
	['1.0a'],
	['1.0+dfsg-1'],
	['1.0.1'],
	['1.3.dfsg-2'],
	['1.26.3-3+deb13u10'],
	['1.26.3-3+deb13u11'],
	['20250101120000000000000001-1'],
	['20250101120000000000000002-1'],
	['1:0.1'],
	['1:1.3.dfsg-2'],
	['2:0'],
];

const sign = (value: number) => Math.sign(value) || 0;

describe('versions of Debian packages', () => {
	it('are in the order of the Debian policy', () => {
		for (const [i, left] of order.entries())
			for (const [j, right] of order.entries())
				for (const a of left) for (const b of right) expect([a, b, sign(compareDpkg(a, b))]).toEqual([a, b, sign(i - j)]);
	});

	it('have a total order', () => {
		const version = fc.stringMatching(/^([0-9]:)?[0-9][0-9a-zA-Z.+~]{0,8}(-[0-9a-zA-Z.+~]{1,4})?$/);
		fc.assert(
			fc.property(version, version, version, (a, b, c) => {
				expect(sign(compareDpkg(a, b))).toBe(sign(-compareDpkg(b, a)));
				expect(compareDpkg(a, a)).toBe(0);
				if (compareDpkg(a, b) <= 0 && compareDpkg(b, c) <= 0) expect(compareDpkg(a, c)).toBeLessThanOrEqual(0);
			}),
		);
	});

	// dpkg itself, where there is one: every Debian and Ubuntu machine. 120 pairs, one process for all.
	it.runIf(existsSync('/usr/bin/dpkg'))('agree with dpkg --compare-versions', () => {
		const version = fc.stringMatching(/^([0-2]:)?[0-9][0-9a-c.+~]{0,6}(-[0-9ab.+~]{1,3})?$/);
		const pairs = fc.sample(fc.tuple(version, version), {numRuns: 120, seed: 7});
		const script = pairs
			.map(([a, b]) => `for o in lt eq gt; do /usr/bin/dpkg --compare-versions '${a}' $o '${b}' 2>/dev/null && echo $o; done`)
			.join('\n');
		const answers = execFileSync('/bin/sh', ['-c', `${script}\ntrue`], {
			encoding: 'utf8',
			env: {PATH: '/usr/bin:/bin', LC_ALL: 'C'},
		});
		const words = {'-1': 'lt', '0': 'eq', '1': 'gt'} as const;
		const ours = pairs.map(([a, b]) => words[`${sign(compareDpkg(a, b)) as -1 | 0 | 1}`]);
		expect(ours).toEqual(answers.trim().split('\n'));
	});
});
