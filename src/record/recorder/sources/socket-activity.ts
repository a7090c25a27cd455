import {isIP} from 'node:net';
import {type SafeText, sanitise, trusted} from '../../../base/index.js';
import type {ActivityLog} from '../activity-log.js';
import {isPublic} from '../detections/addresses.js';
import {isUnusual} from '../detections/detection.js';
import type {KnownContainer, KnownContainers} from '../known-containers.js';
import {ephemeral, type SocketNews} from './socket-watch.js';
import {portText} from './task-activity.js';

/** Different addresses of the internet, on one port, after which a further one says nothing: a resolver, a crawler, a content network. */
const manyAddresses = 10;

export type SocketActivityParts = {readonly log: ActivityLog; readonly known: Pick<KnownContainers, 'get' | 'values'>};

/** Turns what the sockets of containers show into activity. */
export function readSocketActivity({log, known}: SocketActivityParts): SocketNews {
	return {
		listener(id, listener) {
			const found = known.get(id);
			if (found === null) return;
			const {subject} = found;
			const {address, port, protocol, process} = listener;
			const key = portText(address, port, protocol);
			const novelty = log.habit(subject, 'listener', key, {note: process ?? trusted('')});
			// A service that asks for any free port gets another one each time.
			const isUsual =
				isUnusual(novelty) &&
				port >= ephemeral &&
				log.hasDoneMany(subject, 'listener', other => other !== key && isEphemeral(other, address, protocol), 1);
			log.judge(subject, {kind: 'listener', ...listener}, {...novelty, isFirst: novelty.isFirst && !isUsual});
		},
		destination(id, destination) {
			const found = known.get(id);
			if (found === null) return;
			const {subject} = found;
			const {address, port, protocol} = destination;
			const neighbour = neighbourAt(found, address, known);
			const workload = neighbour?.subject.workload ?? null;
			const key = portText(workload ?? address, port, protocol);
			const novelty = log.habit(subject, 'destination', key, {note: trusted('')});
			const end = `:${port}/${protocol}`;
			const hasCalled = (isSuch: (other: string) => boolean, least: number): boolean =>
				log.hasDoneMany(subject, 'destination', other => other !== key && other.endsWith(end) && isSuch(other), least);
			const isUsual = (): boolean => {
				if (neighbour === null) return isPublic(address) && hasCalled(isOfInternet, manyAddresses);
				const names = new Set<string>(
					[...workloadsNamedLike(neighbour, known.values())].map(one => portText(one, port, protocol)),
				);
				return hasCalled(other => names.has(other), 1);
			};
			const isFirst = novelty.isFirst && !(isUnusual(novelty) && isUsual());
			log.judge(subject, {kind: 'destination', ...destination, workload}, {...novelty, isFirst});
		},
		client(id, {address, port, protocol}) {
			const found = known.get(id);
			if (found !== null) log.habit(found.subject, 'client', portText(address, port, protocol), {note: trusted('')});
		},
	};
}

/**
 * The container that has an address on a common network: it gets another address when it is recreated. The host reaches all of its networks.
 * `null` for any other.
 */
function neighbourAt(
	{facts}: KnownContainer,
	address: SafeText,
	{get, values}: SocketActivityParts['known'],
): KnownContainer | null {
	const {network: used} = facts.namespaces;
	const owner = used.kind === 'container' ? get(used.id) : null;
	const networks = new Set((owner?.facts ?? facts).networks.map(({id}) => id));
	for (const one of values())
		if (one.facts.networks.some(({id, ...its}) => its.address === address && (used.kind === 'host' || networks.has(id))))
			return one;
	return null;
}

/**
 * Workloads to which a name on a network has led that leads to this container: a database that was replaced under its alias, or one of two
 * colours of a deployment. Only who may create containers gives them names.
 */
function* workloadsNamedLike(one: KnownContainer, all: Iterable<KnownContainer>): Generator<SafeText> {
	const names = new Set(namesOf(one));
	for (const name of names) yield sanitise(name.slice(name.indexOf(' ') + 1));
	for (const other of all) if (namesOf(other).some(name => names.has(name))) yield other.subject.workload;
}

/** `<network> <name>`, as the engine's DNS server answers. */
const namesOf = ({facts: {raw}}: KnownContainer): string[] =>
	Object.entries(raw.NetworkSettings?.Networks ?? {}).flatMap(([network, settings]) =>
		[...(settings?.Aliases ?? []), ...(settings?.DNSNames ?? [])].map(name => `${network} ${name}`),
	);

function isEphemeral(key: string, address: SafeText, protocol: 'tcp' | 'udp'): boolean {
	const port = Number(/:(\d{1,5})\/\w+$/.exec(key)?.[1]);
	return port >= ephemeral && key === portText(address, port, protocol);
}

/** Of `203.0.113.7:443/tcp`, not of `shop/db:5432/tcp`. */
function isOfInternet(key: string): boolean {
	const address = /^\[?(.+?)\]?:\d{1,5}\/\w+$/.exec(key)?.[1] ?? '';
	return isIP(address) !== 0 && isPublic(address);
}
