import {isLoopback, isWildcard} from '../facts/addresses.js';
import type {ContainerFacts, MountFacts, NetworkAttachment, PortFacts} from '../facts/index.js';
import {answersOnAny, mayAnswer} from '../facts/listeners.js';
import type {OutsideReach} from '../facts/reach.js';
import type {Evidence} from '../rules/verdict.js';
import {bracketed} from '../terminal/bracketed.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Hop} from './assessment.js';

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
	if (user.isRoot === true) return {label: safely`${name} (uid 0)`, evidence};
	if (user.uid !== null) return {label: safely`${name} (uid ${user.uid})`, evidence};
	return {label: safely`${name} (user ${user.configured})`, evidence};
}

/** The most open way in from a network, `null` when the container is published nowhere. */
export function networkEntryPoint(reach: OutsideReach | null): EntryPoint | null {
	switch (reach?.by) {
		case undefined:
			return null;
		case 'wildcard':
			return published('published', own('any network'), reach.ports);
		case 'address':
			return published('address', own('the network of that address'), reach.ports);
		case 'host-network': {
			const [first] = reach.through;
			const label = first === undefined ? own('host network') : safely`host network through ${first}`;
			const evidence: Evidence = {source: 'inspect', path: 'HostConfig.NetworkMode', value: own('host')};
			return direct('host-network', own('any network'), {label, evidence});
		}
		case 'routing-mesh': {
			const {name, address} = reach.network;
			const evidence: Evidence = {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: address};
			return direct('routing-mesh', own('any network'), {label: own('routing mesh of the swarm'), evidence});
		}
		case 'local-network': {
			const {name, address} = reach.network;
			const evidence: Evidence = {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: address};
			return direct('lan', own('local network'), {label: name, evidence});
		}
	}
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
		return through(owner, {label: own('shared network namespace'), evidence}, context);
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
		return through(peer, {label: volume === null ? realSource : safely`volume ${volume}`, evidence}, context);
	}
	return null;
}

function through(peer: ContainerFacts, hop: Hop, {entryPointOf}: Neighbours): EntryPoint {
	return {id: `peer:${peer.id}`, hops: [...(entryPointOf(peer)?.hops ?? []), insideHop(peer), hop], indirect: true};
}

function published(id: string, from: SafeText, ports: readonly PortFacts[]): EntryPoint {
	const [first] = [...ports].sort((a, b) => lowest(a) - lowest(b));
	const shown = sanitise(bracketed(openAddresses(first)[0]?.address ?? '0.0.0.0'));
	const numbers = [...new Set(ports.flatMap(port => openAddresses(port).map(({hostPort}) => hostPort)))].sort((a, b) => a - b);
	const [one = 0, two] = numbers;
	const list = two === undefined ? safely`${one}` : numbers.length === 2 ? safely`${one},${two}` : safely`${one},${two},…`;
	const evidence: Evidence = {
		source: 'inspect',
		path: `NetworkSettings.Ports["${first?.port ?? 0}/${first?.protocol ?? 'tcp'}"]`,
		value: safely`${shown}:${one}`,
	};
	return direct(id, from, {label: safely`${shown}:${list}`, evidence});
}

const direct = (id: string, from: SafeText, to: Hop): EntryPoint => ({
	id,
	hops: [{label: from, evidence: null}, to],
	indirect: false,
});

const lowest = (port: PortFacts): number =>
	openAddresses(port).reduce((least, {hostPort}) => Math.min(least, hostPort), Number.POSITIVE_INFINITY);

/** A port can be published twice: on loopback, which is no way in, and for others under another number. */
const openAddresses = (port: PortFacts | undefined): PortFacts['published'] =>
	(port?.published ?? []).filter(({address}) => (port?.reach === 'wildcard' ? isWildcard(address) : !isLoopback(address)));
