import {
	answersOnAny,
	bracketed,
	type ContainerFacts,
	type MountFacts,
	mayAnswer,
	type NetworkAttachment,
	type OutsideReach,
	type PortReach,
	type SafeText,
	type Severity,
	safe,
	sanitise,
	trusted,
	widestReach,
} from '../../base/index.js';
import {type DangerScope, routesOf} from '../rules/dangers/index.js';
import {isUsable, worstDangerFirst} from '../rules/dangers/weigh.js';
import type {Evidence} from '../rules/verdict.js';
import type {AttackPath, Hop} from './assessment.js';

/** How an attacker from outside gets to run code in a container, or to talk to it. */
export type EntryPoint = {
	readonly id: string;
	readonly hops: readonly Hop[];
	/** True when another container has to be taken first: one step less severe. */
	readonly indirect: boolean;
};

/** What is to be known of the containers around one, to find a way in through them. */
export type Neighbours = {
	readonly entryPointOf: (container: ContainerFacts) => EntryPoint | null;
	readonly containerOf: (id: string) => ContainerFacts | undefined;
	/** Containers on this network that a network outside reaches. */
	readonly exposedOn: (network: NetworkAttachment) => readonly ContainerFacts[];
	/** Exposed containers that may write what is mounted: the same volume, the same directory of the host or one above it. */
	readonly writersOf: (mount: MountFacts) => readonly ContainerFacts[];
};

/** `shop-web (uid 0)`: who the attacker is once inside. */
export function insideHop({name, user}: ContainerFacts): Hop {
	const evidence: Evidence = {source: 'inspect', path: 'Config.User', value: user.configured};
	if (user.isRoot === true) return {label: safe`${name} (uid 0)`, evidence};
	if (user.uid !== null) return {label: safe`${name} (uid ${user.uid})`, evidence};
	return {label: safe`${name} (user ${user.configured})`, evidence};
}

/** The most open way in from a network, `null` when no other machine reaches it. */
export function networkEntryPoint(reach: OutsideReach | null): EntryPoint | null {
	switch (reach?.by) {
		case undefined:
			return null;
		case 'any-network':
		case 'some-sources':
		case 'address':
		case 'routed':
			return direct(reach.by === 'any-network' ? 'published' : reach.by, outsideHop(reach.ports), publishedHop(reach.ports));
		case 'host-network': {
			const [first] = reach.through;
			const label = first === undefined ? trusted('host network') : safe`host network through ${first}`;
			const evidence: Evidence = {source: 'inspect', path: 'HostConfig.NetworkMode', value: trusted('host')};
			return direct('host-network', outsideHop(reach.ports), {label, evidence});
		}
		case 'routing-mesh': {
			const {name, address} = reach.network;
			const evidence: Evidence = {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: address};
			return direct('routing-mesh', anyNetwork, {label: trusted('routing mesh of the swarm'), evidence});
		}
		case 'local-network': {
			const {name, address} = reach.network;
			const evidence: Evidence = {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: address};
			return direct('lan', {label: trusted('local network'), evidence: null}, {label: name, evidence});
		}
	}
}

const anyNetwork: Hop = {label: trusted('any network'), evidence: null};

/** Who the attacker is, with the rule of the firewall that lets them in, or why that was not seen. */
export function outsideHop(ports: readonly PortReach[]): Hop {
	const widest = widestReach(ports);
	if (widest === null) return anyNetwork;
	return {label: sourceOf(widest), evidence: passage(widest)};
}

function sourceOf({from, onlyFor}: PortReach): SafeText {
	if (from === 'some-sources') return onlyFor ?? trusted('certain sources');
	if (from === 'address') return trusted('the network of that address');
	return from === 'routed' ? trusted('local network') : anyNetwork.label;
}

function passage({unseen, evidence: [rule]}: PortReach): Evidence | null {
	const firewall = unseen.find(({what}) => what === 'firewall');
	if (firewall === undefined) return rule ?? null;
	return {source: 'host', path: 'firewall', value: sanitise(`not seen: ${firewall.reason.reason}`)};
}

/** Where a container is on the same network: the hop between the two. */
export function networkHop({name}: NetworkAttachment): Hop {
	return {label: name, evidence: {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: name}};
}

/**
 * A way in through a container that is published and shares its own network, one of its networks, or a volume or directory of the
 * host that it may write. Over a network, only where something of it listens, or where that was not seen.
 */
export function peerEntryPoint(container: ContainerFacts, context: Neighbours): EntryPoint | null {
	const {network: joined} = container.namespaces;
	const owner = joined.kind === 'container' ? context.containerOf(joined.id) : undefined;
	if (owner !== undefined && context.entryPointOf(owner) !== null) {
		const evidence: Evidence = {source: 'inspect', path: 'HostConfig.NetworkMode', value: container.networkMode};
		return through(owner, {label: trusted('shared network namespace'), evidence}, context);
	}
	for (const network of mayAnswer(answersOnAny(container)) ? container.networks : []) {
		const peer = context.exposedOn(network).find(({id}) => id !== container.id);
		if (peer !== undefined) return through(peer, networkHop(network), context);
	}
	for (const [index, mount] of container.mounts.entries()) {
		const peer = context.writersOf(mount).find(({id}) => id !== container.id);
		if (peer === undefined) continue;
		const {volume, realSource} = mount;
		const evidence: Evidence =
			volume === null
				? {source: 'inspect', path: `Mounts[${index}].Source`, value: realSource}
				: {source: 'inspect', path: `Mounts[${index}].Name`, value: volume};
		return through(peer, {label: volume === null ? realSource : safe`volume ${volume}`, evidence}, context);
	}
	return null;
}

function through(peer: ContainerFacts, hop: Hop, {entryPointOf}: Neighbours): EntryPoint {
	return {id: `peer:${peer.id}`, hops: [...(entryPointOf(peer)?.hops ?? []), insideHop(peer), hop], indirect: true};
}

/** Where these ports are reached: `0.0.0.0:80,443`. */
function publishedHop(ports: readonly PortReach[]): Hop {
	const places = [...ports].sort((a, b) => numberOf(a) - numberOf(b));
	const [first] = places;
	const shown = sanitise(bracketed(first?.at?.address || '0.0.0.0'));
	const [one = 0, two, more] = [...new Set(places.map(numberOf))];
	const list = two === undefined ? safe`${one}` : more === undefined ? safe`${one},${two}` : safe`${one},${two},…`;
	const key = `NetworkSettings.Ports["${first?.port.port ?? 0}/${first?.port.protocol ?? 'tcp'}"]`;
	if (first?.at === null) return {label: safe`port ${list}, which is not published`, evidence: null};
	return {label: safe`${shown}:${list}`, evidence: {source: 'inspect', path: key, value: safe`${shown}:${one}`}};
}

const numberOf = ({at, port}: PortReach): number => at?.hostPort ?? port.port;

const direct = (id: string, from: Hop, to: Hop): EntryPoint => ({id, hops: [from, to], indirect: false});

/** One route from a process in the container to something outside it, and the single change that cuts it. */
export type EscapeVector = {
	/** Stable and unique within the container: `socket:/var/run/docker.sock`, by the destination. */
	readonly id: string;
	readonly severity: Severity;
	/** From the first step outside the container's bounds to what the attacker owns. */
	readonly hops: readonly Hop[];
	readonly cutBy: AttackPath['cutBy'];
};

/**
 * What an attacker who runs code in this container can reach outside it, worst first: the dangers that lead somewhere and are not closed
 * to everyone in it. How the attacker gets in is the matter of the entry points.
 */
export function escapeVectors(scope: DangerScope): EscapeVector[] {
	const open = routesOf(scope).filter(isUsable);
	// SYS_ADMIN leads nowhere that this does not.
	const runsAgent = open.some(({kind}) => kind === 'release-agent');
	return open
		.filter(({id}) => !(runsAgent && id === 'capability:SYS_ADMIN'))
		.map(({id, severity, hops, change: cutBy}) => ({id, severity, hops, cutBy}));
}

/** For `sort`: the worst, of these the shortest; the id keeps the order stable. */
export const worstPathFirst = worstDangerFirst;
