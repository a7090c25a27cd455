import {rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {destination, masterIsUp, type SshAddress, startSsh, stderrOf} from './ssh-client.js';

/** One OpenSSH connection that stays, and a unix socket in a private folder in front of it. */
export type SshConnection = {
	readonly socketPath: string;
	/** Resolves when it is over: the network went away, or the far side did, or we ended it. */
	readonly over: Promise<void>;
};

/**
 * Connects. When the connection is over, or `ending` is aborted, ssh is ended and the folder removed; also when this program exits.
 *
 * @param carry  called for each connection to the socket, with ssh's control socket, through which a channel is opened
 * @throws EngineError worded from what ssh said
 */
export async function openSshConnection(
	address: SshAddress,
	env: NodeJS.ProcessEnv,
	carry: (socket: Socket, control: string) => void,
	ending: AbortSignal,
): Promise<SshConnection> {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-ssh-'));
	const control = join(folder, 'control');
	const socketPath = join(folder, 'engine');
	// A channel that only waits keeps the connection; it ends with our end of its stdin, also when we are killed.
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
		await masterIsUp(master, control, said, address);
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
