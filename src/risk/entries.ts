import type {ContainerFacts, EngineFacts, PortFacts} from '../facts/index.js';
import type {Evidence} from '../rules/verdict.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import type {Hop} from './assessment.js';

/** How someone outside comes to run code, or talk, in a container. */
export type Entry = {
	readonly id: string;
	readonly hops: readonly Hop[];
	/** True when another container has to be taken first: one step less severe. */
	readonly indirect: boolean;
};

/** `shop-web (uid 0)`: who the attacker is once inside. */
export function insideHop({name, user}: ContainerFacts): Hop {
	const evidence: Evidence = {source: 'inspect', path: 'Config.User', value: user.configured};
	if (user.isRoot === true) return {label: safely`${name} (uid 0)`, evidence};
	if (user.uid !== null) return {label: safely`${name} (uid ${user.uid})`, evidence};
	return {label: safely`${name} (user ${user.configured})`, evidence};
}

/** The most open way in from a network, `null` when the container is published nowhere. */
export function networkEntry({ports, namespaces, networks}: ContainerFacts): Entry | null {
	const wildcard = ports.filter(({reach}) => reach === 'wildcard');
	if (wildcard.length > 0) return published('published', own('any network'), wildcard);
	if (namespaces.network.kind === 'host') {
		const through = namespaces.network.through[0];
		const label = through === undefined ? own('host network') : safely`host network through ${through}`;
		return {
			id: 'host-network',
			hops: [
				{label: own('any network'), evidence: null},
				{label, evidence: {source: 'inspect', path: 'HostConfig.NetworkMode', value: own('host')}},
			],
			indirect: false,
		};
	}
	const lan = networks.find(({driver}) => driver === 'macvlan' || driver === 'ipvlan');
	if (lan !== undefined) {
		const evidence: Evidence = {source: 'inspect', path: `NetworkSettings.Networks.${lan.name}`, value: lan.address};
		return {
			id: 'lan',
			hops: [
				{label: own('local network'), evidence: null},
				{label: lan.name, evidence},
			],
			indirect: false,
		};
	}
	const address = ports.filter(({reach}) => reach === 'address');
	return address.length > 0 ? published('address', own('the network of that address'), address) : null;
}

/** A container that is published and shares a network, or a volume it may write, with this one. */
export function peerEntry(
	container: ContainerFacts,
	engine: EngineFacts,
	fleet: ReadonlyMap<string, ContainerFacts>,
	entryOf: (peer: ContainerFacts) => Entry | null,
): Entry | null {
	for (const {peer, through} of neighbours(container, engine, fleet)) {
		const entry = entryOf(peer);
		if (entry !== null) return {id: `peer:${peer.id}`, hops: [...entry.hops, insideHop(peer), through], indirect: true};
	}
	for (const peer of volumeWriters(container, fleet)) {
		const entry = entryOf(peer.container);
		if (entry !== null) {
			return {id: `volume:${peer.container.id}`, hops: [...entry.hops, insideHop(peer.container), peer.through], indirect: true};
		}
	}
	return null;
}

/** Containers that this one can talk to, with the network between them. */
export function* neighbours(
	container: ContainerFacts,
	engine: EngineFacts,
	fleet: ReadonlyMap<string, ContainerFacts>,
): Generator<{readonly peer: ContainerFacts; readonly through: Hop; readonly network: SafeText}> {
	const separated = engine.defaultBridge.known && engine.defaultBridge.value?.icc === false;
	for (const {name, peers, defaultBridge} of container.networks) {
		if (defaultBridge && separated) continue;
		const through: Hop = {label: name, evidence: {source: 'inspect', path: `NetworkSettings.Networks.${name}`, value: name}};
		for (const id of peers) {
			const peer = fleet.get(id);
			if (peer !== undefined && peer.status === 'running') yield {peer, through, network: name};
		}
	}
}

function* volumeWriters(
	{id, mounts}: ContainerFacts,
	fleet: ReadonlyMap<string, ContainerFacts>,
): Generator<{readonly container: ContainerFacts; readonly through: Hop}> {
	const names = new Set(mounts.flatMap(({volume, anonymous}) => (volume === null || anonymous ? [] : [volume])));
	if (names.size === 0) return;
	for (const other of fleet.values()) {
		if (other.id === id) continue;
		const index = other.mounts.findIndex(({volume, writable}) => volume !== null && writable && names.has(volume));
		const shared = other.mounts[index];
		if (shared?.volume == null) continue;
		const evidence: Evidence = {source: 'inspect', path: `Mounts[${index}].Name`, value: shared.volume};
		yield {container: other, through: {label: safely`volume ${shared.volume}`, evidence}};
	}
}

function published(id: string, from: SafeText, ports: readonly PortFacts[]): Entry {
	const first = ports[0];
	const address = first?.published[0]?.address ?? own('0.0.0.0');
	const numbers = [...new Set(ports.flatMap(port => port.published.map(({hostPort}) => hostPort)))];
	const [one = 0, two] = numbers;
	const list = two === undefined ? safely`${one}` : numbers.length === 2 ? safely`${one},${two}` : safely`${one},${two},…`;
	const evidence: Evidence = {
		source: 'inspect',
		path: `NetworkSettings.Ports["${first?.port ?? 0}/${first?.protocol ?? 'tcp'}"]`,
		value: safely`${address}:${one}`,
	};
	return {
		id,
		hops: [
			{label: from, evidence: null},
			{label: safely`${address}:${list}`, evidence},
		],
		indirect: false,
	};
}
