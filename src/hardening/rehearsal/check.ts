import {execFile} from 'node:child_process';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';

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
