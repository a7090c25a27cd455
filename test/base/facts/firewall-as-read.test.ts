import {expect, it} from 'vitest';
import {known, unknown} from '../../../src/base/answers/index.js';
import {hostFor} from '../../../src/base/facts/firewall/firewall-as-read.js';
import {unseenHost} from '../../../src/base/host/unseen-host.js';

const host = {...unseenHost('a test'), firewall: known({ufw: null, firewalld: false, rules: unknown('host:firewall', 'a test')})};
const read = Date.parse('2026-03-10T12:00:00Z');

it('does not judge a container by rules that were read before it started', () => {
	const found = hostFor(host, {startedAt: '2026-03-10T12:00:00.300Z'}, read);
	expect(found?.firewall).toEqual({
		known: false,
		reason: {source: 'host:firewall', reason: 'read before the container started; it is being read again'},
	});
});

it.each([['2026-03-10T11:59:59Z'], ['2026-03-10T12:00:00Z'], [null]])(
	'judges a container that started at %s by them',
	startedAt => {
		expect(hostFor(host, {startedAt}, read)).toBe(host);
	},
);

it('leaves a recorded host as it is, and one that was not seen', () => {
	expect(hostFor(host, {startedAt: '2026-03-10T12:00:01Z'}, Number.POSITIVE_INFINITY)).toBe(host);
	expect(hostFor(null, {startedAt: '2026-03-10T12:00:01Z'}, read)).toBeNull();
});
