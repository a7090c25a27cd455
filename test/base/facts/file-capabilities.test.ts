import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {actorOf} from '../../../src/base/facts/actor.js';
import {decodeFileCapability, type FileCapability, parseFileCapability} from '../../../src/base/facts/file-capabilities.js';
import {helpOf} from '../../../src/base/facts/file-capability-help.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {containerScope} from '../../support/example-scope.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('the attribute security.capability', () => {
	it.each([
		// Written by setcap of libcap 2.66 on Linux.
		[
			'cap_dac_override=ep',
			'01000002 02000000 00000000 00000000 00000000',
			{permitted: ['DAC_OVERRIDE'], effective: true, rootid: null},
		],
		['cap_net_raw=p', '00000002 00200000 00000000 00000000 00000000', {permitted: ['NET_RAW'], effective: false, rootid: null}],
		['cap_bpf=ep', '01000002 00000000 00000000 80000000 00000000', {permitted: ['BPF'], effective: true, rootid: null}],
		[
			'of another namespace',
			'01000003 02000000 00000000 00000000 00000000 a0860100',
			{permitted: ['DAC_OVERRIDE'], effective: true, rootid: 100_000},
		],
		['of revision 1', '01000001 02000000 00000000', {permitted: ['DAC_OVERRIDE'], effective: true, rootid: null}],
	])('%s', (_, hex, expected) => {
		const found = decodeFileCapability(bytes(hex));
		expect(found && {...found, permitted: [...found.permitted]}).toEqual(expected);
	});

	it.each(['', '01000002', '01000002 02000000', '01000009 02000000 00000000 00000000 00000000', 'ff'.repeat(64)])(
		'%j is none',
		hex => expect(decodeFileCapability(bytes(hex))).toBeNull(),
	);
});

describe('the answer of getcap', () => {
	it.each([
		[' cap_net_raw=ep', ['NET_RAW'], true, null],
		[' = cap_net_raw+p', ['NET_RAW'], false, null],
		[' cap_chown,cap_kill=eip', ['CHOWN', 'KILL'], true, null],
		[' cap_dac_override=ep [rootid=100000]', ['DAC_OVERRIDE'], true, 100_000],
		[' cap_chown=i cap_kill+ep', ['KILL'], true, null],
	] as const)('%j', (text, permitted, effective, rootid) => {
		const found = parseFileCapability(text);
		expect(found && [...found.permitted]).toEqual(permitted);
		expect(found).toMatchObject({effective, rootid});
	});

	it('may leave one out of all', () => {
		const found = parseFileCapability('=ep cap_sys_admin-ep');
		expect(found?.permitted.has('SYS_ADMIN')).toBe(false);
		expect(found?.permitted.has('SYS_PTRACE')).toBe(true);
	});

	it('is not guessed', () => expect(parseFileCapability('something else')).toBeNull());
});

const tool: FileCapability = {
	path: trusted('/opt/tool'),
	uid: 0,
	gid: 0,
	mode: 0o755,
	permitted: new Set(['DAC_OVERRIDE']),
	effective: true,
	rootid: null,
};

function help(program: Partial<FileCapability>, example: ContainerExample = {}) {
	const {facts, ...parts} = example;
	const {container, engine} = containerScope({
		...parts,
		Config: {User: '1000:1000', ...parts.Config},
		facts: {fileCapabilities: known([{...tool, ...program}]), ...facts},
	});
	return helpOf(container, actorOf(container, engine)).by;
}

describe('what a process gets by a program with file capabilities', () => {
	it('is what the program has', () => {
		expect(help({})[0]?.identity).toMatchObject({uid: 1000, capabilities: new Set(['DAC_OVERRIDE'])});
	});

	it('is root, with CAP_SETUID', () => {
		expect(help({permitted: new Set(['SETUID'])})[0]?.identity.uid).toBe(0);
	});

	it.each<[string, Partial<FileCapability>, ContainerExample?]>([
		['with no-new-privileges', {}, {HostConfig: {SecurityOpt: ['no-new-privileges']}}],
		['where the bounding set lacks it', {}, {HostConfig: {CapDrop: ['ALL']}}],
		['where the bounding set lacks another one of the program', {permitted: new Set(['DAC_OVERRIDE', 'SYS_ADMIN'])}],
		['of a program that has to ask for it', {effective: false}],
		['of a program of another user namespace', {rootid: 100_000}],
		['of a program that it may not execute', {mode: 0o750}],
		['for root, who has it anyway', {}, {Config: {User: '0'}}],
	])('is nothing %s', (_, program, example) => {
		expect(help(program, example)).toEqual([]);
	});

	it('is something for the group of the program', () => {
		expect(help({mode: 0o750, gid: 1000})).toHaveLength(1);
	});

	it('is not known where nobody has looked', () => {
		const {container, engine} = containerScope({Config: {User: '1000'}});
		expect(helpOf(container, actorOf(container, engine)).unsearched?.reason).toMatch(/was not searched/);
	});
});
