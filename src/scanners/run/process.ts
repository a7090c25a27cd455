import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {stat, statfs} from 'node:fs/promises';
import {maskSecrets} from '../../facts/secrets.js';
import {hasCode} from '../../terminal/has-code.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitiseLines} from '../../terminal/sanitise.js';
import {longestLine, shortened} from '../../terminal/shorten.js';
import {atExit} from './at-exit.js';
import {guardGroup} from './guardian.js';

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

const logLimit = 64 * 1024;
const logLines = 200;

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
	const stdout = copyStdout(child, options, watch.stop);
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

/** Returns a function that waits until all of it is on disk. */
function copyStdout(child: ChildProcess, options: ProcessOptions, stop: Stop): () => Promise<void> {
	const file = createWriteStream(options.stdoutFile, {mode: 0o600});
	let size = 0;
	let full: Error | null = null;
	file.on('error', error => {
		full = error;
		child.stdout?.resume();
	});
	child.stdout?.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size > options.sizeLimit) return stop('output-too-large');
		if (full === null && !file.write(chunk)) {
			child.stdout?.pause();
			file.once('drain', () => child.stdout?.resume());
		}
	});
	return () =>
		new Promise(resolve => {
			if (full !== null || file.destroyed) return resolve();
			file.once('close', () => resolve());
			file.end(() => file.destroy());
		});
}

/** Only the end of stderr is kept: a flood costs no memory. Lines are reported as they come, of a flood only the last ones. */
function keepTail(child: ChildProcess, onLine: ProcessOptions['onLine']): (failed: Error | null) => readonly SafeText[] {
	let tail = '';
	child.stderr?.setEncoding('utf8');
	child.stderr?.on('data', (chunk: string) => {
		tail = (tail + chunk).slice(-logLimit);
		if (onLine !== undefined)
			for (const line of sanitiseLines(chunk.slice(-2000))) if (line.trim() !== '') onLine(maskSecrets(line));
	});
	return failed =>
		sanitiseLines(failed === null ? tail : `${tail}\n${failed.message}`)
			.filter(line => line.trim() !== '')
			// A scanner's errors repeat its input: URLs with a password, tokens.
			.map(line => shortened(maskSecrets(line), longestLine))
			.slice(-logLines);
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
