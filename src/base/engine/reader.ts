import {addAbortSignal} from 'node:stream';
import type Docker from 'dockerode';
import type {ContainerInspect, ContainerRow, EngineEvent, EngineVersion, ImageIdentity, SwarmAnswers} from '../answers/index.js';
import {compareText} from '../text/compare-text.js';
import type {SafeText} from '../text/safe-text.js';
import * as shapes from './answer-shapes.js';
import {pathAnswer, pathStatOf, topColumns} from './container-questions.js';
import {type EngineAddress, reachOf, showAddress} from './endpoint/address.js';
import {localityProof} from './endpoint/locality.js';
import type {EngineReader} from './engine-reader.js';
import {readEngineEvents} from './follow-events.js';
import {MAX_LIST, segment} from './http-exchange.js';
import {IMAGE_IDENTITY, requireIdentity} from './image-identity.js';
import type {Prefetch} from './prefetch.js';
import type {RequestOptions} from './read-only-client.js';
import {openSession} from './session.js';
import {openTransport} from './transport.js';

/** Validates an answer from `from`. */
type Shape<T> = (from: SafeText, value: unknown) => T;

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
const PACKING: RequestOptions = {timeoutMs: 120_000, totalMs: 600_000};

/**
 * Reads a live engine. Nothing is sent before the first question; the API version is negotiated with the first, and again with
 * each `ping`, since an engine may come back upgraded.
 */
export function createReader(address: EngineAddress, options: ReaderOptions = {}): EngineReader {
	const endpoint = showAddress(address);
	const socketPath = address.kind === 'unix' ? address.socketPath : null;
	const timeouts = {...TIMEOUTS, ...options.timeouts};
	const first = options.prefetch ?? null;
	const transport = first?.transport ?? openTransport(address, ['GET', 'HEAD'], options.env);
	const {ask, read, open, connected, reconnect} = openSession(transport, timeouts.ping, first?.negotiated);

	const usual = (signal: AbortSignal | undefined): RequestOptions => ({timeoutMs: timeouts.usual, signal});
	const slow = (signal: AbortSignal | undefined): RequestOptions => ({timeoutMs: timeouts.slow, signal});

	/** Asks, and validates the answer. */
	const one = async <T>(shape: Shape<T>, question: (docker: Docker) => Promise<unknown>, asked: RequestOptions): Promise<T> =>
		shape(endpoint, await ask(question, asked));
	/** The same for a list: an empty one may be `null`. */
	const listed = async <T>(shape: Shape<T>, question: (docker: Docker) => Promise<unknown>, asked: RequestOptions): Promise<T> =>
		shape(endpoint, (await ask(question, asked)) ?? []);

	async function containers({all}: {all: boolean}, signal?: AbortSignal): Promise<ContainerRow[]> {
		const asked = {...usual(signal), maxBytes: MAX_LIST};
		return first?.takeRows(all) ?? listed(shapes.readContainerRows, docker => docker.listContainers({all}), asked);
	}

	async function inspect(id: string, signal?: AbortSignal): Promise<ContainerInspect> {
		const question = (docker: Docker) => docker.getContainer(segment(id)).inspect();
		return sortMounts(await one(shapes.readContainerInspect, question, usual(signal)));
	}

	const someRunning = (): Promise<ContainerRow[]> =>
		listed(
			shapes.readContainerRows,
			docker => docker.listContainers({limit: 3, filters: {status: ['running']}}),
			usual(undefined),
		);

	async function* events(
		{onOpen, ...range}: {since?: number; until?: number; onOpen?: () => void},
		signal: AbortSignal,
	): AsyncGenerator<EngineEvent> {
		const stream = await openEvents(range, signal);
		onOpen?.();
		yield* readEngineEvents(endpoint, stream);
	}

	async function openEvents(range: {since?: number; until?: number}, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
		const isFromNow = range.since === undefined && range.until === undefined;
		const asked = isFromNow ? first?.takeEvents() : null;
		if (asked) return addAbortSignal(signal, await asked);
		return ask(docker => docker.getEvents(range), {...usual(signal), silenceMs: 0});
	}

	async function identity(id: string, signal?: AbortSignal): Promise<ImageIdentity | null> {
		const {offered} = await connected(signal);
		requireIdentity(offered ?? (await version(signal)).ApiVersion ?? '');
		// The whole answer within the limit: no one waits for a signature as long as for a list.
		const asked = {timeoutMs: timeouts.identity, totalMs: timeouts.identity, newest: IMAGE_IDENTITY.newest, signal};
		const {Identity: recorded} = await one(shapes.readImageInspect, docker => docker.getImage(segment(id)).inspect(), asked);
		return recorded ?? null;
	}

	async function version(signal?: AbortSignal): Promise<EngineVersion> {
		return one(shapes.readEngineVersion, docker => docker.version(), usual(signal));
	}

	async function swarm(signal?: AbortSignal): Promise<SwarmAnswers> {
		const answers = ['/swarm', '/nodes', '/secrets'].map(path => read(path, usual(signal)));
		const [swarm, nodes, secrets] = await Promise.all(answers);
		return shapes.readSwarmAnswers(endpoint, {swarm, nodes, secrets});
	}

	return {
		endpoint,
		socketPath,
		reachedBy: reachOf(address),
		replayed: false,
		atOnce: transport.atOnce,
		isLocal: localityProof(socketPath, someRunning, inspect),
		ping: within => reconnect(within),
		heardAt: () => transport.heardAt(),
		containers,
		inspect,
		version,
		info: signal => one(shapes.readEngineInfo, docker => docker.info(), slow(signal)),
		async top(id, signal) {
			const {podman} = await connected(signal);
			return topColumns(podman, async ps_args =>
				one(shapes.readContainerTop, docker => docker.getContainer(segment(id)).top({ps_args}), slow(signal)),
			);
		},
		changes: (id, signal) =>
			listed(shapes.readContainerChanges, docker => docker.getContainer(segment(id)).changes(), slow(signal)),
		stats: (id, signal) =>
			one(
				shapes.readContainerStats,
				docker => docker.getContainer(segment(id)).stats({stream: false, 'one-shot': true}),
				usual(signal),
			),
		exec: (id, signal) => one(shapes.readExecInspect, docker => docker.getExec(segment(id)).inspect(), usual(signal)),
		logs: (id, {tail, follow}, signal) =>
			open(`/containers/${segment(id)}/logs?follow=${follow}&stdout=true&stderr=true&timestamps=true&tail=${tail}`, {
				...usual(signal),
				silenceMs: 0,
			}),
		async pathStat(id, path, signal) {
			const asked = ask(docker => docker.getContainer(segment(id)).infoArchive({path}), usual(signal));
			const answer = await pathAnswer(asked, () => inspect(id, signal));
			return answer === null ? null : pathStatOf(endpoint, answer);
		},
		archive(id, path, signal) {
			const asked = ask(docker => docker.getContainer(segment(id)).getArchive({path}), slow(signal));
			return pathAnswer(asked, () => inspect(id, signal));
		},
		images: signal => listed(shapes.readImageRows, docker => docker.listImages(), usual(signal)),
		image: (id, signal) => one(shapes.readImageInspect, docker => docker.getImage(segment(id)).inspect(), usual(signal)),
		identity,
		history: (id, signal) => listed(shapes.readHistoryRows, docker => docker.getImage(segment(id)).history(), usual(signal)),
		saveImage: (id, signal) => ask(docker => docker.getImage(segment(id)).get(), {...PACKING, signal}),
		networks: signal => listed(shapes.readNetworkRows, docker => docker.listNetworks(), usual(signal)),
		network: (id, signal) => one(shapes.readNetworkInspect, docker => docker.getNetwork(segment(id)).inspect(), usual(signal)),
		volumes: async signal => {
			const {Volumes: volumes} = await ask(docker => docker.listVolumes(), usual(signal));
			return shapes.readVolumeRows(endpoint, volumes ?? []);
		},
		plugins: signal => listed(shapes.readPluginRows, docker => docker.listPlugins(), usual(signal)),
		swarm,
		diskUsage: async signal => shapes.readDiskUsage(endpoint, await read('/system/df?type=build-cache', slow(signal))),
		events,
		close: () => transport.close(),
	};
}

/**
 * Mounts by destination: Docker iterates over a map, so the order would differ with every answer, on every page, path and report. In a
 * snapshot they keep their order, to which evidence refers (`Mounts[0].Source`).
 *
 * @source moby container/container_unix.go: `GetMountPoints`
 */
function sortMounts(inspect: ContainerInspect): ContainerInspect {
	const {Mounts: mounts} = inspect;
	if (mounts == null || mounts.length < 2) return inspect;
	return {...inspect, Mounts: mounts.toSorted((a, b) => compareText(a.Destination ?? '', b.Destination ?? ''))};
}
