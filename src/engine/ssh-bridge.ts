import type {ChildProcess} from 'node:child_process';
import {rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {EngineError} from './engine-error.js';
import {destination, farCommand, masterIsUp, type SshAddress, type SshChild, startSsh, stderrOf} from './ssh-client.js';
import {sshError} from './ssh-failures.js';

/**
 * A unix socket of our own, in a private folder, each connection of which is a channel to the far engine: `docker system dial-stdio` over
 * one shared OpenSSH connection. OpenSSH does what it does best: keys, agents, jump hosts, `~/.ssh/config`, and host keys, which are
 * verified against known_hosts as that configuration says.
 */
export type SshBridge = {
	/** Connects first, if need be. @throws EngineError worded from what ssh said */
	socketPath(): Promise<string>;
	/** Why a channel opened after this time failed, if one did; waits a moment for ssh to say so. */
	failureSince(time: number): Promise<EngineError | null>;
	close(): void;
};

/** Nothing is started before the first `socketPath`. @param env  of the ssh child */
export function openSshBridge(address: SshAddress, env: NodeJS.ProcessEnv): SshBridge {
	let ready: Promise<Connected> | null = null;
	let connected: Connected | null = null;
	let closed = false;
	const failures: {at: number; error: EngineError}[] = [];
	const channels = new Set<ChildProcess>();

	async function connect(): Promise<Connected> {
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-ssh-'));
		const control = join(folder, 'control');
		// A channel that only waits keeps the connection; it ends with our end of its stdin, also when we are killed.
		const master = startSsh(['-M', '-S', control, ...destination(address), 'cat'], env);
		const said = stderrOf(master);
		const server = createServer({allowHalfOpen: true}, socket => carry(socket, control));
		const made: Connected = {folder, master, server, socketPath: join(folder, 'engine'), atExit: () => end(made)};
		process.once('exit', made.atExit);
		connected = made;
		try {
			await masterIsUp(master, control, said, address);
			await new Promise<void>((resolve, reject) => {
				server.once('error', reject);
				server.listen(made.socketPath, resolve);
			});
		} catch (error) {
			end(made);
			throw error;
		}
		if (closed) end(made);
		master.once('close', () => {
			// The network went away, or the far side did: the next request connects anew.
			if (connected === made) {
				ready = null;
				connected = null;
			}
			end(made);
		});
		return made;
	}

	/** One connection of the HTTP client, one channel of ssh. */
	function carry(socket: Socket, control: string): void {
		const channel = startSsh(['-S', control, '-o', 'ControlMaster=no', ...destination(address), ...farCommand(address)], env);
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
			ready ??= connect().catch(error => {
				ready = null;
				connected = null;
				throw error;
			});
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
			closed = true;
			for (const channel of channels) channel.kill();
			if (connected !== null) end(connected);
			connected = null;
		},
	};
}

type Connected = {folder: string; master: SshChild; server: Server; socketPath: string; atExit: () => void};

function end({folder, master, server, atExit}: Connected): void {
	process.removeListener('exit', atExit);
	if (server.listening) server.close();
	master.kill();
	rmSync(folder, {recursive: true, force: true});
}
