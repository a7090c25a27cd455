import {isDeepStrictEqual} from 'node:util';
import {type ContainerInspect, unknown} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {RunningContainer} from '../engine/locality.js';
import {startedSince} from '../facts/firewall/firewall-as-read.js';
import {givenHostPaths, type HostFacts, mountedPaths} from '../facts/index.js';
import type {HostAccess} from '../host/local-host.js';
import {unseenHost} from '../host/unseen-host.js';
import type {ContainerRecord} from '../inventory/container-record.js';
import type {FleetState} from '../inventory/fleet-state.js';
import {createChangeQueue} from '../terminal/change-queue.js';
import {parseTime} from '../terminal/iso-time.js';
import {timeSlice, yieldToEventLoop} from '../terminal/time-slice.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import type {EvidenceSource} from './evidence-source.js';

export type HostWatch = {
	/** Reads the host and each container on it when the engine is verified to run here; else records why it is not visible. */
	readHost(): Promise<void>;
	/** Reads what /proc shows of a container of a local engine, and the real paths of its bind sources. */
	readLiveState(id: string): void;
	/** Reads the host again soon, because a container started, stopped or joined a network: its firewall and its listening sockets changed. */
	readHostAgain(): void;
	/** Resolves the bind sources of all containers. */
	followAllLinks(): void;
	close(): void;
};

export type HostWatchParts = {
	/** A container about which more is known. */
	readonly judgeAgain: (id: string) => void;
	/** The host has changed, on which every container may depend. */
	readonly judgeAllAgain: () => void;
};

/** An image without an os-release has none in its two hundredth container either. */
const mostSystemLooks = 3;

/** How often, and after how many milliseconds each, to check whether a container's entrypoint has been executed: there is no event for it. */
const looksForStart = {times: 10, every: 200};
/**
 * Milliseconds after a container's start at which it is looked at again: an entrypoint that is root while it prepares, and then drops its
 * privileges, causes no event either.
 */
const looksAfterStart = [2_000, 6_000, 20_000, 60_000];

/** Reading the host takes some 50 ms: a crash loop costs at most a twentieth of the time. */
const readingAgain = {gather: 500, restFactor: 20};

/** What this machine shows of the containers of a local engine. */
export function createHostWatch({reader, state, signal, host}: EvidenceSource, parts: HostWatchParts): HostWatch {
	const again = createChangeQueue(readChangedHost, readingAgain);
	const systemLooks = new Map<string, number>();
	/** Those whose /proc was read since the host is being read: their inspects arrived meanwhile. */
	const lookedAt = new Set<string>();
	/** `id/pid` of those that will be looked at again. */
	const waiting = new Set<string>();

	async function readHost(): Promise<void> {
		if (host === null || signal.aborted) return;
		state.local = await isLocal(reader, someRunning(state));
		if (state.local) {
			lookedAt.clear();
			state.host = await readAll(host);
			// Only now it is known which sockets the runtimes listen on: containers that came meanwhile are looked at again.
			followAllLinks();
			await readLiveStates(id => !lookedAt.has(id));
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
		followAllLinks();
		parts.judgeAllAgain();
	}

	async function readLiveStates(isWanted: (id: string) => boolean): Promise<void> {
		const slice = timeSlice();
		for (const id of [...state.records.keys()].filter(isWanted)) {
			readLiveState(id);
			if (slice.due()) await yieldToEventLoop();
		}
	}

	/** A failure on one container leaves its processes unknown, with the reason. */
	function readLiveState(id: string, looks = 0): void {
		try {
			lookInto(id, looks);
		} catch (error) {
			const record = state.records.get(id);
			const failed = unknown('host:/proc', noteUnforeseen(`reading /proc of ${id.slice(0, 12)}`, error));
			if (record !== undefined) record.evidence = {...record.evidence, truth: failed, sockets: {own: failed, inNetwork: failed}};
		}
	}

	function lookInto(id: string, looks: number): void {
		if (host === null || state.local !== true) return;
		const record = state.records.get(id);
		const pid = record?.inspect?.State?.Pid ?? 0;
		followLinks(record?.inspect ?? null);
		if (record === undefined || pid <= 0) return;
		lookedAt.add(id);
		const {truth, sockets, processes, begun} = host.readContainer(pid, id);
		if (begun) lookAfterStart(record, pid);
		else if (looks < looksForStart.times) lookAgain(record, pid, looksForStart.every, looks + 1);
		// If /proc shows nothing, /top may still be used on demand.
		record.evidence = {...record.evidence, truth, sockets, ...(processes.known ? {processes} : {})};
		readSystem(record.inspect?.Image ?? '', pid, id);
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
		setTimeout(() => {
			waiting.delete(start);
			if (signal.aborted || state.records.get(record.id) !== record || record.inspect?.State?.Pid !== pid) return;
			const before = record.evidence;
			readLiveState(record.id, looks);
			if (isDeepStrictEqual(before, record.evidence)) return;
			parts.judgeAgain(record.id);
			// What it listens on in the host's network is in the host's list of sockets too.
			again.add('host');
		}, after).unref();
	}

	function followLinks(inspect: ContainerInspect | null): void {
		if (host === null || inspect === null) return;
		const volumes = state.engineAnswers.volumes?.known === true ? state.engineAnswers.volumes.value : undefined;
		for (const path of givenHostPaths(inspect, volumes)) state.realPaths.set(path, host.realPath(path));
		for (const path of mountedPaths(inspect, volumes)) {
			const source = host.mountedSource(path);
			if (source === null) state.sources.delete(path);
			else state.sources.set(path, source);
		}
	}

	function followAllLinks(): void {
		if (state.local !== true) return;
		for (const {inspect} of state.records.values()) followLinks(inspect);
	}

	/** Once per image: all its containers have the same base system. */
	function readSystem(imageId: string, pid: number, id: string): void {
		const image = state.images.get(imageId);
		const looks = systemLooks.get(imageId) ?? 0;
		if (host === null || image === undefined || image.os !== undefined || looks === mostSystemLooks) return;
		systemLooks.set(imageId, looks + 1);
		const os = host.readOperatingSystem(pid, id);
		if (os.known) state.images.set(imageId, {...image, os});
	}

	return {
		readHost,
		readLiveState: id => readLiveState(id),
		readHostAgain: () => again.add('host'),
		followAllLinks,
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
