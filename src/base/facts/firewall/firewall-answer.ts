import {trusted} from '../../text/safe-text.js';
import type {ContainerFacts} from '../container-facts.js';
import type {HostFacts} from '../host-facts.js';
import {hasProcesses} from '../lifecycle.js';
import type {PortFacts} from '../ports.js';
import type {AddressFamily} from './address-ranges.js';
import {askFilter, type FilterAnswer, filterEvidence, notKnown, type SeenFilter} from './ask-filter.js';

export type FirewallAnswer = FilterAnswer;

/**
 * Whether another machine can open a connection to a port of a container, as far as the firewall of the host decides it: by what
 * publishes it; on the host's network directly.
 *
 * @param port  one of the container's ports, or one on which it listens
 */
export function firewallAnswer(
	host: HostFacts | null,
	container: Pick<ContainerFacts, 'namespaces' | 'status'>,
	port: PortFacts,
	family: AddressFamily,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	if (!hasProcesses(container)) return notKnown('it does not run: the engine writes its rules when it starts');
	const onHost = container.namespaces.network.kind === 'host';
	const published =
		onHost && port.published.length === 0
			? [{address: trusted(family === 4 ? '0.0.0.0' : '::'), hostPort: port.port}]
			: port.published;
	const ofFamily = published.filter(({address, hostPort}) => hostPort > 0 && isOf(address, family));
	if (ofFamily.length === 0)
		return published.some(({hostPort}) => hostPort === 0)
			? notKnown('the engine has not chosen a host port yet')
			: {answer: 'closed', evidence: [filterEvidence('published ports', trusted(`none on IPv${family}`))]};
	const {protocol} = port;
	return mostOpen(ofFamily.map(({address, hostPort}) => askFilter(filter, {protocol, address, port: hostPort, family})));
}

/**
 * The answers for one address of the host on which a port is published, or on which a container on the host's network listens: one
 * for each family of the address.
 *
 * @param address  `''` and, for a socket of IPv6, `::` are of both families
 */
export function answersAt(
	host: HostFacts | null,
	container: Pick<ContainerFacts, 'namespaces' | 'status'>,
	protocol: PortFacts['protocol'],
	{address, hostPort}: PortFacts['published'][number],
): readonly FirewallAnswer[] {
	const isDualStack = address === '' || (address === '::' && container.namespaces.network.kind === 'host');
	const addresses = isDualStack ? [trusted('0.0.0.0'), trusted('::')] : [address];
	const port = {...unexposed, port: hostPort, protocol};
	return addresses.map(one =>
		firewallAnswer(host, container, {...port, published: [{address: one, hostPort}]}, one.includes(':') ? 6 : 4),
	);
}

const unexposed = {exposed: false, reach: 'none', service: null, administrative: false} as const;

/** The answers for each family in which a port is published; on the host's network, in both. */
export function firewallAnswers(
	host: HostFacts | null,
	container: Pick<ContainerFacts, 'namespaces' | 'status'>,
	port: PortFacts,
): readonly {readonly family: AddressFamily; readonly answer: FirewallAnswer}[] {
	const onHost = container.namespaces.network.kind === 'host';
	return ([4, 6] as const)
		.filter(family => onHost || port.published.some(({address}) => isOf(address, family)))
		.map(family => ({family, answer: firewallAnswer(host, container, port, family)}));
}

/** Whether the rules would let another machine connect to a port of the host itself: what its firewall is meant to do about that port. */
export function hostPortAnswer(
	host: HostFacts | null,
	{protocol, port}: Pick<PortFacts, 'protocol' | 'port'>,
	family: AddressFamily,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	const address = family === 4 ? '0.0.0.0' : '::';
	return askFilter({...filter, listening: null}, {protocol, address, port, family, asHostPort: true});
}

/**
 * Whether another machine that routes packets to the address of a container comes to a port that is not published.
 *
 * @param address  of the container on one of its networks
 */
export function routedAnswer(
	host: HostFacts | null,
	address: string,
	{protocol, port}: Pick<PortFacts, 'protocol' | 'port'>,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	return askFilter(filter, {protocol, address, port, family: address.includes(':') ? 6 : 4});
}

function filterOf(host: HostFacts | null): SeenFilter | FirewallAnswer {
	if (host === null) return notKnown('the engine is on another machine, or the host was not inspected');
	if (!host.firewall.known) return {...notKnown(''), reason: host.firewall.reason};
	const {rules} = host.firewall.value;
	if (!rules.known) return {...notKnown(''), reason: rules.reason};
	return {rules: rules.value, listening: host.hostListens.known ? host.hostListens.value : null};
}

/** One place open makes a port open; closed it is where all are. */
function mostOpen(answers: readonly FirewallAnswer[]): FirewallAnswer {
	const [first] = [...answers].sort((a, b) => order[a.answer] - order[b.answer]);
	return first ?? notKnown('it has no address');
}

const isOf = (address: string, family: AddressFamily): boolean => address === '' || address.includes(':') === (family === 6);

const order = {open: 0, unknown: 1, closed: 2} as const;
