import {
	type BlindSpot,
	bracketed,
	type ContainerFacts,
	type EngineFacts,
	hasProcesses,
	type NetworkAttachment,
	ownSockets,
	type PortFacts,
	portNames,
	safe,
	trusted,
} from '../../../base/index.js';
import {fromInspect, notApplicable} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Evidence} from '../verdict.js';
import {onEngine} from './engine-words.js';

/** `80/tcp` */
export const portName = ({port, protocol}: PortFacts): string => `${port}/${protocol}`;

/** `0.0.0.0:8080 [::]:8080` */
const addresses = ({published}: PortFacts): string =>
	published.map(({address, hostPort}) => `${bracketed(address || '0.0.0.0')}:${hostPort}`).join(' ');

/** Where the addresses are: a stopped container has them only in its configuration. */
const portsField = (container: ContainerFacts): string =>
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

/** Published by the container whose network it shares, and answered by one of the two: not known by which. */
export function unseenSharing({container, fleet}: ContainerScope): BlindSpot | null {
	const {network} = container.namespaces;
	if (network.kind !== 'container' || !hasProcesses(container) || ownSockets(container) !== null) return null;
	const others = (fleet.get(network.id)?.ports ?? []).filter(
		({published, port, protocol}) =>
			published.length > 0 && !container.ports.some(one => one.port === port && one.protocol === protocol),
	);
	if (others.length === 0) return null;
	const reason = safe`which of the containers that share the network of ${network.name} answers on ${trusted(portNames(others))} was not seen`;
	return {source: 'host:/proc', reason};
}

/** The network by which a swarm publishes it, though no port is named there. */
export const meshEvidence = ({name, address}: NetworkAttachment): Evidence =>
	fromInspect(`NetworkSettings.Networks.${name}`, address ?? 'attached');

/** The engine discards `-p` on the network of the host. */
export const usesHostNetwork = ({namespaces}: ContainerFacts): boolean => namespaces.network.kind === 'host';
export const publishesNothing = notApplicable('it uses host networking and publishes no ports');

/**
 * How the engine itself publishes on loopback where no address is given; with what that changes for the other containers.
 * @source docs.docker.com/reference/cli/dockerd/#default-network-options (24.0 and later), moby/moby#18237 ("ip" is of the default bridge);
 * containers.conf(5), default_host_ips (Podman 6.0)
 */
export function loopbackByDefault(
	{networkMode}: Pick<ContainerFacts, 'networkMode'>,
	engine: Pick<EngineFacts, 'kind'>,
): {text: string; mayBreak: string} {
	const dedicated =
		'"default-network-opts": {"bridge": {"com.docker.network.bridge.host_binding_ipv4": "127.0.0.1"}} in daemon.json does so on networks created afterwards (Docker 24 and later)';
	const bridge = '"ip": "127.0.0.1" in daemon.json does so on the default bridge';
	const onDefaultBridge = /^(default|bridge|)$/.test(networkMode);
	return {
		text: `To publish on loopback whenever no address is given: ${onEngine(engine, {
			docker: onDefaultBridge ? bridge : dedicated,
			podman: 'default_host_ips = ["127.0.0.1"] in containers.conf does so (Podman 6.0 and later)',
		})}.`,
		mayBreak: 'The setting of the engine applies to every container that publishes without an address.',
	};
}
