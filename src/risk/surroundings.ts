import {type ContainerFacts, type EngineFacts, isSeparated, type MountFacts, type NetworkAttachment} from '../facts/index.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import {type Neighbours, networkEntry} from './entries.js';
import {waysOut} from './host-ways.js';
import type {Way} from './way.js';

/** What the paths of one pass over the fleet share: each container's ways out and way in are worked out once. */
export type Surroundings = Neighbours & {
	readonly waysOf: (container: ContainerFacts) => readonly Way[];
	/** Containers on this network that nobody reaches from outside, and that have a critical way out. */
	readonly dangerousOn: (network: NetworkAttachment) => readonly ContainerFacts[];
};

/** The surroundings of a fleet at one moment; the answers are worked out when first asked for. */
export function surroundings(engine: EngineFacts, fleet: ReadonlyMap<string, ContainerFacts>): Surroundings {
	const waysOf = onceForEach(container => waysOut(container, engine));
	const entryOf = onceForEach(networkEntry);
	const separated = isSeparated(engine) === true;
	let index: Index | null = null;
	const indexed = () => {
		index ??= indexOf(fleet, waysOf, entryOf);
		return index;
	};
	const reach = (network: NetworkAttachment, group: 'exposed' | 'dangerous') =>
		network.separated || (network.defaultBridge && separated) ? [] : (indexed()[group].get(keyOf(network)) ?? []);
	return {
		waysOf,
		entryOf,
		containerOf: id => fleet.get(id),
		exposedOn: network => reach(network, 'exposed'),
		dangerousOn: network => reach(network, 'dangerous'),
		writersOf: mount => placesOf(mount).flatMap(place => indexed().writers.get(place) ?? []),
	};
}

/** The index over the fleet and the path of each container ask for the same. */
function onceForEach<Answer>(compute: (container: ContainerFacts) => Answer): (container: ContainerFacts) => Answer {
	const answers = new WeakMap<ContainerFacts, {readonly answer: Answer}>();
	return container => {
		const known = answers.get(container);
		if (known !== undefined) return known.answer;
		const answer = compute(container);
		answers.set(container, {answer});
		return answer;
	};
}

type Index = Readonly<Record<'exposed' | 'dangerous' | 'writers', ReadonlyMap<string, readonly ContainerFacts[]>>>;

function indexOf(
	fleet: ReadonlyMap<string, ContainerFacts>,
	waysOf: Surroundings['waysOf'],
	entryOf: Surroundings['entryOf'],
): Index {
	const groups = {
		exposed: new Map<string, ContainerFacts[]>(),
		dangerous: new Map<string, ContainerFacts[]>(),
		writers: new Map<string, ContainerFacts[]>(),
	};
	for (const container of fleet.values()) {
		if (container.status !== 'running') continue;
		const standing = standingOf(container, waysOf, entryOf);
		if (standing === null) continue;
		const {exposed, dangerous} = standing;
		for (const network of container.networks) {
			if (exposed) put(groups.exposed, keyOf(network), container);
			if (dangerous) put(groups.dangerous, keyOf(network), container);
		}
		for (const mount of exposed ? container.mounts : []) {
			const [place] = placesOf(mount);
			if (mount.writable && place !== undefined) put(groups.writers, place, container);
		}
	}
	return groups;
}

/** `null` where what looks at this container stops: that is its own blind spot, and no neighbour's. */
function standingOf(container: ContainerFacts, waysOf: Surroundings['waysOf'], entryOf: Surroundings['entryOf']) {
	try {
		const exposed = entryOf(container) !== null;
		return {exposed, dangerous: !exposed && waysOf(container)[0]?.severity === 'critical'};
	} catch (error) {
		noteUnforeseen(`looking at ${container.name} as a neighbour`, error);
		return null;
	}
}

/** PATH_MAX: what is longer is mounted nowhere, whatever a snapshot says. @source path_resolution(7) */
const longestPath = 4096;

/** Where others may write what this mount shows, the nearest first. What gives the host away by itself is another story. */
function placesOf({kind, volume, anonymous, realSource, sensitivity, runtimeSocket}: MountFacts): string[] {
	if (volume !== null) return anonymous ? [] : [`volume ${volume}`];
	if (kind !== 'bind' || sensitivity !== null || runtimeSocket !== null) return [];
	if (realSource.length > longestPath) return [];
	const parts = realSource.split('/').filter(part => part !== '');
	return parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`);
}

/** A stopped container's endpoint has no id. */
const keyOf = ({id, name}: NetworkAttachment): string => id || name;

function put(groups: Map<string, ContainerFacts[]>, key: string, container: ContainerFacts): void {
	const group = groups.get(key);
	if (group === undefined) groups.set(key, [container]);
	else group.push(container);
}
