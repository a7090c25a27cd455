import type {BlindSpot} from '../../answers/index.js';
import type {ContainerFacts, NetworkAttachment, PortFacts} from '../../facts/index.js';
import {hasProcesses} from '../../facts/lifecycle.js';
import {answersInNetwork, mayAnswer, ownSockets} from '../../facts/listeners.js';
import {type Publication, portNames, publicationRuns} from '../../facts/port-runs.js';
import {record, records, string} from '../../facts/read.js';
import {bracketed} from '../../terminal/bracketed.js';
import {own, safely} from '../../terminal/safe-text.js';
import {type ContainerScope, notApplicable} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {fromInspect} from './evidence.js';
import {flag} from './flags.js';

/** `80/tcp` */
export const portName = ({port, protocol}: PortFacts): string => `${port}/${protocol}`;

/** `0.0.0.0:8080 [::]:8080` */
export const addresses = ({published}: PortFacts): string =>
	published.map(({address, hostPort}) => `${bracketed(address || '0.0.0.0')}:${hostPort}`).join(' ');

/** Where the addresses are: a stopped container has them only in its configuration. */
export const portsField = (container: ContainerFacts): string =>
	hasProcesses(container) ? 'NetworkSettings.Ports' : 'HostConfig.PortBindings';

/** One port with the addresses on which it is published. */
export const portEvidence = (container: ContainerFacts, port: PortFacts): Evidence =>
	fromInspect(`${portsField(container)}["${portName(port)}"]`, addresses(port));

/** All published ports, where none of them is what the rule looks for. */
export const noPort = (container: ContainerFacts): Evidence =>
	fromInspect(
		portsField(container),
		container.ports.filter(({published}) => published.length > 0).map(port => `${portName(port)} on ${addresses(port)}`),
	);

/**
 * What lowers a finding about published ports: nothing listens behind them, or only on the loopback address of the container. A container
 * that is not running is judged by what it will publish.
 */
export function behind(container: ContainerFacts, ports: readonly PortFacts[]): {severity: 'low' | undefined; words: string} {
	if (!hasProcesses(container) || ports.some(port => mayAnswer(answersInNetwork(container, port))))
		return {severity: undefined, words: ''};
	const some = ports.some(port => answersInNetwork(container, port) === 'loopback');
	return {severity: 'low', words: some ? ', but only its own loopback address listens' : ', but nothing listens'};
}

/** Published by the container whose network it shares, and answered by one of the two: not known by which. */
export function unseenSharing({container, fleet}: ContainerScope): BlindSpot | null {
	const {network} = container.namespaces;
	if (network.kind !== 'container' || !hasProcesses(container) || ownSockets(container) !== null) return null;
	const others = (fleet.get(network.id)?.ports ?? []).filter(
		({published, port, protocol}) =>
			published.length > 0 && !container.ports.some(one => one.port === port && one.protocol === protocol),
	);
	if (others.length === 0) return null;
	const reason = safely`which of the containers that share the network of ${network.name} answers on ${own(portNames(others))} was not seen`;
	return {source: 'host:/proc', reason};
}

/** The network by which a swarm publishes it, though no port is named there. */
export const meshEvidence = ({name, address}: NetworkAttachment): Evidence =>
	fromInspect(`NetworkSettings.Networks.${name}`, address ?? 'attached');

/** The engine discards `-p` on the network of the host. */
export const usesHostNetwork = ({namespaces}: ContainerFacts): boolean => namespaces.network.kind === 'host';
export const publishesNothing = notApplicable('it uses host networking and publishes no ports');

/** The `-p` flags, as typed, that publish one of `ports`, and `-P` when it is that which does. */
export function publishFlags({raw, publishAll}: ContainerFacts, ports: readonly PortFacts[]): string[] {
	const bindings = record(record(raw.HostConfig)['PortBindings']);
	const typed = ports.flatMap(port =>
		records(bindings[portName(port)]).map(({HostIp: ip, HostPort: hostPort}) => publication(port, string(ip), string(hostPort))),
	);
	return [...flagsOf(typed), ...(publishAll && typed.length < ports.length ? ['-P'] : [])];
}

/** A container that uses the network of another publishes nothing itself: docker refuses `-p` there. */
const publishesItself = ({namespaces}: ContainerFacts): boolean => namespaces.network.kind !== 'container';

const on = (address: string, container: ContainerFacts, ports: readonly PortFacts[]): string[] =>
	flagsOf(
		(publishesItself(container) ? ports : []).flatMap(port =>
			port.published.map(({hostPort}) => publication(port, address, String(hostPort))),
		),
	);

/** The same ports, for this host only. */
export const onLoopback = (container: ContainerFacts, ports: readonly PortFacts[]): string[] => on('127.0.0.1', container, ports);
/** The same ports on every address, but without IPv6. */
export const onIpv4 = (container: ContainerFacts, ports: readonly PortFacts[]): string[] => on('0.0.0.0', container, ports);

/** The same ports on the same addresses under other numbers; both wildcards together are one flag without an address. */
export const republish = (
	container: ContainerFacts,
	ports: readonly PortFacts[],
	renumber: (hostPort: number) => number,
): string[] =>
	flagsOf(
		(publishesItself(container) ? ports : []).flatMap(port => {
			const everywhere = ['0.0.0.0', '::'].every(wild => port.published.some(({address}) => address === wild));
			return port.published.map(({address, hostPort}) =>
				publication(port, everywhere && /^(0\.0\.0\.0|::)$/.test(address) ? '' : address, String(renumber(hostPort))),
			);
		}),
	);

const publication = ({port, protocol}: PortFacts, address: string, hostPort: string): Publication => ({
	port: String(port),
	protocol,
	address,
	hostPort,
});

const flagsOf = (publications: readonly Publication[]): string[] => [...new Set(publicationRuns(publications).map(publishFlag))];

function publishFlag({port, protocol, address: ip, hostPort}: Publication): string {
	const address = ip === '' ? '' : `${bracketed(ip)}:`;
	// An address without a host port leaves an empty place: 127.0.0.1::80.
	const host = hostPort === '' && address === '' ? '' : `${hostPort}:`;
	return flag('-p', `${address}${host}${port}${protocol === 'tcp' ? '' : `/${protocol}`}`);
}
