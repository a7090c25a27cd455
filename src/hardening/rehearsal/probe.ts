import {execFile} from 'node:child_process';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {probeScript} from './probe-script.js';

export type Reply = {readonly is: 'answered' | 'spoke' | 'silent' | 'closed' | 'refused'; readonly text: SafeText};
/** By TCP port. */
export type Replies = ReadonlyMap<number, Reply>;

const kinds: readonly Reply['is'][] = ['answered', 'spoke', 'silent', 'closed', 'refused'];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Asks the TCP ports of a twin from inside its network namespace. `null` when that cannot be entered (not root). */
export function probePorts(pid: number, ports: readonly number[]): Promise<Replies | null> {
	if (ports.length === 0) return Promise.resolve(new Map());
	const args = ['--target', String(pid), '--net', process.execPath, '-e', probeScript, ...ports.map(String)];
	return new Promise(resolve => {
		execFile('nsenter', args, {timeout: 30_000, env: {PATH: path}}, (error, stdout) =>
			resolve(error === null ? parse(stdout) : null),
		);
	});
}

export type CheckResult = {readonly ok: boolean; readonly output: SafeText};

/**
 * The user's own check, by `sh -c` of this host: in the twin's network namespace where that may be entered. It finds the twin in
 * `DOCKSCOPE_TWIN_ID` and `DOCKSCOPE_TWIN_PID`; its exit status decides.
 */
export function runCheck(command: string, twin: {id: string; pid: number | null}, signal?: AbortSignal): Promise<CheckResult> {
	const shell = ['sh', '-c', command];
	const [program = 'sh', ...args] = twin.pid === null ? shell : ['nsenter', '--target', String(twin.pid), '--net', ...shell];
	const env = {...process.env, DOCKSCOPE_TWIN_ID: twin.id, DOCKSCOPE_TWIN_PID: String(twin.pid ?? '')};
	return new Promise(resolve => {
		execFile(program, args, {timeout: 60_000, env, ...(signal === undefined ? {} : {signal})}, (error, stdout, stderr) =>
			resolve({ok: error === null, output: sanitise((stderr || stdout || error?.message || '').slice(-300))}),
		);
	});
}

function parse(text: string): Replies | null {
	try {
		const answer: Record<string, {is?: string; text?: string}> = JSON.parse(text);
		return new Map(
			Object.entries(answer).map(([port, reply]) => [
				Number(port),
				{is: kinds.find(kind => kind === reply.is) ?? 'silent', text: sanitise(reply.text ?? '')},
			]),
		);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
