import {describe, expect, it} from 'vitest';
import {changeFacts, executableCandidates} from '../../../src/base/facts/changes.js';
import {execFacts} from '../../../src/base/facts/execs.js';
import {processFacts} from '../../../src/base/facts/processes.js';
import {MASK} from '../../../src/base/facts/secrets.js';
import {inspect} from './answers.js';

describe('processFacts', () => {
	it('knows the supplementary groups where the columns name them', () => {
		const groupsOf = (title: string, cell: string) => processFacts({Titles: [title], Processes: [[cell]]})[0]?.groups;
		expect(groupsOf('SUPGID', '0,1000')).toEqual([0, 1000]);
		expect(groupsOf('SUPGID', '-')).toEqual([]);
		expect(groupsOf('HGROUPS', '1000')).toEqual([1000]);
		expect(groupsOf('GID', '0')).toBeNull();
	});

	it('reads the requested columns, the short name and the full command line separately', () =>
		expect(
			processFacts({
				Titles: ['PID', 'PPID', 'UID', 'GID', 'USER', 'COMMAND', 'COMMAND'],
				Processes: [['812', '790', '33', '33', 'www-data', 'nginx', 'nginx: worker process']],
			}),
		).toEqual([
			{pid: 812, parent: 790, uid: 33, gid: 33, groups: null, user: 'www-data', command: 'nginx', args: 'nginx: worker process'},
		]));

	it("reads ps -ef, Docker's own choice", () =>
		expect(
			processFacts({
				Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
				Processes: [['root', '7', '1', '0', '10:00', '?', '00:00:00', '/usr/sbin/sshd -D']],
			}),
		).toEqual([{pid: 7, parent: 1, uid: 0, gid: null, groups: null, user: 'root', command: 'sshd', args: '/usr/sbin/sshd -D'}]));

	it("reads Podman's columns, where a name is no number", () =>
		expect(
			processFacts({
				Titles: ['USER', 'PID', 'PPID', '%CPU', 'ELAPSED', 'TTY', 'TIME', 'COMMAND'],
				Processes: [['app', '1', '0', '0.000', '5s', '?', '0s', 'sleep 60']],
			}),
		).toEqual([{pid: 1, parent: 0, uid: null, gid: null, groups: null, user: 'app', command: 'sleep', args: 'sleep 60'}]));

	it("reads Podman's own columns of the host, and the container's where the host's are not seen", () => {
		const Titles = ['HPID', 'PPID', 'HUSER', 'HGROUP', 'USER', 'COMMAND', 'COMMAND'];
		expect(
			processFacts({
				Titles,
				Processes: [
					['8120', '0', 'root', 'root', 'root', 'sleep', 'sleep 60'],
					['8121', '1', '100033', '100033', 'www-data', 'nginx', 'nginx: worker process'],
					['8122', '1', '?', '?', 'root', 'sh', 'sh'],
				],
			}).map(({pid, uid, gid, user}) => ({pid, uid, gid, user})),
		).toEqual([
			{pid: 8120, uid: 0, gid: 0, user: 'root'},
			{pid: 8121, uid: 100033, gid: 100033, user: 'www-data'},
			{pid: 8122, uid: 0, gid: null, user: 'root'},
		]);
	});

	it('masks secrets and takes escape sequences out', () =>
		expect(
			processFacts({Titles: ['PID', 'CMD'], Processes: [['1', 'redis-server --requirepass hunter22 \x1b]0;x\x07']]})[0]?.args,
		).toBe(`redis-server --requirepass ${MASK} `));

	it.each([[{}], [{Titles: ['PID'], Processes: null}], [{Processes: [['1']]}]])('gives no crash for %j', top =>
		expect(processFacts(top).every(({pid}) => pid === null)).toBe(true),
	);
});

describe('changeFacts', () => {
	const changes = [
		{Path: '/etc', Kind: 0},
		{Path: '/etc/hosts', Kind: 0},
		{Path: '/etc/passwd', Kind: 0},
		{Path: '/usr', Kind: 0},
		{Path: '/usr/bin', Kind: 0},
		{Path: '/usr/bin/xmr', Kind: 1},
		{Path: '/tmp', Kind: 0},
		{Path: '/tmp/note.txt', Kind: 1},
		{Path: '/tmp/gone', Kind: 2},
		{Path: '/data/x', Kind: 1},
	];
	it('names leaves below the system directories, without what the engine mounts there', () =>
		expect(changeFacts(changes, null)).toMatchObject({systemPaths: ['/etc/passwd', '/usr/bin/xmr'], executables: [], total: 10}));
	it('asks for the modes of what may be a program', () =>
		expect(executableCandidates(changes, null)).toEqual(['/usr/bin/xmr', '/tmp/note.txt']));
	it('recognises executables by their modes, except directories and links', () => {
		const directory = 0x80000000 + 0o755;
		const modes = new Map([
			['/usr/bin/xmr', 0o755],
			['/tmp/note.txt', directory],
		]);
		expect(changeFacts(changes, null, modes).executables).toEqual(['/usr/bin/xmr']);
	});
	it('ignores changes made by the engine: mount points and the working directory', () => {
		const started = inspect({
			Config: {WorkingDir: '/usr/src/app'},
			Mounts: [
				{Type: 'bind', Source: '/srv/tool', Destination: '/usr/local/bin/tool', RW: false},
				{Type: 'bind', Source: '/srv/conf', Destination: '/opt/a/b', RW: false},
				{Type: 'bind', Source: '/srv/cert', Destination: '/lib/cert', RW: false},
			],
			HostConfig: {Tmpfs: {'/usr/share/t': ''}},
		});
		const made = ['/usr', '/usr/local', '/usr/local/bin', '/usr/local/bin/tool', '/usr/share', '/usr/share/t', '/usr/src']
			.concat('/usr/src/app', '/opt', '/opt/a', '/opt/a/b', '/usr/lib', '/usr/lib/cert')
			.map(Path => ({Path, Kind: 1}));
		const modes = new Map([
			['/usr/local/bin/tool', 0o755],
			['/usr/local/bin/miner', 0o755],
		]);
		expect(changeFacts(made, started, modes)).toMatchObject({systemPaths: [], executables: []});
		expect(changeFacts([...made, {Path: '/usr/local/bin/miner', Kind: 1}], started, modes)).toMatchObject({
			systemPaths: ['/usr/local/bin/miner'],
			executables: ['/usr/local/bin/miner'],
		});
	});
	it('leaves out the program that the engine mounts for --init', () => {
		const added = [
			{Path: '/sbin', Kind: 0 as const},
			{Path: '/sbin/docker-init', Kind: 1 as const},
		];
		const changed = (Init: boolean | null) => changeFacts(added, inspect({HostConfig: {Init}})).systemPaths;
		expect([changed(true), changed(null)]).toEqual([[], ['/sbin/docker-init']]);
	});
	it('looks where the container looks for programs, and names those that were removed from there', () => {
		const config = inspect({Config: {Env: ['A=1', 'PATH=/srv/app/.bin:/bin:relative:']}});
		const made = ['/srv/app/.bin/tool', '/usr/bin/tool', '/srv/app/data', '/relative/x'].map(Path => ({Path, Kind: 1}));
		expect(executableCandidates(made, config)).toEqual(['/srv/app/.bin/tool', '/usr/bin/tool']);
		const removed = ['/srv/app/.bin/passwd', '/tmp/x'].map(Path => ({Path, Kind: 2}));
		expect(changeFacts([...made, ...removed], config).removedPrograms).toEqual(['/srv/app/.bin/passwd']);
	});
	it('treats null as no changes', () =>
		expect(changeFacts(null, null)).toEqual({
			...{systemPaths: [], executables: [], total: 0, listed: [], removedPrograms: [], unexamined: 0},
			counts: {added: 0, modified: 0, deleted: 0},
		}));
	it('lists what changed, programs in directories of PATH first, then other executables, system paths and the rest', () => {
		const made = inspect({Config: {Env: ['PATH=/usr/bin:relative::/opt/agent/bin/:/']}});
		const added = [...changes, {Path: '/opt/agent/bin/helper', Kind: 1}, {Path: '/data/y', Kind: 2}];
		const modes = new Map([
			['/opt/agent/bin/helper', 0o755],
			['/tmp/note.txt', 0o700],
		]);
		expect(executableCandidates(added, made)[0]).toBe('/opt/agent/bin/helper');
		const facts = changeFacts(added, made, modes);
		expect(facts.listed.map(({path, change, mark}) => `${mark} ${change} ${path}`)).toEqual([
			'program added /opt/agent/bin/helper',
			'executable added /tmp/note.txt',
			'system modified /etc/passwd',
			'system added /usr/bin/xmr',
			...['null added /data/x', 'null deleted /data/y', 'null modified /etc/hosts', 'null deleted /tmp/gone'],
		]);
		expect(facts).toMatchObject({counts: {added: 4, modified: 2, deleted: 2}});
	});
	it('counts all that a build in a container changed, and lists the first of it without sequences', () => {
		const many = Array.from({length: 20_000}, (_, index) => ({Path: `/build/\x1b[2J${index}`, Kind: 1}));
		const facts = changeFacts(many, null);
		expect(facts).toMatchObject({counts: {added: 20_000}, total: 20_000});
		expect(facts.listed).toHaveLength(500);
		expect(facts.listed.every(({path}) => !path.includes('\x1b'))).toBe(true);
	});
});

describe('execFacts', () => {
	const container = inspect({Config: {User: '1000', Healthcheck: {Test: ['CMD-SHELL', 'wget -q localhost']}}});
	it('reports who runs what', () =>
		expect(
			execFacts(
				[
					{
						ID: 'e1',
						Running: true,
						Pid: 42,
						ProcessConfig: {privileged: true, user: '0', entrypoint: 'sh', arguments: ['-c', 'id']},
					},
				],
				container,
			),
		).toEqual([
			{id: 'e1', running: true, privileged: true, user: '0', isRoot: true, pid: 42, command: 'sh -c id', isHealthcheck: false},
		]));
	it.each([
		['+0', true],
		['00:1000', true],
		[':5', true],
		['root:app', true],
		['1000:0', false],
		['toor', null],
	])('reads the user %s as the engine does', (user, isRoot) =>
		expect(execFacts([{ID: 'e', ProcessConfig: {user}}], container)[0]).toMatchObject({isRoot}),
	);
	it('knows the health check, and that without a user the container’s own is meant', () =>
		expect(
			execFacts([{ID: 'e2', ProcessConfig: {entrypoint: '/bin/sh', arguments: ['-c', 'wget -q localhost']}}], container)[0],
		).toMatchObject({isHealthcheck: true, user: '1000', running: false}));
});
