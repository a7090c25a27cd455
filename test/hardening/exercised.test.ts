import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../src/answers/index.js';
import type {Capability} from '../../src/facts/index.js';
import {noCopies} from '../../src/hardening/rehearsal/copies.js';
import {coverage} from '../../src/hardening/rehearsal/coverage.js';
import type {Reply} from '../../src/hardening/rehearsal/probes/ask.js';
import {protectedCapabilities} from '../../src/hardening/rehearsal/protected-capabilities.js';
import type {Session} from '../../src/hardening/rehearsal/session.js';
import type {Reference} from '../../src/hardening/rehearsal/verdict.js';
import {trusted} from '../../src/terminal/safe-text.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

const none = new Set<never>();
const answered = (protocol: string, outcome = ''): Reply => ({is: 'answered', protocol, text: trusted(`${protocol}${outcome}`)});
const silent: Reply = {is: 'silent', protocol: null, text: trusted('')};

function reference(replies: Readonly<Record<string, Reply>>, more: Partial<Reference> = {}): Reference {
	return {
		...{classes: new Set(['d:0:0']), called: none, privileged: true, kept: none, loopback: none},
		...{log: '', readyAfter: 0, healthy: false, stopsAfter: 1, startsAgain: false, written: null, writtenAgain: null},
		ports: new Set(Object.keys(replies)),
		replies: new Map(Object.entries(replies)),
		...more,
	};
}
const {facts} = assessedOf({});
const session = {facts, local: true, check: null, copies: noCopies} as unknown as Session;
const stateOf = (seen: Reference) => coverage(session, seen, evidenceOf({})).state;
const keptFor = (seen: Reference, evidence = evidenceOf({})) => [...protectedCapabilities(session, evidence, none, seen)].sort();

describe('what a rehearsal proves', () => {
	it('is traffic where every port that is open to others answered', () => {
		expect(stateOf(reference({'tcp/80': answered('HTTP', ' 2xx'), 'udp/53': answered('DNS')}))).toBe('proven-with-traffic');
		const inner = {'tcp/53': answered('DNS'), 'tcp/953': silent};
		expect(stateOf(reference(inner, {loopback: new Set(['tcp/953'])}))).toBe('proven-with-traffic');
		expect(stateOf(reference(inner))).toBe('proven-at-start-up');
	});

	it('is only the start where clients log in and a process could use a capability for them', () => {
		const seen = reference({'tcp/21': answered('FTP')});
		expect(stateOf(seen)).toBe('proven-at-start-up');
		expect(coverage(session, seen, evidenceOf({})).notExercised).toContain('tcp/21: what it does for logged-in clients');
		expect(stateOf({...seen, privileged: false})).toBe('proven-with-traffic');
	});

	it('is nothing where a dialogue only shows that something listens', () => {
		expect(stateOf(reference({'tcp/22': answered('SSH')}))).toBe('suggested');
	});

	it('says so where nothing ever replies', () => {
		const seen = coverage(session, reference({'udp/514': silent}), evidenceOf({}));
		expect(seen.state).toBe('suggested');
		expect(seen.notExercised).toContain('udp/514: syslog never replies');
	});
});

describe('capabilities that no trial takes away', () => {
	it('are those of logins by the protocol that was spoken, not by the name of the program', () => {
		expect(keptFor(reference({'tcp/2222': answered('SSH')}))).toEqual(['AUDIT_WRITE', 'CHOWN', 'SETGID', 'SETUID']);
		expect(keptFor(reference({'tcp/993': answered('TLS/IMAP')}))).toEqual(['SETGID', 'SETUID']);
		expect(keptFor(reference({'tcp/21': answered('FTP')}))).toEqual(['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT']);
		expect(keptFor(reference({'tcp/993': answered('TLS/IMAP')}, {privileged: false}))).toEqual([]);
		expect(keptFor(reference({'tcp/873': answered('rsync', ' OK')}))).toEqual([]);
		expect(keptFor(reference({'tcp/873': answered('rsync', ' AUTHREQD')}))).toEqual([
			'DAC_OVERRIDE',
			'SETGID',
			'SETUID',
			'SYS_CHROOT',
		]);
	});

	it('are what servers do for clients where the protocol is unknown', () => {
		expect(keptFor(reference({'tcp/9': silent}))).toEqual(['SETGID', 'SETUID', 'SYS_CHROOT']);
		expect(keptFor(reference({'tcp/9': silent}, {privileged: false}))).toEqual([]);
		expect(keptFor(reference({'udp/514': silent}))).toEqual([]);
	});

	it('are those for files that the original used, where it keeps data in mounts', () => {
		const live = new Set<Capability>(['DAC_OVERRIDE', 'FSETID', 'NET_RAW']);
		const keptWith = (parts: Parameters<typeof assessedOf>[0]) => [
			...protectedCapabilities({facts: assessedOf(parts).facts}, evidenceOf({}), live, reference({})),
		];
		const volume = {Mounts: [{Type: 'volume', Name: 'files', Source: '/v', Destination: '/data', RW: true}]};
		expect(keptWith(volume)).toEqual(['DAC_OVERRIDE', 'NET_RAW']);
		expect(keptWith({})).toEqual(['NET_RAW']);
	});

	it('are all that an observation saw the original use, for files too', () => {
		const use = {by: ['d'], when: 'serving' as const, count: 1, first: 1, last: 1, onlyByExec: false};
		const capabilities = (['FOWNER', 'KILL'] as const).map(capability => ({...use, capability}));
		const nothing = {connections: 0, requests: null, programs: [], written: [], peaks: null, lastNew: 1, missed: []};
		const observation = {...nothing, seconds: 60, capabilities};
		expect(keptFor(reference({}), evidenceOf({observation}))).toEqual(['FOWNER', 'KILL']);
	});

	it('are those by which a child gave up root for a client, since one that stays root answers all the same', () => {
		const use = (capability: 'SETUID' | 'SYS_CHROOT' | 'CHOWN', when: 'start' | 'serving') => ({capability, when, by: ['d']});
		const trace = known([use('SETUID', 'serving'), use('SYS_CHROOT', 'start'), use('CHOWN', 'serving')]);
		expect(keptFor(reference({'udp/69': answered('TFTP')}), evidenceOf({trace}))).toEqual(['SETUID']);
	});

	it('are not what is known of a start, which a trace and a trial show', () => {
		const seen = reference({'tcp/21': answered('FTP')});
		// CHOWN is used only at the start.
		const login = ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'];
		const processes = known([processOf('proftpd', 0)]);
		expect(keptFor(seen, evidenceOf({processes, trace: known([])}))).toEqual(login);
		expect(keptFor(seen, evidenceOf({processes, trace: unknown('trace', 'none')}))).toEqual(login);
	});
});
