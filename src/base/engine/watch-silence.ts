import {EngineError} from './engine-error.js';
import type {EngineReader} from './engine-reader.js';

/**
 * Milliseconds. An engine that hangs is noticed within `quiet` plus twice `patience`, nine seconds; the second try is for a machine, or a
 * dockscope, that was itself suspended. `/_ping` costs an engine some 0.1 ms, so fifteen a minute are negligible.
 */
const times = {quiet: 4_000, patience: 2_500};

/**
 * Pings an engine from which nothing was heard: a process that was stopped, or hangs, keeps its connections open,
 * so no stream ends and nothing else reveals it.
 *
 * @param isWatched  false while its loss is already known
 * @returns a function that stops watching
 */
export function watchSilence(reader: EngineReader, isWatched: () => boolean, onSilent: () => void): () => void {
	let timer: NodeJS.Timeout;
	let stopped = false;

	function lookIn(milliseconds: number): void {
		if (!stopped) timer = setTimeout(() => void look(), milliseconds).unref();
	}

	async function look(): Promise<void> {
		const quietFor = performance.now() - reader.heardAt();
		if (quietFor < times.quiet) return lookIn(times.quiet - quietFor);
		if (isWatched() && (await isSilent(reader)) && (await isSilent(reader)) && isWatched()) onSilent();
		lookIn(times.quiet);
	}

	lookIn(times.quiet);
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}

/** True when nothing arrived in time, neither this answer nor any other: if all connections are busy, the ping cannot get through. */
async function isSilent(reader: EngineReader): Promise<boolean> {
	const began = performance.now();
	try {
		await reader.ping(times.patience);
		return false;
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		return error.kind === 'timeout' && reader.heardAt() < began;
	}
}
