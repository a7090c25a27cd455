import type {BlindSpot} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {isLoopback, isWildcard} from './addresses.js';
import type {ContainerFacts} from './container-facts.js';
import type {FilterEvidence} from './firewall/ask-filter.js';
import {answersAt, type FirewallAnswer} from './firewall/firewall-answer.js';
import {routedPorts} from './firewall/routed-ports.js';
import type {HostFacts} from './host-facts.js';
import {hasProcesses} from './lifecycle.js';
import {answersInNetwork, networkSockets, ownSockets, whySocketsUnseen} from './listeners.js';
import type {PortFacts} from './ports.js';
import {byNumber} from './ports.js';

/** Who can open a connection, the widest first. */
const reachOrder = [
	'any-network',
	/** Only the sources that the firewall lets through. */
	'some-sources',
	/** Any machine that reaches that address of the host. */
	'address',
	/** Machines that route packets for the container through the host. */
	'routed',
	'this-host',
	/** Not published: containers on its networks. */
	'containers',
	/** No other machine: the firewall of the host closes it. */
	'firewall-closed',
	/** Only its own network namespace: it listens on its loopback address, or has no network. */
	'itself',
	'no-listener',
	'not-running',
] as const;
export type ReachFrom = (typeof reachOrder)[number];

/** An address of the host and the port there. */
export type ReachedAt = PortFacts['published'][number];

/** Who can reach a port of a container at one address, as far as that was seen: what is not seen to be closed counts as open. */
export type PortReach = {
	readonly port: PortFacts;
	/** `null`: it is published nowhere. On the host's network, where it listens. */
	readonly at: ReachedAt | null;
	readonly from: ReachFrom;
	/** With `some-sources`: `10.0.0.0/8`, `any through wg0`. */
	readonly onlyFor: SafeText | null;
	/** The rules of the firewall that decided. */
	readonly evidence: readonly FilterEvidence[];
	/** What was not seen, and may make it fewer. Empty where it is certain. */
	readonly unseen: readonly Unseen[];
};

/** Part of the answer that could not be seen. */
export type Unseen = {readonly what: 'firewall' | 'sockets'; readonly reason: BlindSpot};

/**
 * Who can reach each port of a container: published ones once for each address, others on which it listens once. The one answer that
 * badges, the column REACHABLE, the Network pages, attack paths, the order by risk and the hardening plan show.
 */
export function portReach(container: ContainerFacts, host: HostFacts | null): readonly PortReach[] {
	return [...container.ports, ...undeclaredPorts(container)]
		.toSorted(byNumber)
		.flatMap(port => placesOf(container, port).map(at => reachAt({container, host}, port, at)));
}

/** Ports on which it listens, or what joined its network does for others, and that are neither exposed nor published. */
function undeclaredPorts(container: ContainerFacts): readonly PortFacts[] {
	const known = new Set(container.ports.map(({port, protocol}) => `${port}/${protocol}`));
	const others = (networkSockets(container) ?? []).filter(({address}) => !isLoopback(address));
	const found = new Map<string, PortFacts>();
	for (const {port, protocol} of [...(ownSockets(container) ?? []), ...others]) {
		const key = `${port}/${protocol}`;
		if (!known.has(key) && !found.has(key)) found.set(key, {...undeclared, port, protocol});
	}
	return [...found.values()];
}

const undeclared = {exposed: false, published: [], reach: 'none', service: null, administrative: false} as const;

function placesOf(container: ContainerFacts, {port, protocol, published}: PortFacts): readonly (ReachedAt | null)[] {
	if (container.namespaces.network.kind !== 'host') return published.length === 0 ? [null] : published;
	const sockets = ownSockets(container);
	if (sockets === null) return [{address: trusted(''), hostPort: port}];
	const addresses = new Set(sockets.flatMap(one => (one.port === port && one.protocol === protocol ? [one.address] : [])));
	return addresses.size === 0 ? [null] : [...addresses].map(address => ({address, hostPort: port}));
}

type Scope = {readonly container: ContainerFacts; readonly host: HostFacts | null};

function reachAt(scope: Scope, port: PortFacts, at: ReachedAt | null): PortReach {
	const {container, host} = scope;
	const reach = (from: ReachFrom, more: Partial<PortReach> = {}): PortReach => ({
		port,
		at,
		from,
		onlyFor: null,
		evidence: [],
		unseen: [],
		...more,
	});
	if (!hasProcesses(container)) return reach('not-running');
	const answering = answersInNetwork(container, port);
	const unseen: Unseen[] = answering === 'unknown' ? [{what: 'sockets', reason: whySocketsUnseen(container)}] : [];
	if (answering === 'nothing') return reach('no-listener');
	if (at !== null && container.namespaces.network.kind === 'host' && isLoopback(at.address)) return reach('this-host');
	if (answering === 'loopback' || container.namespaces.network.kind === 'none') return reach('itself');
	if (at === null) return unpublished(scope, port, unseen, reach);
	if (isLoopback(at.address)) return reach('this-host', {unseen});
	const answers = answersAt(host, container, port.protocol, at);
	const evidence = answers.flatMap(answer => answer.evidence);
	if (answers.every(({answer}) => answer === 'closed')) return reach('firewall-closed', {evidence});
	const wide = isWildcard(at.address) ? 'any-network' : 'address';
	if (answers.some(({answer}) => answer === 'open')) return reach(wide, {evidence, unseen});
	const unclear = answers.flatMap(answer => (answer.answer === 'unknown' ? [answer] : []));
	const only = onlySources(unclear);
	return only === null
		? reach(wide, {
				evidence,
				unseen: [...unseen, ...unclear.slice(0, 1).map(({reason}) => ({what: 'firewall' as const, reason}))],
			})
		: reach('some-sources', {onlyFor: only, evidence, unseen});
}

/** The sources of both families, where no answer is less certain. */
function onlySources(unclear: readonly Extract<FirewallAnswer, {answer: 'unknown'}>[]): SafeText | null {
	const named = unclear.flatMap(({onlyFor}) => onlyFor ?? []);
	if (named.length === 0 || named.length < unclear.length) return null;
	return sanitise([...new Set(named)].join(' and '));
}

/** The kernel forwards to a port that is not published where no rule forbids it; where the rules were not seen, the rule about that says so. */
function unpublished(
	{container, host}: Scope,
	port: PortFacts,
	unseen: readonly Unseen[],
	reach: (from: ReachFrom, more?: Partial<PortReach>) => PortReach,
): PortReach {
	const listening = (networkSockets(container) ?? []).filter(
		socket => socket.port === port.port && socket.protocol === port.protocol && !isLoopback(socket.address),
	);
	const open = routedPorts(host, container, listening).find(({answer}) => answer.answer === 'open');
	return open === undefined ? reach('containers', {unseen}) : reach('routed', {evidence: open.answer.evidence});
}

/** Whether it comes from another machine. */
export const isFromOutside = ({from}: Pick<PortReach, 'from'>): boolean =>
	from === 'any-network' || from === 'some-sources' || from === 'address' || from === 'routed';

/** Whether it is published on all addresses of the host, and not seen to let no other machine in. A stopped container will publish it. */
export const isOpenWildcard = ({at, from}: PortReach): boolean =>
	at !== null && isWildcard(at.address) && (from === 'any-network' || from === 'some-sources' || from === 'not-running');

/** The widest of some answers, a certain one before one that is not; `null` without any. */
export const widestReach = (reaches: readonly PortReach[]): PortReach | null =>
	[...reaches].sort((a, b) => rankOf(a) - rankOf(b) || a.unseen.length - b.unseen.length)[0] ?? null;

const rankOf = ({from}: PortReach): number => reachOrder.indexOf(from);
