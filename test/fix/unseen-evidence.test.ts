import {describe, expect, it} from 'vitest';
import {type Known, known, unknown} from '../../src/base/answers/index.js';
import type {Capability} from '../../src/base/facts/index.js';
import {openTree} from '../../src/base/host/host-tree.js';
import {sanitise} from '../../src/base/text/safe-text.js';
import {chrooted, rawSockets} from '../../src/fix/evidence/host-processes.js';
import {programTraits} from '../../src/fix/evidence/program-traits.js';
import {startScriptNeeds} from '../../src/fix/evidence/start-scripts.js';
import {safeCapabilities} from '../../src/fix/plan/safe-capabilities.js';
import {authoredHost, processEntries} from '../support/authored-host.js';
import {assessedOf, evidenceOf, inspectOf} from './subject.js';

const group = '/docker/a1';
const table = '  sl  local_address rem_address\n';
const status = 'CapPrm:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\n';
const maps = (...paths: readonly string[]): string =>
	['/lib/libc.so.6', ...paths].map((path, at) => `${at}000-${at}fff r-xp 00000000 08:01 12${at}   ${path}\n`).join('');

const host = (more: Parameters<typeof authoredHost>[0] = {}) =>
	openTree(
		authoredHost({
			...processEntries({pid: 70, comm: 'web', exe: '/web', rootLink: '../../layer', status}),
			'/layer/etc/motd': '',
			'/proc/70/cgroup': `0::${group}\n`,
			[`/sys/fs/cgroup${group}/cgroup.procs`]: '70\n71\n',
			...more,
		}).root,
	);
const reasonOf = (found: Known<unknown>): string => (found.known ? 'known' : found.reason.reason);
const traitsOf = (tree: ReturnType<typeof host>) =>
	programTraits(tree, [{pid: 70, command: sanitise('web')} as Parameters<typeof programTraits>[1][number]], 70);

describe('what could not be looked at does not pass for nothing', () => {
	it('the root directory of one of several processes', () => {
		expect(chrooted(host({'/proc/70/root': {link: '/'}, '/proc/71/root': {link: '/'}}), 70)).toEqual(known(false));
		// A file is no link.
		expect(reasonOf(chrooted(host({'/proc/70/root': {link: '/'}, '/proc/71/root': 'x'}), 70))).toMatch(/^cannot be read/);
		expect(chrooted(host({'/proc/70/root': 'x', '/proc/71/root': {link: '/jail'}}), 70)).toEqual(known(true));
	});

	it('one of the tables of raw sockets', () => {
		expect(rawSockets(host({'/proc/70/net/raw': table}), 70)).toEqual(known(false));
		expect(reasonOf(rawSockets(host({'/proc/70/net/raw': table, '/proc/70/net/packet/x': ''}), 70))).not.toBe('known');
	});

	it('code on a file system whose server may not answer', async () => {
		const mounts = '30 20 0:40 / / rw - overlay overlay rw\n31 30 0:50 / /data rw - fuse.sshfs host: rw\n';
		const tree = host({'/proc/70/maps': maps('/data/server'), '/proc/70/mountinfo': mounts});
		expect(reasonOf(await traitsOf(tree))).toBe('on fuse.sshfs, not entered: its server may not answer');
	});

	it('a folder of programs that cannot be entered', async () => {
		const loop = {'/layer/usr/bin': {link: '/usr/bin'}} as const;
		expect(reasonOf(await traitsOf(host({'/proc/70/maps': maps(), ...loop})))).not.toBe('known');
	});

	it('keeps what its programs may need', () => {
		const evidence = evidenceOf({programs: unknown('host:/proc', 'x'), chrooted: unknown('host:/proc', 'x')});
		const kept = safeCapabilities(assessedOf().facts, evidence).map(({capability}) => capability);
		expect(kept).toEqual(expect.arrayContaining(['NET_RAW', 'SYS_CHROOT']));
	});

	const traits = {chroot: [], audit: [], kept: [], rawTools: [], reducesBounding: []};
	const whole: Parameters<typeof evidenceOf>[0] = {
		programs: known(traits),
		privilegedPrograms: known({setuid: [], setgid: [], capable: []}),
		startScripts: known([]),
		processes: known([]),
		changes: known([]),
	};
	const capable = {
		...{path: sanitise('/bin/ping'), uid: 0, gid: 0, mode: 0o755, effective: true, rootid: null},
		...{permitted: new Set<Capability>(), inheritable: new Set<Capability>()},
	};
	it.each<[string, Parameters<typeof evidenceOf>[0], string[]]>([
		['everything was seen', {}, []],
		['what it changed', {changes: unknown('x', 'x')}, ['MKNOD']],
		['what the changed paths are', {changes: known([{path: '/data/x', kind: 'added'}])}, ['MKNOD']],
		[
			'no more than the folders of a removed file',
			{
				changes: known([
					{path: '/a', kind: 'modified'},
					{path: '/a/x', kind: 'deleted'},
				]),
			},
			[],
		],
		['what is a file', {changes: known([{path: '/data/x', kind: 'added', isDirectory: false}])}, []],
		['its processes', {processes: unknown('x', 'x')}, ['MKNOD', 'SETFCAP']],
		[
			'where capabilities of a file come from',
			{changes: unknown('x', 'x'), privilegedPrograms: known({setuid: [], setgid: [], capable: [capable]})},
			['MKNOD', 'SETFCAP'],
		],
	])('keeps what creates devices and capabilities of files: %s', (_, seen, expected) => {
		const kept = safeCapabilities(assessedOf().facts, evidenceOf({...whole, ...seen})).map(({capability}) => capability);
		expect([...new Set(kept)].filter(name => name === 'MKNOD' || name === 'SETFCAP').toSorted()).toEqual(expected);
	});
});

it('finds the tools of a container through its own links, and not through those of this host', async () => {
	const tree = host({
		'/proc/70/maps': maps(),
		'/layer/bin': {link: '/opt/tools'},
		'/layer/opt/tools/ping': 'x',
		'/opt/tools/nmap': 'x',
	});
	expect(await traitsOf(tree)).toMatchObject({known: true, value: {rawTools: ['ping']}});
});

it('reads no script in a program that is larger than any script', async () => {
	const host = {readTexts: async () => unknown('host:/x', 'it is larger than 8192 kB')};
	const inspect = inspectOf({Config: {Entrypoint: ['/server']}});
	expect(await startScriptNeeds(host, inspect, 70)).toEqual(known([]));
});
