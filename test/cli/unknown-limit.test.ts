import {describe, expect, it} from 'vitest';
import {parseCommandLine} from '../../src/cli/command-line.js';
import {unknownGate} from '../../src/cli/unknown-limit.js';

const gateOf = (...args: readonly string[]) => unknownGate(parseCommandLine(['audit', ...args]));

describe('--max-unknown', () => {
	it.each([
		[['--max-unknown', '0'], 0, false, null],
		[['--max-unknown', '0'], 1, true, '1 unknown verdict, and --max-unknown allows 0'],
		[['--max-unknown', '3'], 3, false, '3 unknown verdicts of at most 3'],
		[['--fail-on', 'low', '--max-unknown', '3'], 4, true, '4 unknown verdicts, and --max-unknown allows 3'],
		[['--fail-on', 'low'], 4, false, '4 unknown verdicts: --fail-on does not count them, --max-unknown N limits them'],
		[['--fail-on', 'low'], 0, false, null],
		[[], 4, false, null],
		[['--fail-on', 'low', '--baseline', 'old.json'], 4, false, null],
		[['--max-unknown', '3', '--baseline', 'old.json'], 4, true, '4 unknown verdicts, and --max-unknown allows 3'],
	])('%j with %i unknown', (args, unknown, exceeded, message) => {
		expect(gateOf(...args)(unknown)).toEqual({exceeded, message});
	});

	it.each(['-1', '1.5', '1e3', 'many', '', '9999999999', ' 1'])('refuses %j', given => {
		expect(() => gateOf(`--max-unknown=${given}`)).toThrow(/--max-unknown/);
	});
});
