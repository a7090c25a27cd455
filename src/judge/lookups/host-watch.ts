import {isDeepStrictEqual} from 'node:util';
import {
	createChangeQueue,
	EngineError,
	type EngineReader,
	type HostAccess,
	type HostFacts,
	noteUnforeseen,
	parseTime,
	type RunningContainer,
	startedSince,
	unknown,
	unseenHost,
} from '../../base/index.js';
import type {ContainerRecord} from '../inventory/container-record.js';
import type {FleetState} from '../inventory/fleet-state.js';
import {followAllLinks, followLinks} from './bind-sources.js';
import type {EvidenceSource} from './evidence-source.js';

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

export type ProcWatch = {
	/** Reads what /proc shows of a container of a local engine, and the real paths of its bind sources. */
	read(id: string): Promise<void>;
	/** A round begins, of those that are read from now on. */
	beginRound(): void;
	/** Reads those that were not read in this round. */
	endRound(): Promise<void>;
};

/** An image without an os-release has none in its two hundredth container either. */
const MAX_SYSTEM_LOOKS = 3;

/** How often, and after how many milliseconds each, to check whether a container's entrypoint has been executed: there is no event for it. */
const looksForStart = {times: 10, every: 200};
/**
 * Milliseconds after a container's start at which it is looked at again: an entrypoint that is root while it prepares, and then drops its
 * privileges, causes no event either.
 */
const looksAfterStart = [2_000, 6_000, 20_000, 60_000];

/** What /proc shows of the containers of a local engine. @param changed  it shows something else than before, without an event */
function createProcWatch(source: EvidenceSource, changed: (id: string) => void): ProcWatch {
	const {state, signal, host} = source;
	const systemLooks = new Map<string, number>();
	/** Those whose /proc was read in this round. */
	const lookedAt = new Set<string>();
	/** `id/pid` of those that will be looked at again. */
	const waiting = new Set<string>();

	/** A failure on one container leaves its processes unknown, with the reason. */
	async function read(id: string, looks = 0): Promise<void> {
		try {
			await lookInto(id, looks);
		} catch (error) {
			const record = state.records.get(id);
			const failed = unknown('host:/proc', noteUnforeseen(`reading /proc of ${id.slice(0, 12)}`, error));
			if (record !== undefined) record.evidence = {...record.evidence, truth: failed, sockets: {own: failed, inNetwork: failed}};
		}
	}

	async function lookInto(id: string, looks: number): Promise<void> {
		if (host === null || state.local !== true) return;
		const record = state.records.get(id);
		const pid = record?.inspect?.State?.Pid ?? 0;
		if (record !== undefined && pid > 0) lookedAt.add(id);
		await followLinks(source, record?.inspect ?? null);
		if (record === undefined || pid <= 0) return;
		const {truth, sockets, processes, begun} = await host.readContainer(pid, id);
		// It was asked about an earlier start.
		if (signal.aborted || record.inspect?.State?.Pid !== pid) return;
		if (begun) lookAfterStart(record, pid);
		else if (looks < looksForStart.times) lookAgain(record, pid, looksForStart.every, looks + 1);
		// If /proc shows nothing, /top may still be used on demand.
		record.evidence = {...record.evidence, truth, sockets, ...(processes.known ? {processes} : {})};
		await readSystem(record.inspect?.Image ?? '', pid, id);
	}

	function lookAfterStart(record: ContainerRecord, pid: number): void {
		const age = Date.now() - parseTime(record.inspect?.State?.StartedAt ?? '');
		// The host is this one, and so is its clock.
		const next = looksAfterStart.find(after => after > age);
		if (next !== undefined) lookAgain(record, pid, next - age, 0);
	}

	function lookAgain(record: ContainerRecord, pid: number, after: number, looks: number): void {
		const start = `${record.id}/${pid}`;
		if (waiting.has(start)) return;
		waiting.add(start);
		setTimeout(async () => {
			waiting.delete(start);
			if (signal.aborted || state.records.get(record.id) !== record || record.inspect?.State?.Pid !== pid) return;
			const before = record.evidence;
			await read(record.id, looks);
			if (signal.aborted || isDeepStrictEqual(before, record.evidence)) return;
			changed(record.id);
		}, after).unref();
	}

	/** Once per image: all its containers have the same base system. */
	async function readSystem(imageId: string, pid: number, id: string): Promise<void> {
		const image = state.images.get(imageId);
		const looks = systemLooks.get(imageId) ?? 0;
		if (host === null || image === undefined || image.os !== undefined || looks === MAX_SYSTEM_LOOKS) return;
		systemLooks.set(imageId, looks + 1);
		const os = await host.readOperatingSystem(pid, id);
		if (os.known) state.images.set(imageId, {...(state.images.get(imageId) ?? image), os});
	}

	return {
		read: id => read(id),
		beginRound: () => lookedAt.clear(),
		async endRound() {
			// Asked together, and answered one after the other.
			await Promise.all([...state.records.keys()].filter(id => !lookedAt.has(id)).map(id => read(id)));
		},
	};
}
