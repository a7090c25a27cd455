import {type ChildProcess, spawn} from 'node:child_process';
import {stat, statfs} from 'node:fs/promises';
import {hasCode, type SafeText} from '../../base/index.js';
import {atExit} from './at-exit.js';
import {guardGroup} from './guardian.js';
import {copyStdout, keepTail} from './process-output.js';

export type ProcessOptions = {
	readonly environment: Readonly<Record<string, string>>;
	readonly directory: string;
	readonly stdoutFile: string;
	/** A file that the program writes itself; its size counts too. */
	readonly reportFile?: string | null;
	readonly sizeLimit: number;
	/** Bytes that must stay free in `directory`, so that a scanner does not fill this host's disk; default 64 MB. */
	readonly leastFree?: number;
	readonly timeLimitMs: number;
	/** Between SIGTERM and SIGKILL. */
	readonly graceMs: number;
	readonly signal: AbortSignal;
	readonly onLine?: (line: SafeText) => void;
};

type StopReason = 'timed-out' | 'cancelled' | 'output-too-large' | 'disk-full';

export type ProcessEnd = {
	readonly why: 'exit' | StopReason | 'not-started';
	readonly code: number | null;
	readonly signal: string | null;
	/** The last lines of stderr, sanitised. */
	readonly log: readonly SafeText[];
};

/**
 * Runs a program in its own process group until its end: its children end with it, and its output is limited. The
 * group also ends with dockscope, even if that is killed.
 */
export async function runProcess(command: string, args: readonly string[], options: ProcessOptions): Promise<ProcessEnd> {
	if (options.signal.aborted) return {why: 'cancelled', code: null, signal: null, log: []};
	const child = spawn(command, [...args], {
		cwd: options.directory,
		env: {...options.environment},
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const watch = supervise(child, options);
	const stdout = copyStdout(child, options, () => watch.stop('output-too-large'));
	const stderr = keepTail(child, options.onLine);
	try {
		const exit = await ended(child);
		return {
			why: watch.reason() ?? (exit.failed === null ? 'exit' : 'not-started'),
			code: exit.code,
			signal: exit.signal,
			log: stderr(exit.failed),
		};
	} finally {
		await watch.end();
		await stdout();
	}
}

type Stop = (why: StopReason) => void;

/** Ends the group on a timeout, on the caller's signal, on too much output; and in any case when the leader has exited. */
function supervise(child: ChildProcess, options: ProcessOptions) {
	let why: StopReason | null = null;
	let killTimer: NodeJS.Timeout | null = null;
	const signalGroup = (name: NodeJS.Signals) => {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, name);
		} catch (error) {
			// The group has already exited, as intended.
			if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
		}
	};
	const stop: Stop = reason => {
		if (why !== null) return;
		why = reason;
		signalGroup('SIGTERM');
		killTimer = setTimeout(() => signalGroup('SIGKILL'), options.graceMs);
	};
	const onAbort = () => stop('cancelled');
	const timeLimit = setTimeout(() => stop('timed-out'), options.timeLimitMs);
	const sizes = setInterval(() => void overLimit(options).then(reason => reason && stop(reason)), 500);
	options.signal.addEventListener('abort', onAbort, {once: true});
	const forget = atExit(() => signalGroup('SIGKILL'));
	const endGuard = child.pid === undefined ? () => undefined : guardGroup(child.pid);
	return {
		stop,
		reason: () => why,
		async end() {
			clearTimeout(timeLimit);
			clearInterval(sizes);
			if (killTimer !== null) clearTimeout(killTimer);
			options.signal.removeEventListener('abort', onAbort);
			forget();
			signalGroup('SIGKILL');
			endGuard();
		},
	};
}

async function overLimit({reportFile, sizeLimit, directory, leastFree = 64_000_000}: ProcessOptions): Promise<StopReason | null> {
	const size = await stat(reportFile ?? directory).then(
		found => (found.isFile() ? found.size : 0),
		// Not written yet.
		() => 0,
	);
	if (size > sizeLimit) return 'output-too-large';
	const free = await statfs(directory).then(
		({bavail, bsize}) => bavail * bsize,
		// If the file system does not report free space, it is not watched.
		() => Number.POSITIVE_INFINITY,
	);
	return free < leastFree ? 'disk-full' : null;
}

/** After the leader has exited, a grandchild may still hold the pipes: they get a moment, then are closed. */
function ended(child: ChildProcess): Promise<{code: number | null; signal: string | null; failed: Error | null}> {
	return new Promise(resolve => {
		child.once('error', failed => resolve({code: null, signal: null, failed}));
		child.once('exit', (code, signal) => {
			const end = () => {
				clearTimeout(patience);
				child.stdout?.destroy();
				child.stderr?.destroy();
				resolve({code, signal, failed: null});
			};
			const patience = setTimeout(end, 500);
			child.once('close', end);
		});
	});
}
