import {isDeepStrictEqual} from 'node:util';
import {
	createChangeQueue,
	EngineError,
	type EngineReader,
	type HostAccess,
	type HostFacts,
	noteUnforeseen,
	type RunningContainer,
	startedSince,
	unseenHost,
} from '../../base/index.js';
import type {FleetState} from '../inventory/fleet-state.js';
import {followAllLinks} from './bind-sources.js';
import type {EvidenceSource} from './evidence-source.js';
import {createProcWatch} from './proc-watch.js';

export type HostWatch = {
	/** Reads the host and each container on it when the engine is verified to run here; else records why it is not visible. */
	readHost(): Promise<void>;
	/** Reads what /proc shows of a container of a local engine, and the real paths of its bind sources. */
	readLiveState(id: string): Promise<void>;
	/** Reads the host again soon, because a container started, stopped or joined a network: its firewall and its listening sockets changed. */
	readHostAgain(): void;
	close(): void;
};

export type HostWatchParts = {
	/** A container about which more is known. */
	readonly judgeAgain: (id: string) => void;
	/** The host has changed, on which every container may depend. */
	readonly judgeAllAgain: () => void;
};

/** Reading the host takes some 50 ms: a crash loop costs at most a twentieth of the time. */
const readingAgain = {gather: 500, restFactor: 20};

/** What this machine shows of the containers of a local engine. */
export function createHostWatch(source: EvidenceSource, parts: HostWatchParts): HostWatch {
	const {reader, state, signal, host} = source;
	const again = createChangeQueue(readChangedHost, readingAgain);
	const proc = createProcWatch(source, id => {
		parts.judgeAgain(id);
		// What it listens on in the host's network is in the host's list of sockets too.
		again.add('host');
	});

	async function readHost(): Promise<void> {
		if (host === null || signal.aborted) return;
		state.local = await isLocal(reader, someRunning(state));
		if (state.local) {
			proc.beginRound();
			state.host = await readAll(host);
			// Only now it is known which sockets the runtimes listen on: containers that came meanwhile are looked at again.
			await followAllLinks(source);
			await proc.endRound();
		} else {
			state.host ??= unseenHost(
				reader.replayed
					? 'a snapshot shows no more of its host than was recorded'
					: 'cannot confirm that the engine runs on this machine',
			);
		}
	}

	async function readAll(access: HostAccess): Promise<HostFacts> {
		const begun = Date.now();
		try {
			return await access.readHost(state.engineAnswers.info?.known ? state.engineAnswers.info.value : null, reader.socketPath);
		} catch (error) {
			return unseenHost(noteUnforeseen('reading this host', error));
		} finally {
			state.hostReadAt = begun;
		}
	}

	async function readChangedHost(): Promise<void> {
		if (host === null || signal.aborted || state.local !== true) return;
		const before = state.host;
		const awaiting = [...state.facts.values()].filter(facts => startedSince(facts, state.hostReadAt));
		state.host = await readAll(host);
		if (isDeepStrictEqual(before, state.host)) {
			for (const {id} of awaiting) parts.judgeAgain(id);
			return;
		}
		await followAllLinks(source);
		parts.judgeAllAgain();
	}

	return {
		readHost,
		readLiveState: proc.read,
		readHostAgain: () => again.add('host'),
		close: again.close,
	};
}

/** Any of them gives the proof; more than one, since one may have ended. */
const enoughToProve = 3;

function someRunning({inspects}: FleetState): RunningContainer[] {
	const running: RunningContainer[] = [];
	for (const [id, {State}] of inspects) {
		if ((State?.Pid ?? 0) > 0) running.push({id, pid: State?.Pid ?? 0});
		if (running.length === enoughToProve) break;
	}
	return running;
}

async function isLocal(reader: EngineReader, running: readonly RunningContainer[]): Promise<boolean> {
	if (reader.replayed) return false;
	try {
		return await reader.isLocal(running);
	} catch (error) {
		// It could not be verified.
		if (!(error instanceof EngineError)) noteUnforeseen('proving that the engine runs here', error);
		return false;
	}
}
