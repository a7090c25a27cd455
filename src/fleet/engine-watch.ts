import {isDeepStrictEqual} from 'node:util';
import type {ContainerInspect} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {type EngineFacts, mountedHostPaths} from '../facts/index.js';
import {unseenHost} from '../host/unseen-host.js';
import {createChangeQueue} from './change-queue.js';
import {answerOf, askEssentials, askTheRest, type EngineWide} from './engine-answers.js';
import type {EventEffect} from './event-effect.js';
import type {FleetState} from './fleet-state.js';
import type {Judging} from './judging.js';
import type {HostAccess} from './local-host.js';
import {startSlice, turn} from './turns.js';

export type EngineWatch = {
	/** `/version`, `/info`, networks and volumes; after `begin` a part that comes late has everything judged again. */
	askEssentials(): Promise<void>;
	/** Judging begins with what is known. */
	begin(): void;
	/** Plugins, swarm, build cache; then the host, when the engine is proven to run here. */
	askTheRest(): Promise<void>;
	askAgain(): Promise<void>;
	/** Reads what /proc shows of a container of a local engine, and where its binds really lead. */
	readTruth(id: string): void;
	onEffect(effect: EventEffect): void;
	close(): void;
};

export type EngineWatchParts = {
	readonly reader: EngineReader;
	readonly state: FleetState;
	readonly signal: AbortSignal;
	readonly judging: Judging;
	readonly judgeAll: () => void;
	readonly changed: () => void;
	readonly host: HostAccess | null;
};

/** An image without an os-release has none in its two hundredth container either. */
const mostSystemLooks = 3;

/** What is known of the engine as a whole, and of its host. */
export function createEngineWatch({reader, state, signal, judging, judgeAll, changed, host}: EngineWatchParts): EngineWatch {
	let begun = false;
	const systemLooks = new Map<string, number>();
	/** Those of which /proc was read since the host is being read: their inspects came meanwhile. */
	const lookedAt = new Set<string>();
	const questions = createChangeQueue(askByEvent, {gather: 500, restFactor: 5});

	const tell = (part: Partial<EngineWide>) => {
		const before = begun ? {engine: judging.engine(), volumes: state.wide.volumes} : null;
		state.wide = {...state.wide, ...part};
		judging.invalidate();
		// `/info` counts open files and the time: what it says of the engine is compared.
		const isNews =
			before !== null &&
			!(isSameEngine(before.engine, judging.engine()) && isDeepStrictEqual(before.volumes, state.wide.volumes));
		if (isNews) judgeAll();
		changed();
	};
	const tellQuietly = (part: Partial<EngineWide>) => {
		state.wide = {...state.wide, ...part};
		judging.invalidate();
	};

	async function askByEvent(what: readonly string[]): Promise<void> {
		if (what.includes('engine')) return void (await askEssentials(reader, signal, tell));
		if (what.includes('networks')) tell({networks: await answerOf('engine:/networks', reader.networks(signal))});
		if (what.includes('volumes')) {
			tell({volumes: await answerOf('engine:/volumes', reader.volumes(signal))});
			if (state.local === true) for (const {inspect} of state.records.values()) followLinks(inspect);
		}
		if (what.includes('images')) await refreshImages();
	}

	/** A tag that moves leaves its old image without an event of its own: all in use are asked again. */
	async function refreshImages(): Promise<void> {
		for (const [id, known] of state.images) {
			const inspect = await answerOf('engine:/images/json', reader.image(id, signal));
			if (inspect.known) state.images.set(id, {...known, inspect: inspect.value});
		}
		judgeAll();
	}

	async function isLocal(): Promise<boolean> {
		if (reader.replayed) return false;
		try {
			return await reader.isLocal();
		} catch (error) {
			// It could not be proven.
			if (error instanceof EngineError) return false;
			throw error;
		}
	}

	async function readHost(): Promise<void> {
		if (host === null || signal.aborted) return;
		state.local = await isLocal();
		if (state.local) {
			lookedAt.clear();
			state.host = await host.readHost(state.wide.info?.known ? state.wide.info.value : null, reader.socketPath);
			await readAllTruth();
		} else {
			state.host ??= unseenHost(
				reader.replayed
					? 'a snapshot shows no more of its host than was recorded'
					: 'the engine is not proven to run on this machine',
			);
		}
		judgeAll();
	}

	async function readAllTruth(): Promise<void> {
		const slice = startSlice();
		for (const id of [...state.records.keys()]) {
			if (lookedAt.has(id)) continue;
			readTruth(id);
			if (slice.due()) await turn();
		}
	}

	function readTruth(id: string): void {
		if (host === null || state.local !== true) return;
		const record = state.records.get(id);
		const pid = record?.inspect?.State?.Pid ?? 0;
		followLinks(record?.inspect ?? null);
		if (record === undefined || pid <= 0) return;
		lookedAt.add(id);
		const {truth, processes} = host.readContainer(pid, id);
		// Where /proc does not tell, /top may still be asked on demand.
		record.extras = {...record.extras, truth, ...(processes.known ? {processes} : {})};
		readSystem(record.inspect?.Image ?? '', pid, id);
	}

	function followLinks(inspect: ContainerInspect | null): void {
		if (host === null || inspect === null) return;
		const volumes = state.wide.volumes?.known === true ? state.wide.volumes.value : undefined;
		for (const path of mountedHostPaths(inspect, volumes)) state.realPaths.set(path, host.realPath(path));
	}

	/** Once for each image: its base system is that of any container made from it. */
	function readSystem(imageId: string, pid: number, id: string): void {
		const image = state.images.get(imageId);
		const looks = systemLooks.get(imageId) ?? 0;
		if (host === null || image === undefined || image.os !== undefined || looks === mostSystemLooks) return;
		systemLooks.set(imageId, looks + 1);
		const os = host.readOperatingSystem(pid, id);
		if (os.known) state.images.set(imageId, {...image, os});
	}

	return {
		askEssentials: () => askEssentials(reader, signal, tell),
		begin() {
			begun = true;
		},
		async askTheRest() {
			if (!reader.replayed || state.wide.info !== null) {
				await askTheRest(reader, state.wide.info?.known ? state.wide.info.value : null, signal, tellQuietly);
			}
			await readHost();
		},
		askAgain: () => askEssentials(reader, signal, tell),
		readTruth,
		onEffect({kind}) {
			if (kind === 'image') questions.add('images');
			if (kind === 'networks' || kind === 'volumes' || kind === 'engine') questions.add(kind);
		},
		close: () => questions.close(),
	};
}

function isSameEngine({raw: _, ...a}: EngineFacts, {raw: __, ...b}: EngineFacts): boolean {
	return isDeepStrictEqual(a, b);
}

/** An edited answer may hold anything there. */
