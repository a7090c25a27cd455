import {expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/index.js';
import {parseAccounts} from '../../../src/base/facts/accounts.js';
import {userWords} from '../../../src/base/facts/user.js';
import {sanitise} from '../../../src/base/text/safe-text.js';

const accounts = known(parseAccounts('root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/:\n'));

it.each([
	['0', 'root (uid 0)', 'root (uid 0)'],
	['00', 'root (uid 0)', 'root (uid 0)'],
	['root', 'root', 'root'],
	['', 'root', 'root'],
	['1000', 'app (uid 1000)', 'uid 1000'],
	['1000:0', 'app (uid 1000), group 0', 'uid 1000, group 0'],
	['4711', 'uid 4711', 'uid 4711'],
	['toor', 'toor', 'toor'],
])('the user %j is named %j, and %j where the accounts of the image are not known', (given, named, unnamed) => {
	expect(userWords(sanitise(given), {accounts})).toBe(named);
	expect(userWords(sanitise(given), {accounts: unknown('image:/etc/passwd', 'not read')})).toBe(unnamed);
	expect(userWords(sanitise(given), null)).toBe(unnamed);
});
