import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {HostFacts} from '../../src/base/facts/index.js';
import {bundleForNobody, canActAsNobody, runAsNobody} from '../support/as-nobody.js';
import {authoredHost, processEntries, socketTable, tcpRow} from '../support/authored-host.js';

const canBeSomeoneElse = await canActAsNobody();
if (!canBeSomeoneElse)
	console.error('SKIPPING what another user sees of a host: it needs root, setpriv and a Node that others can run');

/** A host on which root's things are closed to others, as they are on a real one. */
const closed = {
	...processEntries({
		pid: 812,
		comm: 'dockerd',
		exe: '/usr/bin/dockerd',
		args: ['--icc=false'],
		unix: {'/run/docker.sock': 7001},
	}),
	'/proc/812/fd': {directory: true, mode: 0o700},
	'/proc/812/net/tcp': socketTable(tcpRow('00000000:0050', 5)),
	'/proc/self/mountinfo': '36 35 8:1 / / rw - ext4 /dev/sda1 rw\n',
	'/var/run': {link: '../run'},
	'/run/docker.pid': '812',
	'/run/docker.sock': {mode: 0o660},
	'/etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
	'/etc/group': 'root:x:0:\n',
	'/etc/docker/daemon.json': {content: '{"iptables": false}', mode: 0o644},
	'/etc/docker/certs.d': {directory: true, mode: 0o700},
	'/etc/audit': {directory: true, mode: 0o700},
	'/var/lib/docker': {directory: true, mode: 0o700},
} as const;

describe.skipIf(!canBeSomeoneElse)('someone who is not root', () => {
	let dir: string;
	let script: string;

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), 'dockscope-nobody-'));
		await chmod(dir, 0o755);
		script = await bundleForNobody(
			dir,
			`import {readHost} from './src/base/host/read-host.ts';
				const [root, socketPath] = process.argv.slice(2);
				console.log(JSON.stringify((await readHost({engine: {socketPath, rootDirectory: '/var/lib/docker'}, root})).facts));`,
		);
	});
	afterAll(() => rm(dir, {recursive: true, force: true}));

	async function asNobody(socketPath: string): Promise<HostFacts> {
		const host = authoredHost(closed);
		await chmod(host.root, 0o755);
		return JSON.parse(await runAsNobody(script, host.root, socketPath));
	}

	it('reads the settings of the daemon that the pid file of root names', async () => {
		const {daemon, files} = await asNobody('/var/run/docker.sock');
		expect(daemon).toMatchObject({known: true, value: {pid: 812, options: {icc: false, iptables: false}}});
		expect(files['/etc/docker/daemon.json']).toMatchObject({known: true, value: {exists: true, mode: 0o644}});
	});

	it('is shown what only root can see', async () => {
		const seen = await asNobody('/var/run/docker.sock');
		const refused = {known: false, reason: {reason: 'permission denied: run dockscope as root to see it'}};
		expect(seen.auditRules).toMatchObject(refused);
		expect(seen.certificates).toMatchObject(refused);
		expect(seen.daemonListens).toMatchObject(refused);
		expect(seen.hostListens).toMatchObject({known: true, value: [{port: 80, process: null}]});
		expect(seen.dataRootIsMount).toEqual({known: true, value: false});
	});

	it('trusts no process for another socket than the usual one', async () => {
		const {daemon} = await asNobody('/run/other.sock');
		expect(daemon).toMatchObject({known: false, reason: {reason: expect.stringContaining('run dockscope as root')}});
	});
});
