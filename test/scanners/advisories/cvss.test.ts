import {describe, expect, it} from 'vitest';
import {baseScore} from '../../../src/scanners/advisories/cvss.js';

// Vectors with the score that NVD and the specification's examples publish for them.
describe.each([
	['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
	['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H', 9.1],
	['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 7.2],
	['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L', 5.6],
	['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N', 3.7],
	['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
	['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
	['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
	['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10],
	['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
	['(AV:L/AC:H/Au:N/C:N/I:P/A:N)', 1.2],
])('%s', (vector, score) => {
	it(`scores ${score}`, () => expect(baseScore(vector)).toBe(score));
});

it('says nothing of a vector that is incomplete, or of version 4', () => {
	expect(baseScore('CVSS:3.1/AV:N/AC:L')).toBeNull();
	expect(baseScore('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N')).toBeNull();
	expect(baseScore('high')).toBeNull();
});
