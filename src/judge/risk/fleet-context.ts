import {
	answersItself,
	answersOnAny,
	type ContainerFacts,
	type EngineFacts,
	type HostFacts,
	hasProcesses,
	isOpenWildcard,
	isSeparated,
	type MountFacts,
	mayAnswer,
	type NetworkAttachment,
	noteUnforeseen,
	outsideReach,
	type PortReach,
	portReach,
} from '../../base/index.js';
import {type PeerRoute, peerRoute} from '../rules/dangers/peer-processes.js';
import {type EscapeVector, escapeVectors, type Neighbours, networkEntryPoint} from './path-ends.js';

/** What the attack paths of one pass over the fleet share: the escape vectors and the entry point of each container are computed once. */
export type FleetContext = Neighbours & {
	/** Published on every address, with something of it that may answer, and not seen to be closed by the firewall. */
	readonly openPortsOf: (container: ContainerFacts) => readonly PortReach[];
	readonly vectorsOf: (container: ContainerFacts) => readonly EscapeVector[];
	/** What the mounts of another container open to it through that one's processes. */
	readonly peerRouteOf: (container: ContainerFacts) => PeerRoute | null;
	/** Containers on this network that cannot be reached from outside, that may answer there, and that have a critical escape vector. */
	readonly dangerousOn: (network: NetworkAttachment) => readonly ContainerFacts[];
};

/** The context of a fleet at one moment; the answers are computed when first needed. */
export function fleetContext(
	engine: EngineFacts,
	fleet: ReadonlyMap<string, ContainerFacts>,
	host: HostFacts | null,
): FleetContext {
	const vectorsOf = onceForEach(container => escapeVectors({container, engine, host}));
	const portsOf = onceForEach(container => portReach(container, host));
	const reachOf = onceForEach(container => outsideReach(container, host, portsOf(container)));
	const entryPointOf = onceForEach(container => networkEntryPoint(reachOf(container)));
	const separated = isSeparated(engine) === true;
	let index: Index | null = null;
	const indexed = () => {
		index ??= indexOf(fleet, vectorsOf, entryPointOf);
		return index;
	};
	const reach = (network: NetworkAttachment, group: 'exposed' | 'dangerous') =>
		network.separated || (network.defaultBridge && separated) ? [] : (indexed()[group].get(keyOf(network)) ?? []);
	return {
		openPortsOf(container) {
			const isOpen = (reach: PortReach) => isOpenWildcard(reach) && mayAnswer(answersItself(container, reach.port));
			return hasProcesses(container) ? portsOf(container).filter(isOpen) : [];
		},
		vectorsOf,
		peerRouteOf: container => peerRoute({container, engine, host}, fleet),
		entryPointOf,
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
	vectorsOf: FleetContext['vectorsOf'],
	entryPointOf: FleetContext['entryPointOf'],
): Index {
	const groups = {
		exposed: new Map<string, ContainerFacts[]>(),
		dangerous: new Map<string, ContainerFacts[]>(),
		writers: new Map<string, ContainerFacts[]>(),
	};
	for (const container of fleet.values()) {
		if (container.status !== 'running') continue;
		const standing = standingOf(container, vectorsOf, entryPointOf);
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
function standingOf(container: ContainerFacts, vectorsOf: FleetContext['vectorsOf'], entryPointOf: FleetContext['entryPointOf']) {
	try {
		const exposed = entryPointOf(container) !== null;
		const reachable = mayAnswer(answersOnAny(container));
		return {exposed, dangerous: !exposed && reachable && vectorsOf(container)[0]?.severity === 'critical'};
	} catch (error) {
		noteUnforeseen(`looking at ${container.name} as a neighbour`, error);
		return null;
	}
}

/** PATH_MAX: what is longer is mounted nowhere, whatever a snapshot says. @source path_resolution(7) */
const maxPath = 4096;

/** Where others may write what this mount shows, the nearest first. What exposes the host directly has its own vector. */
function placesOf({kind, volume, anonymous, realSource, sensitivity, runtimeSocket}: MountFacts): string[] {
	if (volume !== null) return anonymous ? [] : [`volume ${volume}`];
	if (kind !== 'bind' || sensitivity !== null || runtimeSocket !== null) return [];
	if (realSource.length > maxPath) return [];
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
