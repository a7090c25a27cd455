import type {ChildProcess} from 'node:child_process';
import {rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileTrouble} from '../../text/file-trouble.js';
import {safe, sanitise} from '../../text/safe-text.js';
import {EngineError} from '../engine-error.js';
import {destination, remoteCommand, type SshAddress, startSsh, stderrOf, waitForControlMaster} from './ssh-client.js';
import {sshError} from './ssh-failures.js';

/**
 * A unix socket of ours in a private folder, each connection of which is a channel to the remote engine: `docker system dial-stdio` over
 * one shared OpenSSH connection. OpenSSH handles keys, agents, jump hosts, `~/.ssh/config`, and host keys, which are
 * verified against known_hosts as configured.
 */
export type SshBridge = {
	/** Connects first if needed. @throws EngineError with a message made from ssh's */
	socketPath(): Promise<string>;
	/** Why a channel opened after this time failed, if one did; waits a moment for ssh to report it. */
	failureSince(time: number): Promise<EngineError | null>;
	close(): void;
};

/** Nothing is started before the first `socketPath`. @param env  of the ssh child */
export function openSshBridge(address: SshAddress, env: NodeJS.ProcessEnv): SshBridge {
	const ending = new AbortController();
	let ready: Promise<SshConnection> | null = null;
	const failures: {at: number; error: EngineError}[] = [];
	const channels = new Set<ChildProcess>();

	/** One connection, until it ends or fails: the next request reconnects. */
	function connect(): Promise<SshConnection> {
		const connecting = openSshConnection(address, env, carry, ending.signal);
		const forget = () => {
			if (ready === connecting) ready = null;
		};
		connecting.then(({over}) => void over.then(forget), forget);
		return connecting;
	}

	/** Pipes one connection of the HTTP client through one ssh channel. */
	function carry(socket: Socket, control: string): void {
		const channel = startSsh(['-S', control, '-o', 'ControlMaster=no', ...destination(address), ...remoteCommand(address)], env);
		const said = stderrOf(channel);
		channels.add(channel);
		socket.pipe(channel.stdin);
		channel.stdout.pipe(socket);
		channel.stdin.on('error', () => socket.destroy());
		channel.stdout.on('error', () => socket.destroy());
		socket.on('error', () => channel.kill());
		socket.once('close', () => channel.kill());
		channel.once('close', code => {
			channels.delete(channel);
			if (code !== 0 && code !== null) failures.push({at: Date.now(), error: sshError(address, code, said())});
			failures.splice(0, failures.length - 8);
			socket.destroy();
		});
		channel.once('error', () => socket.destroy());
	}

	return {
		async socketPath() {
			ready ??= connect();
			return (await ready).socketPath;
		},
		async failureSince(time) {
			for (let patience = 0; patience < 10; patience++) {
				const last = failures.findLast(one => one.at >= time);
				if (last !== undefined) return last.error;
				await sleep(50);
			}
			return null;
		},
		close() {
			ending.abort();
			for (const channel of channels) channel.kill();
		},
	};
}

/** One persistent OpenSSH connection, and a unix socket in a private folder in front of it. */
type SshConnection = {
	readonly socketPath: string;
	/** Resolves when the connection has ended: the network or the remote host went away, or it was closed. */
	readonly over: Promise<void>;
};

/**
 * Connects. When the connection ends, or `ending` is aborted, ssh is stopped and the folder removed; also when this program exits.
 *
 * @param carry  called for each connection to the socket, with ssh's control socket, through which a channel is opened
 * @throws EngineError with a message made from ssh's
 */
async function openSshConnection(
	address: SshAddress,
	env: NodeJS.ProcessEnv,
	carry: (socket: Socket, control: string) => void,
	ending: AbortSignal,
): Promise<SshConnection> {
	const folder = await privateFolder();
	const control = join(folder, 'control');
	const socketPath = join(folder, 'engine');
	// An idle channel (`cat`) keeps the connection open; it ends when its stdin is closed, also when this process is killed.
	const master = startSsh(['-M', '-S', control, ...destination(address), 'cat'], env);
	const said = stderrOf(master);
	const server = createServer({allowHalfOpen: true}, socket => carry(socket, control));
	const end = () => {
		process.removeListener('exit', end);
		ending.removeEventListener('abort', end);
		if (server.listening) server.close();
		master.kill();
		rmSync(folder, {recursive: true, force: true});
	};
	process.once('exit', end);
	ending.addEventListener('abort', end);
	try {
		await waitForControlMaster(master, control, said, address);
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(socketPath, resolve);
		});
	} catch (error) {
		end();
		throw error;
	}
	if (ending.aborted) end();
	const over = new Promise<void>(resolve => {
		master.once('close', () => {
			end();
			resolve();
		});
	});
	return {socketPath, over};
}

async function privateFolder(): Promise<string> {
	try {
		return await mkdtemp(join(tmpdir(), 'dockscope-ssh-'));
	} catch (error) {
		throw new EngineError('ssh', safe`cannot make a folder for ssh in ${sanitise(tmpdir())}: ${fileTrouble(error)}. Set TMPDIR`);
	}
}
