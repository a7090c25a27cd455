import {addAbortSignal} from 'node:stream';
import type {ContainerInspect, ContainerRow, EngineEvent, EngineVersion, ImageIdentity, SwarmAnswers} from '../answers/index.js';
import {sanitise, trusted} from '../terminal/safe-text.js';
import {type EngineAddress, reachOf, showAddress} from './address.js';
import * as shapes from './answer-shapes.js';
import {IMAGE_IDENTITY, isOlder} from './api-version.js';
import {readPathStat, segment, sortMounts, topColumns} from './container-questions.js';
import {EngineError, isNoSuchContainer} from './engine-error.js';
import type {EngineReader} from './engine-reader.js';
import {readEngineEvents} from './events.js';
import {isLocalEngine, type RunningContainer} from './locality.js';
import type {Prefetch} from './prefetch.js';
import {MAX_LIST} from './read-answer.js';
import type {Ask} from './read-only-client.js';
import {openSession} from './session.js';
import {openTransport} from './transport.js';

/** Milliseconds until an answer begins, and between its parts. */
export type Timeouts = {
	readonly ping: number;
	readonly usual: number;
	/** Podman takes more than a second for `/info`; `/top` forks a process and `/changes` walks the file system. */
	readonly slow: number;
	/** Image inspect with the identity, in which an engine verifies signatures. */
	readonly identity: number;
};

export type ReaderOptions = {
	/** Answers already in flight: for the first `containers` and `events` with the same parameters. */
	readonly prefetch?: Prefetch | null;
	/** Of the ssh child. */
	readonly env?: NodeJS.ProcessEnv;
	readonly timeouts?: Partial<Timeouts>;
};

const TIMEOUTS: Timeouts = {ping: 10_000, usual: 15_000, slow: 45_000, identity: 10_000};
/** Milliseconds: an engine packs a whole file system or image before it sends much of it, and all of it takes minutes. */
const PACKING: Ask = {timeoutMs: 120_000, totalMs: 600_000};

/**
 * Reads a live engine. Nothing is sent before the first question; the API version is negotiated with the first, and again with
 * each `ping`, since an engine may come back upgraded.
 */
export function createReader(address: EngineAddress, options: ReaderOptions = {}): EngineReader {
	const timeouts = {...TIMEOUTS, ...options.timeouts};
	const first = options.prefetch ?? null;
	const transport = first?.transport ?? openTransport(address, ['GET', 'HEAD'], {env: options.env ?? process.env});
	const {ask, read, open, connected, reconnect} = openSession(transport, timeouts.ping, first?.negotiated);
	let firstRows = first?.rows ?? null;
	let firstEvents = first?.events ?? null;
	let local: Promise<boolean> | null = null;
	let proven = false;

	const usual = (signal: AbortSignal | undefined): Ask => ({timeoutMs: timeouts.usual, signal});
	const slow = (signal: AbortSignal | undefined): Ask => ({timeoutMs: timeouts.slow, signal});

	async function containers({all}: {all: boolean}, signal?: AbortSignal): Promise<ContainerRow[]> {
		if (first?.all === all && firstRows !== null) {
			const rows = firstRows;
			firstRows = null;
			return rows;
		}
		const asked = {...usual(signal), maxBytes: MAX_LIST};
		return shapes.containerRows(address, (await ask(docker => docker.listContainers({all}), asked)) ?? []);
	}

	async function inspect(id: string, signal?: AbortSignal): Promise<ContainerInspect> {
		const answer = await ask(docker => docker.getContainer(segment(id)).inspect(), usual(signal));
		return sortMounts(shapes.containerInspect(address, answer));
	}

	/** A container that is being removed loses its files first: a missing path then says nothing about what it had. */
	async function standsWithout(id: string, signal: AbortSignal | undefined): Promise<null> {
		const {State: state} = await inspect(id, signal);
		if (state?.Dead !== true && state?.Status !== 'removing') return null;
		throw new EngineError('not-found', trusted('no such container any more: it is being removed'), 404);
	}

	async function proveLocal(known: readonly RunningContainer[]): Promise<boolean> {
		if (address.kind !== 'unix') return false;
		if (known.length > 0 && isLocalEngine(address.socketPath, known)) return true;
		const few = {limit: 3, filters: {status: ['running']}};
		const rows = shapes.containerRows(address, (await ask(docker => docker.listContainers(few), usual(undefined))) ?? []);
		const running = await Promise.all(
			rows.map(async row => ({id: row.Id, pid: (await inspect(row.Id).catch(goneIsNothing))?.State?.Pid ?? 0})),
		);
		return isLocalEngine(address.socketPath, running);
	}

	async function* events(
		{onOpen, ...range}: {since?: number; until?: number; onOpen?: () => void},
		signal: AbortSignal,
	): AsyncGenerator<EngineEvent> {
		const stream = await openEvents(range, signal);
		onOpen?.();
		yield* readEngineEvents(address, stream);
	}

	async function openEvents(range: {since?: number; until?: number}, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
		const asked = range.since === undefined && range.until === undefined ? firstEvents : null;
		if (asked === null) return ask(docker => docker.getEvents(range), {timeoutMs: timeouts.usual, silenceMs: 0, signal});
		firstEvents = null;
		return addAbortSignal(signal, await asked);
	}

	/** An engine that is too old is not asked: its silence about the origin would read as none. */
	async function identity(id: string, signal?: AbortSignal): Promise<ImageIdentity | null> {
		const {offered} = await connected(signal);
		const api = offered ?? (await version(signal)).ApiVersion ?? '';
		if (api === '' || isOlder(api, IMAGE_IDENTITY.oldest)) {
			const speaks = api === '' ? 'this one does not name its version' : `this one speaks ${api}`;
			throw new EngineError(
				'engine',
				sanitise(`the engine reports where an image came from only with API ${IMAGE_IDENTITY.oldest} or newer, and ${speaks}`),
			);
		}
		// The whole answer within the limit: no one waits for a signature as long as for a list.
		const asked = {timeoutMs: timeouts.identity, totalMs: timeouts.identity, newest: IMAGE_IDENTITY.newest, signal};
		const inspect = shapes.imageInspect(address, await ask(docker => docker.getImage(segment(id)).inspect(), asked));
		return inspect.Identity ?? null;
	}

	async function version(signal?: AbortSignal): Promise<EngineVersion> {
		return shapes.engineVersion(address, await ask(docker => docker.version(), usual(signal)));
	}

	async function swarm(signal?: AbortSignal): Promise<SwarmAnswers> {
		const answers = ['/swarm', '/nodes', '/secrets'].map(path => read(path, usual(signal)));
		const [swarm, nodes, secrets] = await Promise.all(answers);
		return shapes.swarmAnswers(address, {swarm, nodes, secrets});
	}

	return {
		endpoint: showAddress(address),
		socketPath: address.kind === 'unix' ? address.socketPath : null,
		reachedBy: reachOf(address),
		replayed: false,
		atOnce: transport.atOnce,
		async isLocal(running = []) {
			if (proven) return true;
			// A proof is kept; without one, the next running container may give it.
			local ??= proveLocal(running).finally(() => {
				local = null;
			});
			proven ||= await local;
			return proven;
		},
		ping: within => reconnect(within),
		heardAt: () => transport.heardAt(),
		containers,
		inspect,
		version,
		info: async signal => shapes.engineInfo(address, await ask(docker => docker.info(), slow(signal))),
		async top(id, signal) {
			const {podman} = await connected(signal);
			return topColumns(podman, async ps_args =>
				shapes.containerTop(address, await ask(docker => docker.getContainer(segment(id)).top({ps_args}), slow(signal))),
			);
		},
		changes: async (id, signal) =>
			shapes.containerChanges(address, (await ask(docker => docker.getContainer(segment(id)).changes(), slow(signal))) ?? []),
		stats: async (id, signal) =>
			shapes.containerStats(
				address,
				await ask(docker => docker.getContainer(segment(id)).stats({stream: false, 'one-shot': true}), usual(signal)),
			),
		exec: async (id, signal) =>
			shapes.execInspect(address, await ask(docker => docker.getExec(segment(id)).inspect(), usual(signal))),
		logs: (id, {tail, follow}, signal) =>
			open(`/containers/${segment(id)}/logs?follow=${follow}&stdout=true&stderr=true&timestamps=true&tail=${tail}`, {
				...usual(signal),
				silenceMs: 0,
			}),
		async pathStat(id, path, signal) {
			const found = await readPathStat(address, () =>
				ask(docker => docker.getContainer(segment(id)).infoArchive({path}), usual(signal)),
			);
			// 404 may mean the container, too, and the answer to HEAD has no message that would show which.
			return found ?? standsWithout(id, signal);
		},
		async archive(id, path, signal) {
			try {
				return await ask(docker => docker.getContainer(segment(id)).getArchive({path}), slow(signal));
			} catch (error) {
				// 404 may mean the container or the path; only the message shows which.
				if (error instanceof EngineError && error.kind === 'not-found' && !isNoSuchContainer(error))
					return standsWithout(id, signal);
				throw error;
			}
		},
		exported: (id, signal) => ask(docker => docker.getContainer(segment(id)).export(), {...PACKING, signal}),
		images: async signal => shapes.imageRows(address, (await ask(docker => docker.listImages(), usual(signal))) ?? []),
		image: async (id, signal) =>
			shapes.imageInspect(address, await ask(docker => docker.getImage(segment(id)).inspect(), usual(signal))),
		identity,
		history: async (id, signal) =>
			shapes.historyRows(address, (await ask(docker => docker.getImage(segment(id)).history(), usual(signal))) ?? []),
		saveImage: (id, signal) => ask(docker => docker.getImage(segment(id)).get(), {...PACKING, signal}),
		networks: async signal => shapes.networkRows(address, (await ask(docker => docker.listNetworks(), usual(signal))) ?? []),
		network: async (id, signal) =>
			shapes.networkInspect(address, await ask(docker => docker.getNetwork(segment(id)).inspect(), usual(signal))),
		volumes: async signal => shapes.volumeRows(address, (await ask(docker => docker.listVolumes(), usual(signal))).Volumes ?? []),
		plugins: async signal => shapes.pluginRows(address, (await ask(docker => docker.listPlugins(), usual(signal))) ?? []),
		swarm,
		diskUsage: async signal => shapes.diskUsage(address, await read('/system/df?type=build-cache', slow(signal))),
		events,
		close: () => transport.close(),
	};
}

function goneIsNothing(error: unknown): null {
	if (error instanceof EngineError && error.kind === 'not-found') return null;
	throw error;
}
