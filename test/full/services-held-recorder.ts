import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {until} from '../support/process-table.js';
import type {HeldEngine} from './services-held-engine.js';

/** A recorder on the engine of a test, which records when this resolves; its store is in the folder of the test. */
export async function startHeldRecorder({env, folder, engine}: HeldEngine) {
	const recorderEnv = {...env, XDG_STATE_HOME: folder};
	const recorder = spawn(process.execPath, ['bin/dockscope.js', 'record', '--host', engine.host], {
		env: recorderEnv,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	await until('it records', async () => (said.includes('Ctrl-C stops') ? true : null));
	return {
		env: recorderEnv,
		/** What it has written for its user so far. */
		said: () => said,
		/** Resolves when it has ended. */
		async end(): Promise<void> {
			if (recorder.exitCode !== null) return;
			const ended = once(recorder, 'exit');
			recorder.kill('SIGTERM');
			await ended;
		},
	};
}
