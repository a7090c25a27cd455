import {spawn} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {engineBinaries, findProgram, searchPath} from './engine-binaries.js';
import {runProgram} from './private-engine.js';
import {runningProcesses, signal, until, withDescendants} from './process-table.js';

export type PrivateSshd = {
	/** `ssh://user@127.0.0.1:PORT` */
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly dir: string;
	/** A PATH on which `ssh` reads the test's own configuration (key, known hosts) and no other. */
	readonly path: string;
	/** Forgets, or knows again, the server's host key. */
	knowHost(known: boolean): Promise<void>;
	/** Takes the client's key away, or gives it back. */
	authorise(authorised: boolean): Promise<void>;
	/** Number of connections the server has accepted so far. */
	connections(): Promise<number>;
	/** Breaks the connections that are open now. */
	dropConnections(): Promise<void>;
	stop(): Promise<void>;
};

export async function whyNoSshd(): Promise<string | null> {
	const missing: string[] = [];
	for (const name of ['sshd', 'ssh', 'ssh-keygen']) if ((await findProgram(name)) === null) missing.push(name);
	const reason =
		process.getuid?.() !== 0 ? 'sshd needs root' : missing.length > 0 ? `not on the PATH: ${missing.join(', ')}` : null;
	if (reason !== null) console.error(`SKIPPING the suites of ssh: ${reason}`);
	return reason;
}

/**
 * An SSH server on loopback with its own host key, whose sessions find the engine at `dockerHost`.
 *
 * @param options.withoutDocker  keeps the docker CLI off the PATH of the remote host
 */
export async function startSshd(dockerHost: string, options: {withoutDocker?: boolean} = {}): Promise<PrivateSshd> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await startOnce(dockerHost, options.withoutDocker ?? false);
		} catch (error) {
			// Another process may have taken the port between the kernel's answer and sshd.
			if (attempt === 3) throw error;
		}
	}
}

async function startOnce(dockerHost: string, withoutDocker: boolean): Promise<PrivateSshd> {
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-sshd-'));
	const port = await freePort();
	const user = userInfo().username;
	const file = (name: string): string => join(dir, name);
	const sshd = await findProgram('sshd');
	const ssh = await findProgram('ssh');
	if (sshd === null || ssh === null) throw new Error('sshd and ssh are needed');
	const binaries = await engineBinaries();
	const farPath = withoutDocker ? file('empty') : binaries.available ? binaries.path : searchPath();

	for (const folder of ['bin', 'empty']) await mkdir(file(folder));
	// sshd's privilege separation insists on this one folder, whatever its configuration says.
	await mkdir('/run/sshd', {recursive: true, mode: 0o755});
	for (const key of ['host', 'id'])
		await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)], {PATH: searchPath()});
	const hostKey = (await readFile(file('host.pub'), 'utf8')).trim();
	await writeFile(
		file('sshd_config'),
		[
			...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host')}`, `PidFile ${file('pid')}`],
			...['UsePAM no', 'PermitRootLogin yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'StrictModes no'],
			...[`AuthorizedKeysFile ${file('authorized')}`, 'PrintMotd no', 'LogLevel VERBOSE'],
			// A separate home: bash reads ~/.bashrc in an ssh session, and that of this machine would run.
			`SetEnv DOCKER_HOST=${dockerHost} PATH=${farPath} HOME=${file('empty')}`,
			'',
		].join('\n'),
	);
	await writeFile(
		file('ssh_config'),
		[
			`IdentityFile ${file('id')}`,
			'IdentitiesOnly yes',
			`UserKnownHostsFile ${file('known')}`,
			'GlobalKnownHostsFile /dev/null',
			'',
		].join('\n'),
	);
	await writeFile(file('bin/ssh'), `#!/bin/sh\nexec ${ssh} -F ${file('ssh_config')} "$@"\n`);
	await chmod(file('bin/ssh'), 0o755);

	const knowHost = (known: boolean): Promise<void> => writeFile(file('known'), known ? `[127.0.0.1]:${port} ${hostKey}\n` : '');
	const authorise = async (authorised: boolean): Promise<void> =>
		writeFile(file('authorized'), authorised ? await readFile(file('id.pub'), 'utf8') : '');
	await knowHost(true);
	await authorise(true);

	let log = '';
	let over = false;
	// Called by its full path: sshd starts itself again for each connection.
	const server = spawn(sshd, ['-D', '-e', '-f', file('sshd_config')], {
		env: {PATH: searchPath()},
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	server.stderr.on('data', (chunk: Buffer) => {
		log += chunk.toString();
	});
	server.once('exit', () => {
		over = true;
	});
	const stop = async (): Promise<void> => {
		if (server.pid !== undefined && !over) signal(server.pid, 'SIGKILL');
		await rm(dir, {recursive: true, force: true});
	};
	try {
		await until('sshd listens', async () => {
			if (over) throw new Error(`sshd ended: ${log}`);
			return accepts(port);
		});
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		host: `ssh://${user}@127.0.0.1:${port}`,
		port,
		user,
		dir,
		path: searchPath(file('bin')),
		knowHost,
		authorise,
		async dropConnections() {
			const all = await runningProcesses();
			const sessions = withDescendants(
				all,
				all.filter(one => one.pid === server.pid),
			).filter(one => one.pid !== server.pid);
			for (const {pid} of sessions) signal(pid, 'SIGKILL');
		},
		connections: async () => log.match(/Accepted publickey/g)?.length ?? 0,
		stop,
	};
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}

function accepts(port: number): Promise<true | null> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(null));
	});
}
