import {describe, expect, it} from 'vitest';
import {
	ALL_CAPABILITIES,
	DEFAULT_CAPABILITIES,
	decodeCapabilities,
	effectiveCapabilities,
} from '../../../src/base/facts/capabilities.js';
import {facts, hostFacts, podman} from './answers.js';

describe('effectiveCapabilities', () => {
	it.each([
		['nothing asked', {}, 14],
		['privileged', {Privileged: true, CapDrop: ['ALL']}, 41],
		['drop ALL', {CapDrop: ['ALL']}, 0],
		['drop all, in lower case', {CapDrop: ['all']}, 0],
		['drop ALL, add one', {CapDrop: ['ALL'], CapAdd: ['CAP_NET_ADMIN']}, 1],
		['add ALL', {CapAdd: ['ALL']}, 41],
		['add ALL beside drop ALL', {CapAdd: ['ALL'], CapDrop: ['ALL']}, 41],
		['add ALL, drop one', {CapAdd: ['ALL'], CapDrop: ['sys_admin']}, 40],
		['add one beyond', {CapAdd: ['SYS_PTRACE']}, 15],
		['add a default one', {CapAdd: ['CHOWN']}, 14],
		['drop one', {CapDrop: ['cap_net_raw']}, 13],
		['add what is dropped', {CapAdd: ['NET_RAW'], CapDrop: ['NET_RAW']}, 14],
		['a name that no kernel knows', {CapAdd: ['MAKE_COFFEE']}, 14],
		['null lists', {CapAdd: null, CapDrop: null}, 14],
	])('grants for %s', (_, config, count) => expect(effectiveCapabilities(config, 'docker').size).toBe(count));

	it('knows that Podman grants eleven', () => {
		expect(effectiveCapabilities({}, 'podman').size).toBe(11);
		expect(effectiveCapabilities({}, 'podman').has('NET_RAW')).toBe(false);
	});

	it('takes the names into which Podman expands drop ALL', () => {
		const expanded = [...DEFAULT_CAPABILITIES.podman].map(name => `CAP_${name}`);
		expect(effectiveCapabilities({CapAdd: [], CapDrop: expanded}, 'podman').size).toBe(0);
	});
});

describe('capability facts', () => {
	it('list what is beyond the default, in kernel order', () =>
		expect(hostFacts({CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'CHOWN']}).capabilities).toMatchObject({
			added: ['SYS_ADMIN', 'NET_ADMIN', 'CHOWN'],
			beyondDefault: ['NET_ADMIN', 'SYS_ADMIN'],
		}));
	it('take the bounding set that Podman names', () =>
		expect(
			facts({BoundingCaps: ['CAP_CHOWN', 'CAP_SYS_ADMIN'], HostConfig: {CapAdd: ['CAP_SYS_ADMIN']}}).capabilities,
		).toMatchObject({
			granted: new Set(['CHOWN', 'SYS_ADMIN']),
			beyondDefault: ['SYS_ADMIN'],
		}));
	it('count Docker’s defaults as beyond Podman’s default', () =>
		expect(hostFacts({CapAdd: ['NET_RAW']}, {engine: podman}).capabilities.beyondDefault).toEqual(['NET_RAW']));
});

describe('decodeCapabilities', () => {
	it('reads Docker’s default mask', () => expect(decodeCapabilities('00000000a80425fb')).toEqual(DEFAULT_CAPABILITIES.docker));
	it('reads Podman’s default mask', () => expect(decodeCapabilities('00000000800405fb')).toEqual(DEFAULT_CAPABILITIES.podman));
	it('reads all and none', () => {
		expect(decodeCapabilities('000001ffffffffff')).toEqual(ALL_CAPABILITIES);
		expect(decodeCapabilities('0000000000000000')).toEqual(new Set());
	});
	it('leaves bits out that it has no name for', () => expect(decodeCapabilities('8000020000000001')).toEqual(new Set(['CHOWN'])));
	it.each(['', 'xyz', '0x1', '11111111111111111'])('refuses %j', mask => expect(decodeCapabilities(mask)).toBeNull());
});
