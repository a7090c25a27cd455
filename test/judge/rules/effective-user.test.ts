import {describe, expect, it} from 'vitest';
import {userFacts} from '../../../src/base/facts/user.js';
import {whyUserUnknown} from '../../../src/judge/rules/shared/effective-user.js';

describe('why a user is not known', () => {
	it.each([
		['app', "the uid of app is only in the image's passwd file, which could not be inspected"],
		['65534', "the gid of uid 65534 is only in the image's passwd file, which could not be inspected"],
		['1000:staff', "the gid of staff is only in the image's group file, which is not read"],
	])('names what is missing of %s', (configured, reason) => {
		expect(whyUserUnknown(userFacts(configured, [], null), null)).toBe(reason);
	});
});
