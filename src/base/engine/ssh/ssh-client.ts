import {spawn} from 'node:child_process';
import {stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {type EngineAddress, showAddress} from '../endpoint/address.js';
import {engineError} from '../engine-error.js';
import {sshError} from './ssh-failures.js';

export type SshAddress = EngineAddress & {kind: 'ssh'};

const CONNECT_SECONDS = 20;
/** In addition to ssh's own connect timeout: for keys, agents and jump hosts. */
const AUTHENTICATION_SECONDS = 10;

export type SshChild = ReturnType<typeof startSsh>;

/** Starts the user's ssh. @param args  the channel, its destination, and what to run there */
export function startSsh(args: readonly string[], env: NodeJS.ProcessEnv) {
	// In its own session ssh has no terminal to prompt on or write to.
	return spawn('ssh', [...COMMON, ...args], {env, stdio: ['pipe', 'pipe', 'pipe'], detached: true});
}

/** Never prompts, forwards nothing, notices a dead connection within a minute. @source ssh_config(5) */
const COMMON = [
	'-T',
	...[
		'BatchMode=yes',
		`ConnectTimeout=${CONNECT_SECONDS}`,
		'ServerAliveInterval=15',
		'ServerAliveCountMax=3',
		'ForwardAgent=no',
		'ForwardX11=no',
		'ClearAllForwardings=yes',
		'ControlPersist=no',
		'LogLevel=ERROR',
	].flatMap(option => ['-o', option]),
];

/** User and host, after all options: `--` keeps a host that starts with a dash from being parsed as one. */
export function destination({user, host, port}: SshAddress): string[] {
	return [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)]), '--', host];
}

/** Connects our end of a channel to the remote engine. The remote shell parses this line, so the path is quoted for it. */
export function remoteCommand({socketPath}: SshAddress): string[] {
	if (socketPath === null) return ['docker', 'system', 'dial-stdio'];
	return ['docker', '--host', `'${`unix://${socketPath}`.replaceAll("'", `'\\''`)}'`, 'system', 'dial-stdio'];
}

/** The child's stderr, its last 4,000 characters; shown only on failure, and then sanitised. */
export function stderrOf(child: SshChild): () => string {
	let printed = '';
	child.stderr.on('data', (chunk: Buffer) => {
		printed = (printed + chunk.toString('utf8')).slice(-4000);
	});
	return () => printed;
}

/** Resolves when the control socket exists, which ssh creates after authentication. */
export async function waitForControlMaster(
	master: SshChild,
	control: string,
	said: () => string,
	address: SshAddress,
): Promise<void> {
	let over: number | null | undefined;
	let broken: NodeJS.ErrnoException | undefined;
	master.stdin.on('error', () => master.kill());
	master.stdout.resume();
	master.once('close', code => {
		over = code;
	});
	master.once('error', error => {
		broken = error;
	});
	const deadline = Date.now() + (CONNECT_SECONDS + AUTHENTICATION_SECONDS) * 1000;
	for (;;) {
		if (broken?.code === 'ENOENT') {
			throw engineError('ssh', `cannot reach ${showAddress(address)}: there is no ssh command here. Install the OpenSSH client`);
		}
		if (broken !== undefined) throw engineError('ssh', `cannot start ssh: ${broken.message}`, null, broken);
		if (over !== undefined) throw sshError(address, over ?? 255, said());
		if (await isThere(control)) return;
		if (Date.now() > deadline) {
			master.kill();
			throw engineError(
				'timeout',
				`${showAddress(address)} did not let ssh in within ${CONNECT_SECONDS + AUTHENTICATION_SECONDS} s`,
			);
		}
		await sleep(15);
	}
}

async function isThere(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
