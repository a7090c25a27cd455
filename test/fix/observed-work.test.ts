import {describe, expect, it} from 'vitest';
import {known} from '../../src/base/answers/index.js';
import type {Capability} from '../../src/base/facts/index.js';
import type {ExecutedProgram, Observation, ObservedUse} from '../../src/fix/evidence/evidence.js';
import {sawLogins, sawUnknownWork, unseenNeeds} from '../../src/fix/plan/observed-work.js';
import {evidenceOf, processOf} from './subject.js';

const observed: Observation = {
	...{seconds: 60, connections: 20, requests: null, traced: true, capabilities: [], programs: [], written: []},
	...{peaks: null, lastNew: 1, missed: [], recording: null},
};
const use = (capability: Capability, by: string, onlyByExec = false): ObservedUse => ({
	...{capability, by: [by], when: 'serving', count: 1, first: 1, last: 1, onlyByExec},
});
const program = (path: string, startedBy: readonly string[], onlyByExec = false): ExecutedProgram => ({
	...{path, startedBy, uids: [], raises: null, count: 1, first: 1, onlyByExec},
});
const of = (commands: readonly string[], parts: Partial<Observation> | null) =>
	evidenceOf({
		processes: known(commands.map(command => processOf(command, 0))),
		observation: parts === null ? null : {...observed, ...parts},
	});

describe('what is known of a program', () => {
	const unseen = (commands: readonly string[], parts: Partial<Observation> | null): string[] =>
		unseenNeeds(of(commands, parts))
			.filter(({forClients}) => forClients)
			.map(({capability}) => capability);
	const samba = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];
	const login = {capabilities: [use('SETUID', 'smbd[192.0.2.1]')]};

	it('counts until an observation saw it become a user for a client', () => {
		expect(unseen(['smbd'], null)).toEqual(samba);
		expect(unseen(['smbd'], {})).toEqual(samba);
		expect(unseen(['smbd'], {capabilities: [use('SETGID', 'smbd[192.0.2.1]')]})).toEqual(samba);
		expect(unseen(['smbd'], login)).toEqual([]);
	});

	it('counts where the observation had less traffic than a health check makes, missed something, or saw another program', () => {
		expect(unseen(['smbd'], {...login, connections: 5})).toEqual(samba);
		expect(unseen(['smbd'], {...login, connections: null})).toEqual(samba);
		expect(unseen(['smbd'], {...login, traced: false})).toEqual(samba);
		expect(unseen(['smbd'], {capabilities: [use('SETUID', 'smbdx')]})).toEqual(samba);
		expect(unseen(['smbd'], {capabilities: [use('SETUID', 'smbd', true)]})).toEqual(samba);
	});

	it('counts for each program separately', () => {
		expect(unseen(['smbd', 'sshd'], login)).toEqual(['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT', 'AUDIT_WRITE']);
	});

	it('counts until a program whose work is to start others was seen to start one', () => {
		const jobs = ['SETGID', 'SETUID'];
		expect(unseen(['cron'], {connections: 0, programs: [program('/bin/sh', ['bash'])]})).toEqual(jobs);
		expect(unseen(['cron'], {connections: 0, programs: [program('/bin/sh', ['crontab'])]})).toEqual(jobs);
		expect(unseen(['cron'], {connections: 0, programs: [program('/bin/sh', ['cron'])]})).toEqual([]);
		expect(unseen(['smbd'], {programs: [program('/bin/sh', ['smbd'])]})).toEqual(samba);
	});
});

describe('an observation', () => {
	it('saw logins if a program became a user under traffic, and no program that starts jobs is there', () => {
		const capabilities = [use('SETUID', 'login')];
		expect(sawLogins(of(['ftpd'], {capabilities}))).toBe(true);
		expect(sawLogins(of(['ftpd'], {}))).toBe(false);
		expect(sawLogins(of(['ftpd'], {capabilities, connections: 2}))).toBe(false);
		expect(sawLogins(of(['ftpd', 'cron'], {capabilities}))).toBe(false);
	});

	it('saw the work of an unknown service if something came of the traffic', () => {
		expect(sawUnknownWork(of(['d'], null))).toBe(false);
		expect(sawUnknownWork(of(['d'], {}))).toBe(false);
		expect(sawUnknownWork(of(['d'], {written: [{path: '/srv/x', kind: 'added'}]}))).toBe(true);
		expect(sawUnknownWork(of(['d'], {programs: [program('/bin/tar', ['d'])]}))).toBe(true);
		expect(sawUnknownWork(of(['d'], {programs: [program('/bin/check', [], true)]}))).toBe(false);
		expect(sawUnknownWork(of(['d'], {connections: 1, capabilities: [use('CHOWN', 'd')]}))).toBe(false);
	});
});
