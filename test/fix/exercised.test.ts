import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../src/base/answers/index.js';
import type {Capability} from '../../src/base/facts/index.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {noCopies} from '../../src/fix/rehearsal/copies.js';
import {coverage, summaryOf} from '../../src/fix/rehearsal/coverage.js';
import type {Reply, ReplyKind} from '../../src/fix/rehearsal/probes/reply.js';
import {protectedCapabilities} from '../../src/fix/rehearsal/protected-capabilities.js';
import type {RehearsalSession} from '../../src/fix/rehearsal/rehearsal-session.js';
import type {Reference} from '../../src/fix/rehearsal/verdict.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

const none = new Set<never>();
const answered = (protocol: string, kind: ReplyKind = 'served'): Reply => ({kind, protocol, text: trusted(protocol)});
const silent: Reply = {kind: 'silent', protocol: null, text: trusted('')};

function reference(replies: Readonly<Record<string, Reply>>, more: Partial<Reference> = {}): Reference {
	return {
		...{classes: new Set(['d:0:0']), called: none, privileged: true, kept: none, loopback: none},
		...{log: '', readyAfter: 0, healthy: false, stopsAfter: 1, startsAgain: false, written: null, writtenAgain: null},
		...{exercised: null, exercisedAgain: null},
		ports: new Set(Object.keys(replies)),
		replies: new Map(Object.entries(replies)),
		...more,
	};
}
const {facts} = assessedOf({});
const session = {facts, local: true, check: null, copies: noCopies} as unknown as RehearsalSession;
const seenOf = (seen: Reference) => coverage(session, seen, evidenceOf({}));
const keptFor = (seen: Reference, evidence = evidenceOf({})) => [...protectedCapabilities(session, evidence, none, seen)].sort();

describe('what a rehearsal says that it exercised', () => {
	it('is each reply that served, and the ports that did not are listed', () => {
		const seen = seenOf(reference({'tcp/80': answered('HTTP'), 'tcp/953': silent}, {loopback: new Set(['tcp/953'])}));
		expect(seen).toMatchObject({did: ['start', 'tcp/80 HTTP', 'stop'], onlyStarts: false});
		expect(seen.not).toContain('tcp/953 beyond accepting a connection (loopback only)');
	});

	it('is only the start where clients log in', () => {
		const seen = seenOf(reference({'tcp/21': answered('FTP', 'login')}));
		expect(seen.onlyStarts).toBe(true);
		expect(seen.not).toContain('tcp/21: asks for a login (FTP)');
	});

	it.each([
		['server-error', 'fails (HTTP)'],
		['client-error', 'has no such thing (HTTP)'],
		['login', 'asks for a login (HTTP)'],
		['greeted', 'was asked for no work (HTTP)'],
		['elsewhere', 'sends elsewhere (HTTP)'],
		['refused', 'refuses the connection (HTTP)'],
	] as const)('is no work where the reply is %s', (kind, why) => {
		const seen = seenOf(reference({'tcp/80': answered('HTTP', kind)}));
		expect(seen.onlyStarts).toBe(true);
		expect(seen.not).toContain(`tcp/80: ${why}`);
	});

	it('is only the start where nothing ever replies', () => {
		const seen = seenOf(reference({'udp/514': silent}));
		expect(seen.onlyStarts).toBe(true);
		expect(seen.not).toContain('udp/514: syslog never replies');
	});

	it('is one line that claims no more than that', () => {
		expect(summaryOf(seenOf(reference({'tcp/80': answered('HTTP')})), true)).toBe(
			'twins did the same with these flags as without: start, tcp/80 HTTP, stop; not exercised: reload, log rotation',
		);
		expect(summaryOf(seenOf(reference({'tcp/22': answered('SSH', 'login')})), true)).toContain(
			'; no client was served, so this shows only that it starts; not exercised: tcp/22: asks for a login (SSH)',
		);
	});
});

describe('capabilities that no trial takes away', () => {
	it('are those of logins by the protocol that was spoken, not by the name of the program', () => {
		expect(keptFor(reference({'tcp/2222': answered('SSH', 'login')}))).toEqual(['AUDIT_WRITE', 'CHOWN', 'SETGID', 'SETUID']);
		expect(keptFor(reference({'tcp/993': answered('TLS/IMAP', 'login')}))).toEqual(['SETGID', 'SETUID']);
		expect(keptFor(reference({'tcp/21': answered('FTP', 'login')}))).toEqual(['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT']);
		expect(keptFor(reference({'tcp/993': answered('TLS/IMAP', 'login')}, {privileged: false}))).toEqual([]);
		expect(keptFor(reference({'tcp/873': answered('rsync')}))).toEqual([]);
		expect(keptFor(reference({'tcp/873': answered('rsync', 'login')}))).toEqual([
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
		const nothing = {
			connections: 0,
			requests: null,
			traced: true,
			programs: [],
			written: [],
			peaks: null,
			lastNew: 1,
			missed: [],
			recording: null,
		};
		const observation = {...nothing, seconds: 60, capabilities};
		expect(keptFor(reference({}), evidenceOf({observation}))).toEqual(['FOWNER', 'KILL']);
	});

	it('are those by which a child gave up root for a client, since one that stays root answers all the same', () => {
		const use = (capability: 'SETUID' | 'SYS_CHROOT' | 'CHOWN', when: 'start' | 'serving') => ({capability, when, by: ['d']});
		const trace = known([use('SETUID', 'serving'), use('SYS_CHROOT', 'start'), use('CHOWN', 'serving')]);
		expect(keptFor(reference({'udp/53': answered('DNS')}), evidenceOf({trace}))).toEqual(['SETUID']);
	});

	it('are those that a job used while the control was idle, since most trials do not wait for it', () => {
		const trace = known([{capability: 'CHOWN' as const, when: 'idle' as const, by: ['chown']}]);
		expect(keptFor(reference({'tcp/80': answered('HTTP')}), evidenceOf({trace}))).toEqual(['CHOWN']);
	});

	it('are those used for the audit log of the host, which no trial reads', () => {
		const use = (capability: Capability) => ({capability, when: 'start' as const, by: ['su']});
		const trace = known([use('AUDIT_WRITE'), use('FOWNER')]);
		expect(keptFor(reference({'tcp/25': answered('SMTP')}), evidenceOf({trace}))).toEqual(['AUDIT_WRITE']);
	});

	it('are not what is known of a start, which a trace and a trial show', () => {
		const seen = reference({'tcp/21': answered('FTP', 'login')});
		// CHOWN is used only at the start.
		const login = ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'];
		const processes = known([processOf('proftpd', 0)]);
		expect(keptFor(seen, evidenceOf({processes, trace: known([])}))).toEqual(login);
		expect(keptFor(seen, evidenceOf({processes, trace: unknown('trace', 'none')}))).toEqual(login);
	});
});
