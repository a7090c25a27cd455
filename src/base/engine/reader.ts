import {addAbortSignal} from 'node:stream';
import type Docker from 'dockerode';
import type {ContainerInspect, ContainerRow} from '../answers/index.js';
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
import {openSession, type Session} from './session.js';
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

/** Questions to one engine, each with the limits of its kind. */
type Questions = {
	/** Asks, and validates the answer. */
	one<T>(shape: Shape<T>, question: (docker: Docker) => Promise<unknown>, asked: RequestOptions): Promise<T>;
	/** The same for a list: an empty one may be `null`. */
	listed<T>(shape: Shape<T>, question: (docker: Docker) => Promise<unknown>, asked: RequestOptions): Promise<T>;
	usual(signal: AbortSignal | undefined): RequestOptions;
	slow(signal: AbortSignal | undefined): RequestOptions;
	readonly session: Session;
	readonly endpoint: SafeText;
	readonly timeouts: Timeouts;
	/** Answers that are already in flight. */
	readonly first: Prefetch | null;
};

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
	const session = openSession(transport, timeouts.ping, first?.negotiated);
	const questions: Questions = {
		one: async (shape, question, asked) => shape(endpoint, await session.ask(question, asked)),
		listed: async (shape, question, asked) => shape(endpoint, (await session.ask(question, asked)) ?? []),
		usual: signal => ({timeoutMs: timeouts.usual, signal}),
		slow: signal => ({timeoutMs: timeouts.slow, signal}),
		session,
		endpoint,
		timeouts,
		first,
	};
	const containers = containerQuestions(questions);
	const engine = engineQuestions(questions);

	return {
		endpoint,
		socketPath,
		reachedBy: reachOf(address),
		replayed: false,
		atOnce: transport.atOnce,
		isLocal: localityProof(socketPath, () => someRunning(questions), containers.inspect),
		ping: within => session.reconnect(within),
		heardAt: () => transport.heardAt(),
		...engine,
		...containers,
		...imageQuestions(questions, engine.version),
		close: () => transport.close(),
	};
}

const someRunning = ({listed, usual}: Questions): Promise<ContainerRow[]> =>
	listed(shapes.readContainerRows, docker => docker.listContainers({limit: 3, filters: {status: ['running']}}), usual(undefined));

function containerQuestions({one, listed, usual, slow, session, endpoint, first}: Questions) {
	async function inspect(id: string, signal?: AbortSignal): Promise<ContainerInspect> {
		const question = (docker: Docker) => docker.getContainer(segment(id)).inspect();
		return sortMounts(await one(shapes.readContainerInspect, question, usual(signal)));
	}

	return {
		async containers({all}, signal) {
			const asked = {...usual(signal), maxBytes: MAX_LIST};
			return first?.takeRows(all) ?? listed(shapes.readContainerRows, docker => docker.listContainers({all}), asked);
		},
		inspect,
		async top(id, signal) {
			const {podman} = await session.connected(signal);
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
			session.open(`/containers/${segment(id)}/logs?follow=${follow}&stdout=true&stderr=true&timestamps=true&tail=${tail}`, {
				...usual(signal),
				silenceMs: 0,
			}),
		async pathStat(id, path, signal) {
			const asked = session.ask(docker => docker.getContainer(segment(id)).infoArchive({path}), usual(signal));
			const answer = await pathAnswer(asked, () => inspect(id, signal));
			return answer === null ? null : pathStatOf(endpoint, answer);
		},
		archive(id, path, signal) {
			const asked = session.ask(docker => docker.getContainer(segment(id)).getArchive({path}), slow(signal));
			return pathAnswer(asked, () => inspect(id, signal));
		},
	} satisfies Partial<EngineReader>;
}

function imageQuestions({one, listed, usual, session, timeouts}: Questions, version: EngineReader['version']) {
	return {
		images: signal => listed(shapes.readImageRows, docker => docker.listImages(), usual(signal)),
		image: (id, signal) => one(shapes.readImageInspect, docker => docker.getImage(segment(id)).inspect(), usual(signal)),
		async identity(id, signal) {
			const {offered} = await session.connected(signal);
			requireIdentity(offered ?? (await version(signal)).ApiVersion ?? '');
			// The whole answer within the limit: no one waits for a signature as long as for a list.
			const asked = {timeoutMs: timeouts.identity, totalMs: timeouts.identity, newest: IMAGE_IDENTITY.newest, signal};
			const {Identity: recorded} = await one(shapes.readImageInspect, docker => docker.getImage(segment(id)).inspect(), asked);
			return recorded ?? null;
		},
		history: (id, signal) => listed(shapes.readHistoryRows, docker => docker.getImage(segment(id)).history(), usual(signal)),
		saveImage: (id, signal) => session.ask(docker => docker.getImage(segment(id)).get(), {...PACKING, signal}),
	} satisfies Partial<EngineReader>;
}

function engineQuestions({one, listed, usual, slow, session, endpoint, first}: Questions) {
	async function openEvents(range: {since?: number; until?: number}, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
		const isFromNow = range.since === undefined && range.until === undefined;
		const asked = isFromNow ? first?.takeEvents() : null;
		if (asked) return addAbortSignal(signal, await asked);
		return session.ask(docker => docker.getEvents(range), {...usual(signal), silenceMs: 0});
	}

	return {
		version: async signal => one(shapes.readEngineVersion, docker => docker.version(), usual(signal)),
		info: signal => one(shapes.readEngineInfo, docker => docker.info(), slow(signal)),
		networks: signal => listed(shapes.readNetworkRows, docker => docker.listNetworks(), usual(signal)),
		network: (id, signal) => one(shapes.readNetworkInspect, docker => docker.getNetwork(segment(id)).inspect(), usual(signal)),
		async volumes(signal) {
			const {Volumes: volumes} = await session.ask(docker => docker.listVolumes(), usual(signal));
			return shapes.readVolumeRows(endpoint, volumes ?? []);
		},
		plugins: signal => listed(shapes.readPluginRows, docker => docker.listPlugins(), usual(signal)),
		async swarm(signal) {
			const answers = ['/swarm', '/nodes', '/secrets'].map(path => session.read(path, usual(signal)));
			const [swarm, nodes, secrets] = await Promise.all(answers);
			return shapes.readSwarmAnswers(endpoint, {swarm, nodes, secrets});
		},
		diskUsage: async signal => shapes.readDiskUsage(endpoint, await session.read('/system/df?type=build-cache', slow(signal))),
		async *events({onOpen, ...range}, signal) {
			const stream = await openEvents(range, signal);
			onOpen?.();
			yield* readEngineEvents(endpoint, stream);
		},
	} satisfies Partial<EngineReader>;
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
