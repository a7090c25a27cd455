import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Capability} from '../../src/base/facts/index.js';
import {acceptedConnections} from '../../src/base/host/accepted-connections.js';
import {openTree} from '../../src/base/host/host-tree.js';
import {sanitise} from '../../src/base/text/safe-text.js';
import {watchCapabilities} from '../../src/base/trace/capability-watch.js';
import {createFamily} from '../../src/base/trace/family.js';
import {parseDuration} from '../../src/cli/hardening/duration.js';
import type {Observation, ObservedUse} from '../../src/fix/evidence/evidence.js';
import {observationConsent, whyNotObserved} from '../../src/fix/observation/consent.js';
import {lastNews, reportNews} from '../../src/fix/observation/news.js';
import {observationSummary} from '../../src/fix/observation/summary.js';
import {durationWords, watchedWords} from '../../src/fix/observation/watched-words.js';

const nothing: Observation = {
	seconds: 600,
	connections: 1204,
	requests: null,
	traced: true,
	capabilities: [],
	programs: [],
	written: [],
	peaks: null,
	lastNew: null,
	missed: [],
	recording: null,
};

describe('the words for an observation', () => {
	it.each([
		[{lastNew: 360}, 'watched 10 min, 1,204 connections; last new need 6 min ago'],
		[{seconds: 45, connections: 1, lastNew: 3}, 'watched 45 s, 1 connection; last new need 3 s ago'],
		[{seconds: 7200, connections: 0}, 'watched 2 h, 0 connections; no need seen'],
		[
			{seconds: 5400 * 2.5, connections: null, lastNew: 0},
			'watched 3 h 45 min, connections not counted; last new need at its end',
		],
		[{requests: 12_000, lastNew: 60}, 'watched 10 min, 1,204 connections, 12,000 requests; last new need 60 s ago'],
	])('%j', (parts, words) => {
		expect(watchedWords({...nothing, ...parts})).toBe(words);
	});

	it('have whole units', () => {
		expect([89, 90, 119 * 60, 120 * 60, 25 * 3600].map(durationWords)).toEqual(['89 s', '2 min', '119 min', '2 h', '25 h']);
	});
});

describe('the host as an observation sees it', () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'dockscope-observation-'));
	});
	afterEach(() => rmSync(root, {recursive: true}));
	const put = (path: string, text: string): void => {
		mkdirSync(join(root, dirname(path)), {recursive: true});
		writeFileSync(join(root, path), text);
	};
	/** A process with these effective capabilities, as a mask. */
	const process = (pid: number, mask: string): void =>
		put(`/proc/${pid}/status`, `Name:\tx\nCapEff:\t${mask.padStart(16, '0')}\n`);

	it('counts accepted connections, not those that the container opens', () => {
		put(
			'/proc/7/net/snmp',
			'Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: RtoAlgorithm ActiveOpens PassiveOpens InSegs\nTcp: 1 900 42 100000\nUdp: InDatagrams\nUdp: 5\n',
		);
		expect(acceptedConnections(openTree(root), 7)).toBe(42);
		expect(acceptedConnections(openTree(root), 8)).toBeNull();
		put('/proc/9/net/snmp', 'Tcp: RtoAlgorithm\nTcp: 1\n');
		expect(acceptedConnections(openTree(root), 9)).toBeNull();
	});

	const granted = new Set<Capability>(['CHOWN', 'DAC_OVERRIDE', 'SETUID']);
	type Step = readonly [pid: number, credentials: string, capability: Capability, yes: boolean, reason?: 'overlay' | 'other'];
	/** What counts after these checks of tasks 1 and 3 (root) and 2 (no capabilities), which have been there from the beginning. */
	function counted(...steps: readonly Step[]): Record<string, number> {
		process(1, '83');
		process(2, '0');
		process(3, '83');
		const tree = openTree(root);
		const family = createFamily(tree, 'ab12');
		for (const pid of [1, 2, 3]) family.addService(pid);
		const watch = watchCapabilities(tree, family, {granted, added: []});
		for (const [at, [pid, credentials, capability, yes, reason = null]] of steps.entries()) {
			const member = family.inContainer(pid);
			if (member === null) throw new Error('not a member');
			watch.check(
				{kind: 'check', pid, command: 'x', credentials, capability, granted: yes, namespace: null, within: null, reason},
				member,
				at,
			);
		}
		return Object.fromEntries(watch.uses().map(({capability, count}) => [capability, count]));
	}

	describe('counts a capability', () => {
		it('that was granted, not one that was denied', () => {
			expect(counted([1, 'a', 'SETUID', true], [1, 'a', 'CHOWN', false])).toEqual({SETUID: 1});
		});

		it('of files that the task has itself, though nothing more is known of its credentials', () => {
			expect(counted([1, 'a', 'CHOWN', true])).toEqual({CHOWN: 1});
		});

		it('of files not when the task does not have it: the credentials are the file system’s', () => {
			expect(counted([2, 'm', 'DAC_OVERRIDE', true])).toEqual({});
		});

		it('of files that the task used before it gave up its capabilities: it asked with the same credentials to become a user', () => {
			expect(counted([2, 'm', 'DAC_OVERRIDE', true], [2, 'm', 'SETUID', true])).toEqual({DAC_OVERRIDE: 1, SETUID: 1});
		});

		it('of files not when it was another task that asked with credentials at the same address', () => {
			expect(counted([2, 'm', 'DAC_OVERRIDE', true], [1, 'm', 'SETUID', true])).toEqual({SETUID: 1});
		});

		it('not for what decided nothing, and then neither for what the same program did before calls were watched', () => {
			put('/proc/1/status', 'Name:\td\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t0000000000000083\n');
			const seen = (...steps: readonly (readonly [command: string, uid: number | null, early: boolean])[]) => {
				const tree = openTree(root);
				const family = createFamily(tree, 'ab12');
				family.addService(1);
				const watch = watchCapabilities(tree, family, {granted, added: []});
				for (const [at, [command, value, early]] of steps.entries()) {
					family.fork(1, 10 + at);
					const member = family.inContainer(10 + at);
					if (member === null) throw new Error('not a member');
					const within = value === null ? null : {name: 'setuid' as const, value};
					const check = {
						kind: 'check',
						pid: 10 + at,
						command,
						credentials: `${at}`,
						granted: true,
						namespace: null,
						within,
						reason: null,
					} as const;
					watch.check({...check, capability: 'SETUID'}, member, at, early);
				}
				return watch.uses().flatMap(({by}) => by);
			};
			expect(seen(['d', null, true])).toEqual(['d']);
			expect(seen(['d', null, true], ['d', 0, false])).toEqual([]);
			expect(seen(['e', null, true], ['d', 0, false])).toEqual(['e']);
			expect(seen(['d', null, true], ['d', 0, false], ['d', 33, false])).toEqual(['d']);
			expect(seen(['d', null, false], ['d', 0, false])).toEqual(['d']);
		});

		it('of files not with credentials that exceed the container’s, which is seen later', () => {
			expect(counted([1, 'm', 'DAC_OVERRIDE', true], [1, 'm', 'SYS_ADMIN', true], [1, 'm', 'CHOWN', true])).toEqual({});
		});

		it('of files with credentials where another task had the file system’s, which it had made for a moment', () => {
			expect(counted([2, 'm', 'SYS_ADMIN', true], [1, 'm', 'CHOWN', true])).toEqual({CHOWN: 1});
			expect(counted([2, 'm', 'SYS_ADMIN', true, 'overlay'], [2, 'm', 'SETUID', true])).toEqual({SETUID: 1});
		});

		it('of files not with credentials to which tasks go back again and again: they are those of a mounted file system', () => {
			const back: Step[] = [1, 2].map(pid => [pid, 'm', 'SYS_ADMIN', true]);
			const again = (times: number): Step[] => Array.from({length: times}, () => back).flat();
			const mounters: Step = [3, 'm', 'CHOWN', true];
			expect(counted(...again(2), mounters)).toEqual({CHOWN: 1});
			expect(counted(mounters, ...again(6), mounters)).toEqual({});
			expect(counted(...again(6), [3, 'm', 'SETUID', true], mounters)).toEqual({SETUID: 1, CHOWN: 1});
		});

		it('of files not when its stack shows that the file system asked', () => {
			expect(counted([1, 'm', 'CHOWN', true, 'overlay'])).toEqual({});
			// One without a stack: the credentials are known by now.
			expect(counted([1, 'm', 'SYS_ADMIN', true, 'overlay'], [1, 'm', 'CHOWN', true])).toEqual({});
			expect(counted([1, 'm', 'SYS_ADMIN', true, 'overlay'], [1, 'm', 'CHOWN', true, 'other'])).toEqual({CHOWN: 1});
			// It has given up what it could do when it is looked at.
			expect(counted([2, 'a', 'DAC_OVERRIDE', true, 'other'])).toEqual({DAC_OVERRIDE: 1});
		});

		it('of files again when the kernel uses the memory of foreign credentials for a task of the container', () => {
			expect(counted([2, 'm', 'SYS_ADMIN', true], [1, 'm', 'SETUID', false], [1, 'm', 'CHOWN', true])).toEqual({CHOWN: 1});
		});

		it('still after its credentials have become foreign ones', () => {
			expect(counted([1, 'a', 'SETPCAP', false], [1, 'a', 'CHOWN', true], [1, 'a', 'SYS_ADMIN', true])).toEqual({CHOWN: 1});
		});

		it('as news only once it is unlikely that its credentials prove to be the file system’s', () => {
			process(1, '83');
			const family = createFamily(openTree(root), 'ab12');
			family.addService(1);
			const watch = watchCapabilities(openTree(root), family, {granted, added: []});
			const member = family.inContainer(1);
			if (member === null) throw new Error('not a member');
			const check = {kind: 'check', pid: 1, command: 'x', credentials: 'a', namespace: null, within: null, reason: null} as const;
			watch.check({...check, capability: 'CHOWN', granted: true}, member, 7);
			expect(watch.uses(6.9)).toEqual([]);
			expect(watch.uses(7)).toHaveLength(1);
		});

		it('of credentials that were forgotten since there were too many', () => {
			const many = Array.from({length: 5000}, (_, index): Step => [1, `c${index}`, 'CHOWN', true]);
			expect(counted(...many)).toEqual({CHOWN: 5000});
		});
	});

	it('takes what a container’s shim starts as the container’s, once it runs something else than the runtime', () => {
		const family = createFamily(openTree(root), 'ab12');
		family.addRuntime(10);
		family.fork(10, 11);
		expect(family.exec(11, '/usr/bin/runc')).toBeNull();
		family.fork(11, 12);
		expect(family.exec(12, '/proc/self/fd/6')).toBeNull();
		expect(family.inContainer(12)).toBeNull();
		expect(family.exec(12, '/usr/bin/truncate')).toMatchObject({byExec: true, program: '/usr/bin/truncate', name: 'truncate'});
		family.fork(12, 13);
		expect(family.inContainer(13)).toMatchObject({byExec: true, name: 'truncate'});
		expect(family.exec(99, '/bin/sh')).toBeNull();
	});
});

describe('the question before an observation', () => {
	const web = {name: sanitise('web')};

	it('lists what is created, where anything is', () => {
		const {creates, lines} = observationConsent(web, durationWords(600), true, true);
		expect(creates).toBe(true);
		expect(lines.join('\n')).toMatch(
			/^Observe web for 10 min\? Nothing is written into it.*\n {2}a kernel trace instance \(tracefs/,
		);
	});

	it.each([
		[false, true, 'the engine is not on this machine'],
		[true, false, 'not run as root'],
	])('is none where nothing can be traced (local %s, root %s)', (local, root, why) => {
		const {creates, lines} = observationConsent(web, durationWords(600), local, root);
		expect(creates).toBe(false);
		expect(lines.join()).toContain(why);
	});

	it('is not asked for a container that does not run', () => {
		expect((['running', 'paused', 'exited'] as const).map(status => whyNotObserved({status}))).toEqual([
			null,
			'it is paused',
			'it is not running',
		]);
	});
});

describe('the summary of an observation', () => {
	it('names capabilities, programs that raise privileges, and what was missed', () => {
		const program = {uids: [1000], count: 1, first: 1, onlyByExec: false, startedBy: []};
		expect(
			observationSummary({
				...nothing,
				lastNew: 360,
				capabilities: [
					{capability: 'SETUID', by: ['sshd', 'su'], when: 'serving', count: 2, first: 1, last: 2, onlyByExec: false},
					{capability: 'CHOWN', by: ['chown'], when: 'serving', count: 1, first: 1, last: 1, onlyByExec: true},
				],
				programs: [
					{...program, path: '/bin/su\u001b[2J', raises: 'set-uid'},
					{...program, path: '/bin/sh', raises: null},
				],
				written: [{path: '/srv/x', kind: 'added'}],
				missed: [sanitise('connections: not visible')],
				recording: null,
			}),
		).toEqual([
			'watched 10 min, 1,204 connections; last new need 6 min ago',
			'used: SETUID by sshd, su; CHOWN by chown (exec or health check)',
			'executed with more privileges: /bin/su (set-uid)',
			'executed: 2 programs',
			'written: 1 new path',
			'not watched: connections: not visible',
		]);
	});
});

describe('the duration of an observation', () => {
	it.each([
		['90s', 90],
		['10m', 600],
		['2h', 7200],
		['168h', 604_800],
	])('is %s', (text, seconds) => expect(parseDuration('--observe', text)).toBe(seconds));

	it.each(['', '10', 'm', '0s', '1.5h', '10 m', '-5m', '10min', '169h', '1e3s', '99999999s'])('is not %j', text => {
		expect(() => parseDuration('--observe', text)).toThrow(
			/^--observe takes a number of seconds, minutes or hours, such as 90s, 10m or 2h/,
		);
	});
});

describe('news', () => {
	const use = (capability: Capability, first: number): ObservedUse => ({
		capability,
		by: ['sshd'],
		when: 'serving',
		count: 1,
		first,
		last: first,
		onlyByExec: false,
	});

	it('are a capability, a program and the first file of a directory, once each', () => {
		const news = reportNews();
		const capabilities = [use('SETUID', 3)];
		const programs = [
			{path: '/bin/su\n', uids: [], raises: 'set-uid' as const, count: 1, first: 4, onlyByExec: false, startedBy: []},
		];
		const tasks = {capabilities: () => capabilities, programs: () => programs};
		const writes = {directories: () => new Map([['/var/cache', 2]])};
		expect(news(tasks, writes, 5)).toEqual(['SETUID by sshd', 'runs /bin/su , which is set-uid', 'writes to /var/cache']);
		expect(lastNews(tasks, writes)).toBe(4);
		capabilities.push(use('CHOWN', 9));
		expect(news(tasks, writes, 9)).toEqual(['CHOWN by sshd']);
		expect(lastNews(tasks, writes)).toBe(9);
		expect(lastNews({capabilities: () => [], programs: () => []}, {directories: () => new Map()})).toBeNull();
	});
});
