import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {scoreOfVector} from '../../../src/scan/formats/cvss.js';
import {cvss, vulnerability} from '../../../src/scan/formats/normalise.js';

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
	// FIRST's examples of version 4.0, and vectors of advisories with the score that GitHub and NVD show for them.
	['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
	['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
	['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3],
	['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7],
	['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N', 6.9],
	['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', 5.1],
	['CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
])('%s', (vector, score) => {
	it(`scores ${score}`, () => expect(scoreOfVector(vector)).toBe(score));
});

it('lowers the score of a version 4 vector with its exploit maturity', () => {
	const base = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
	expect(scoreOfVector(`${base}/E:A`)).toBe(9.3);
	expect(scoreOfVector(`${base}/E:U`)).toBeLessThan(9.3);
});

it('has no score for an incomplete vector, or for other text', () => {
	expect(scoreOfVector('CVSS:3.1/AV:N/AC:L')).toBeNull();
	expect(scoreOfVector('CVSS:4.0/AV:N/AC:L')).toBeNull();
	expect(scoreOfVector('CVSS:4.0/AV:Q/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N')).toBeNull();
	expect(scoreOfVector('high')).toBeNull();
});

describe('a row without a severity from the scanner', () => {
	const row = (severity: 'unknown' | 'low', ...vectors: string[]) =>
		vulnerability(
			{
				id: trusted('CVE-2026-1'),
				severity,
				package: {name: trusted('a')},
				cvss: vectors.flatMap(vector => cvss('nvd', vector, null) ?? []),
			},
			trusted('test'),
		).severity;
	const high = 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H';
	const critical = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

	it('has that of its worst vector', () => expect(row('unknown', high, critical)).toBe('critical'));
	it('stays unknown without one', () => expect(row('unknown', 'CVSS:3.1/AV:N')).toBe('unknown'));
	it('keeps what the scanner says', () => expect(row('low', critical)).toBe('low'));
});
