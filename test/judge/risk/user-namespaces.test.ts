import {describe, expect, it} from 'vitest';
import type {UidRange} from '../../../src/base/facts/live-facts.js';
import {exampleLiveState} from '../../../src/judge/rules/shared/examples.js';
import {bind, judge, one, story} from './assessed.js';

const rootless = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless']};
const remapped = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns']};

/*
 * Maps and ids as /proc showed them on podman 5.4.2 (uid 1000, with subordinate uids from 165536 on) and dockerd 26.1.5; what each may do
 * was tried there: test/full/kernel-word-rootless.test.ts.
 */
const maps: Readonly<Record<string, readonly UidRange[]>> = {
	default: [
		{inside: 0, first: 1000, count: 1},
		{inside: 1, first: 165_536, count: 65_536},
	],
	'keep-id': [
		{inside: 0, first: 165_536, count: 1000},
		{inside: 1000, first: 1000, count: 1},
		{inside: 1001, first: 166_536, count: 64_536},
	],
	'uidmap 0:1:1000': [{inside: 0, first: 165_536, count: 1000}],
	'uidmap 5:0:1': [
		{inside: 5, first: 1000, count: 1},
		{inside: 0, first: 165_536, count: 5},
	],
};

/** The paths of a container that has a home mounted and whose first process was seen. */
function seen(map: string, uid: number): string[] {
	const ids = [uid, uid, uid, uid];
	const none = new Set<never>();
	const nothing = {effective: none, permitted: none, bounding: none};
	const truth = exampleLiveState({
		...nothing,
		noNewPrivileges: true,
		uids: ids,
		gids: ids,
		uidMapIsIdentity: false,
		mappedUids: maps[map] ?? [],
	});
	const found = judge([{name: 'x', Mounts: [bind('/home/account')]}], rootless, true, {x: {truth}}).get('x');
	return found === undefined ? [] : story(found);
}

describe('in a user namespace', () => {
	it('the flag --privileged and CAP_SYS_ADMIN lead nowhere by themselves', () => {
		for (const engine of [rootless, remapped])
			for (const given of [{Privileged: true}, {CapAdd: ['SYS_ADMIN']}, {CapAdd: ['ALL']}])
				expect(story(one({host: given}, engine))).toEqual([]);
		expect(story(one({host: {Privileged: true}}))).toEqual(['critical: code in x → uid 0 → privileged → host root']);
	});

	it('of a rootless engine the processes of the engine are open to who may trace them, below it they are not', () => {
		const tracer = {CapAdd: ['SYS_PTRACE'], PidMode: 'host'};
		const path = "high: code in x → uid 0 → SYS_PTRACE → the engine's processes → the engine's account";
		expect(story(one({host: tracer}, rootless))).toEqual([path]);
		expect(story(one({host: {Privileged: true, PidMode: 'host'}}, rootless))).toEqual([path]);
		expect(story(one({host: {...tracer, UsernsMode: 'private'}}, rootless))).toEqual([]);
		expect(story(one({host: tracer}, remapped))).toEqual([]);
	});

	it('of a rootless engine signals reach what its account runs, and only from the account', () => {
		const signals = (User: string) =>
			story(one({host: {PidMode: 'host', SecurityOpt: ['no-new-privileges']}, config: {User}}, rootless));
		expect(signals('')).toEqual([
			"medium: code in x → uid 0 → host pid namespace → environments of other containers, signals to the account's processes",
		]);
		expect(signals('1000')).toEqual([]);
	});

	it('of a rootless engine a home is open to its owner, whatever uid that is inside', () => {
		const writes = [expect.stringMatching(/^high: .* → writes \/home\/account → the engine's account$/)];
		expect(seen('default', 1000)).toEqual(writes);
		expect(seen('keep-id', 1000)).toEqual(writes);
		expect(seen('uidmap 5:0:1', 1000)).toEqual(writes);
		expect(seen('default', 166_535)).toEqual([]);
	});
});

describe('the homes below / and /home', () => {
	const on = (User: string, source: string) =>
		story(one({config: {User}, host: {SecurityOpt: ['no-new-privileges']}, Mounts: [bind(source)]}));

	it('may belong to the user of a container, but not to a user of the system', () => {
		expect(on('1000', '/home')).toEqual(['high: code in x → uid 1000 → writes /home → host root']);
		expect(on('1000', '/')).toContain('high: code in x → uid 1000 → writes / → host root');
		expect(on('65534', '/home')).toEqual([]);
		expect(on('999', '/').filter(path => path.includes('writes /'))).toEqual([]);
	});
});
