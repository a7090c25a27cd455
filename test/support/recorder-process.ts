import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Entry} from '../../src/record/recorder/store/entry.js';
import {openStoreReader, storePath} from '../../src/record/recorder/store/read-store.js';
import {until} from './process-table.js';
import {program} from './run-cli.js';

export type RecorderProcess = {
	readonly child: ChildProcess;
	readonly stderr: () => string;
	/** Ends it, and gives its exit status; `null` after a signal. */
	readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/**
 * Starts `dockscope record`, and waits until it records.
 *
 * @param state  XDG_STATE_HOME
 * @param before  a command that runs it: `unshare …`
 */
export async function startRecorder(
	host: string,
	state: string,
	args: readonly string[] = [],
	before: readonly string[] = [],
): Promise<RecorderProcess> {
	const [command = '', ...words] = [...before, process.execPath, program, 'record', '--host', host, ...args];
	const env = {PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'};
	const child = spawn(command, words, {env, stdio: ['ignore', 'ignore', 'pipe']});
	let said = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const recorder: RecorderProcess = {
		child,
		stderr: () => said,
		async end(signal = 'SIGTERM') {
			const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
			child.kill(signal);
			await ended;
			return child.exitCode;
		},
	};
	await until('it records', async () => {
		if (child.exitCode !== null) throw new Error(said);
		return said.includes('Ctrl-C stops') ? true : null;
	});
	return recorder;
}

export const recordedIn = (state: string): Entry[] => [...openStoreReader(storePath({XDG_STATE_HOME: state}) ?? '').read()];

/** Kernel traces of recorders that a journal of this state directory names, and that are there. */
export function tracesOf(state: string): string[] {
	const created = join(state, 'dockscope/created');
	const journals = existsSync(created) ? readdirSync(created).map(name => readFileSync(join(created, name), 'utf8')) : [];
	const named = journals.flatMap(text => text.match(/dockscope-[0-9a-f]{16}-record/g) ?? []);
	return readdirSync('/sys/kernel/tracing/instances').filter(name => named.includes(name));
}
