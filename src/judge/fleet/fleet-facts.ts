import {isDeepStrictEqual} from 'node:util';
import {
	type ContainerInspect,
	type EngineFacts,
	type EngineReader,
	engineFacts,
	type FactsContext,
	type HostFacts,
	type ImageFacts,
	type ImageScan,
	type ImageStore,
	imageFacts,
	type Known,
	noteUnforeseen,
	sanitise,
	text,
} from '../../base/index.js';
import {type FleetState, type ImageRecord, unseenParts} from '../inventory/fleet-state.js';

/** Engine and images, as used to read and judge every container. */
export type FleetFacts = {
	readonly engine: EngineFacts;
	readonly images: ReadonlyMap<string, ImageFacts>;
	/** The context for a container's own facts. */
	readonly forContainers: FactsContext;
};

/** How the engine is reached. */
export type EngineRoute = Pick<EngineReader, 'socketPath' | 'reachedBy'>;

type ImageCache = WeakMap<ImageRecord, AboutImage & {readonly facts: ImageFacts}>;

/** Computes the facts from the state, and keeps them until they are invalidated: an answer has changed. */
export function createFleetFacts(
	state: FleetState,
	route: EngineRoute,
): {readonly current: () => FleetFacts; readonly invalidate: () => void} {
	const imageCache: ImageCache = new WeakMap();
	let engine: EngineFacts | null = null;
	let kept: FleetFacts | null = null;
	return {
		current() {
			if (kept !== null) return kept;
			const made = computeFacts(state, route, imageCache);
			// Equal results keep their identity, so that views have nothing to update.
			engine = engine !== null && isDeepStrictEqual(engine, made.engine) ? engine : made.engine;
			kept = {...made, engine, forContainers: {...made.forContainers, engine}};
			return kept;
		},
		invalidate() {
			kept = null;
		},
	};
}

/** @param imageCache  image facts computed earlier, reused as long as their inputs are the same */
function computeFacts(state: FleetState, {socketPath: engineSocket, reachedBy}: EngineRoute, imageCache: ImageCache): FleetFacts {
	const {engineAnswers: answers, local} = state;
	const always = {local: local === true, reachedBy, blindSpots: unseenParts(answers)};
	const engine = factsOr(state, 'engine', engineFacts({version: {}, info: null, ...always}), () =>
		engineFacts({
			...always,
			version: answers.version?.known ? answers.version.value : {},
			info: answers.info?.known ? answers.info.value : null,
			containers: members(state),
			...(answers.networks === null ? {} : {networks: answers.networks}),
			...(answers.imageList === null ? {} : {imageList: answers.imageList}),
			...(answers.plugins === null ? {} : {plugins: answers.plugins}),
			...(answers.swarm === null ? {} : {swarm: answers.swarm}),
			...(answers.diskUsage === null ? {} : {diskUsage: answers.diskUsage}),
		}),
	);
	const images = factsOfImages(state, engine.imageStore, imageCache);
	const forContainers: FactsContext = {
		engine,
		images,
		containers: state.inspects,
		...(answers.volumes?.known ? {volumes: answers.volumes.value} : {}),
		...(local === true ? {engineSocket, realPaths: state.realPaths, sources: state.sources} : recordedPaths(state.host)),
	};
	return {engine, images, forContainers};
}

/** What a snapshot recorded of its host. */
function recordedPaths(host: HostFacts | null): Partial<FactsContext> {
	if (host === null) return {};
	const {socketPath, links, sources} = host;
	return {
		engineSocket: text(socketPath),
		...(links === undefined ? {} : {realPaths: new Map(Object.entries(links))}),
		...(sources === undefined ? {} : {sources: new Map(Object.entries(sources))}),
	};
}

/** The list already shows network membership, so no container has to wait for the last inspect. */
function* members({records}: FleetState): Generator<ContainerInspect> {
	for (const {id, inspect, row} of records.values()) {
		if (inspect !== null) yield inspect;
		else if (row?.NetworkSettings !== undefined) yield {Id: id, NetworkSettings: row.NetworkSettings};
	}
}

function factsOfImages(state: FleetState, store: Known<ImageStore>, cache: ImageCache): ReadonlyMap<string, ImageFacts> {
	const {images, records, scans} = state;
	const usedBy = new Map<string, string[]>();
	for (const {id, inspect, row} of records.values()) {
		const image = inspect?.Image ?? row?.ImageID ?? '';
		const users = usedBy.get(image);
		if (users === undefined) usedBy.set(image, [id]);
		else users.push(id);
	}
	// In the order of the containers: that of the answers differs from time to time.
	const ids = [...new Set([...usedBy.keys(), ...images.keys()])];
	return new Map(
		ids.flatMap(id => {
			const image = images.get(id);
			if (image === undefined) return [];
			const about = {usedBy: usedBy.get(id) ?? [], scan: scans.get(id), store};
			const facts = factsOr(state, `image ${sanitise(id)}`, null, () => cachedImage(image, about, cache));
			return facts === null ? [] : [[id, facts] as const];
		}),
	);
}

type AboutImage = {
	readonly usedBy: readonly string[];
	readonly scan: Known<ImageScan> | undefined;
	readonly store: Known<ImageStore>;
};

function cachedImage(image: ImageRecord, about: AboutImage, cache: ImageCache): ImageFacts {
	const {usedBy, scan, store} = about;
	const made = cache.get(image);
	if (made !== undefined && made.scan === scan && isDeepStrictEqual([made.usedBy, made.store], [usedBy, store]))
		return made.facts;
	const {inspect, ...extras} = image;
	const facts = imageFacts(inspect, {...extras, usedBy, store, ...(scan === undefined ? {} : {scan})});
	cache.set(image, {...about, facts});
	return facts;
}

/** A failure while reading the engine, or one image, leaves it unknown, with the reason. */
function factsOr<T>({blindSpots}: FleetState, what: string, instead: T, make: () => T): T {
	const source = `facts:${what}`;
	try {
		const facts = make();
		blindSpots.delete(source);
		return facts;
	} catch (error) {
		blindSpots.set(source, {source, reason: noteUnforeseen(`reading the ${what}`, error)});
		return instead;
	}
}
