import {describe, expect, it} from 'vitest';
import {type HostObject, mayAccess, READ, SEARCH, WRITE} from '../../../src/base/facts/host-object.js';
import type {Identity} from '../../../src/base/facts/identities.js';
import type {Capability} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';

const as = (uid: number, capabilities: Capability[] = [], more: Partial<Identity> = {}): Identity => ({
	label: trusted(`uid ${uid}`),
	uid,
	isRoot: uid === 0,
	gids: [uid],
	joined: 'none',
	capabilities: new Set(capabilities),
	...more,
});
const of = (uid: number, mode: number, more: Partial<HostObject> = {}): HostObject => ({
	name: trusted('it'),
	uid,
	gid: uid,
	mode,
	...more,
});

// Each was tried for real: test/on-real-engine/kernel-word-pairs.
describe('a file of another user', () => {
	it.each<[Capability, boolean]>([
		['CHOWN', true],
		['FOWNER', true],
		['SETUID', true],
		['DAC_OVERRIDE', true],
		['FSETID', false],
		['SETPCAP', false],
		['NET_RAW', false],
	])('is open to root that has only %s: %s', (capability, opens) =>
		expect(mayAccess(as(0, [capability]), 'initial', of(1000, 0o700), WRITE)).toBe(opens ? 'yes' : 'no'),
	);

	it('keeps owner and mode on a read-only mount', () => {
		const key = of(1000, 0o600, {fixed: true});
		for (const capability of ['CHOWN', 'FOWNER'] as const)
			expect(mayAccess(as(0, [capability]), 'initial', key, READ)).toBe('no');
		expect(mayAccess(as(0, ['SETUID']), 'initial', key, READ)).toBe('yes');
	});

	it('is open to the group that a process may become, as far as the group goes', () => {
		expect(mayAccess(as(0, ['SETGID']), 'initial', of(1000, 0o640), READ)).toBe('yes');
		expect(mayAccess(as(0, ['SETGID']), 'initial', of(1000, 0o640), WRITE)).toBe('no');
	});

	it('is entered by CAP_DAC_READ_SEARCH, and not written', () => {
		expect(mayAccess(as(0, ['DAC_READ_SEARCH']), 'initial', of(1000, 0o700), SEARCH)).toBe('yes');
		expect(mayAccess(as(0, ['DAC_READ_SEARCH']), 'initial', of(1000, 0o700), WRITE)).toBe('no');
	});

	it('is open to root of a user namespace that maps its owner', () => {
		const root = as(100_000, ['DAC_OVERRIDE'], {mappedUids: [{inside: 0, first: 100_000, count: 65_536}]});
		expect(mayAccess(root, 'userns', of(100_005, 0o700), WRITE)).toBe('yes');
		expect(mayAccess(root, 'userns', of(165_536, 0o700), WRITE)).toBe('no');
		expect(mayAccess(root, 'userns', of(100_005, 0o700, {gid: 0}), WRITE)).toBe('no');
		expect(mayAccess(root, 'userns', of(0, 0o700), WRITE)).toBe('no');
	});
});
