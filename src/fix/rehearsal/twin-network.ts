import {spawn} from 'node:child_process';
import {closeSync, fstatSync, openSync, statSync} from 'node:fs';
import {hasCode, isInContainer, openTree} from '../../base/index.js';

/** A file descriptor of a network namespace: it stays valid even if the process ends and its PID is reused. */
export type Network = number;

/**
 * Calls `act` with the network of a twin; with `null` if it cannot be entered: it has ended, or this user may not. It is never the
 * network of this process, so that probes cannot reach the host or the original.
 *
 * @param pid  first process of the twin, of an engine on this host
 */
export async function withTwinNetwork<T>(
	{id, pid}: {readonly id: string; readonly pid: number},
	act: (network: Network | null) => Promise<T>,
): Promise<T> {
	const network = openNetwork(pid);
	try {
		// Opened first and verified afterwards: this detects a PID that was reused in between.
		const isTwins = network !== null && isInContainer(openTree('/'), pid, id) && !isOwn(network);
		return await act(isTwins ? network : null);
	} finally {
		if (network !== null) closeSync(network);
	}
}

function openNetwork(pid: number): Network | null {
	if (pid <= 0) return null;
	try {
		return openSync(`/proc/${pid}/ns/net`, 'r');
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return null;
		throw error;
	}
}

const isOwn = (network: Network): boolean => fstatSync(network).ino === statSync('/proc/self/ns/net').ino;

export type Outcome = {readonly ok: boolean; readonly stdout: string; readonly stderr: string};

type RunOptions = {
	readonly env: NodeJS.ProcessEnv;
	readonly timeout: number;
	readonly signal?: AbortSignal | undefined;
};

/** Maximum output of a program that is kept, from its end. */
const maxOutput = 1024 * 1024;

/** Runs a program of this host in a network namespace, and waits for its end. */
export function runInNetwork(network: Network, command: readonly string[], {env, timeout, signal}: RunOptions): Promise<Outcome> {
	return new Promise(resolve => {
		const child = spawn('nsenter', ['--net=/proc/self/fd/3', ...command], {
			env,
			timeout,
			killSignal: 'SIGKILL',
			stdio: ['ignore', 'pipe', 'pipe', network],
			...(signal === undefined ? {} : {signal}),
		});
		const texts = {stdout: '', stderr: ''};
		for (const name of ['stdout', 'stderr'] as const)
			child[name]?.setEncoding('utf8').on('data', (text: string) => {
				texts[name] = (texts[name] + text).slice(-maxOutput);
			});
		child.once('error', error => resolve({...texts, ok: false, stderr: texts.stderr || error.message}));
		child.once('close', code => resolve({...texts, ok: code === 0}));
	});
}
