import type {ContainerInspect, NetworkInspect} from '../answers/index.js';
import {sanitise} from '../terminal/sanitise.js';
import type {EngineFacts, NetworkFacts} from './engine-facts.js';
import {record, records, string, text, textOrNull} from './read.js';

const BRIDGE = 'com.docker.network.bridge.';

/**
 * Networks with the containers on them, which are taken from the containers' own answers: the list of networks does not name them,
 * and a network's own answer names the running ones alone.
 */
export function networkFacts(
	networks: readonly NetworkInspect[],
	containers: Iterable<ContainerInspect> = [],
): readonly NetworkFacts[] {
	const members = membership(containers);
	return records(networks).map(network => oneNetwork(network, members));
}

/** Whether the default bridge really keeps its containers apart; `null` while not known. */
export function isSeparated({defaultBridge, warnings}: Pick<EngineFacts, 'defaultBridge' | 'warnings'>): boolean | null {
	return defaultBridge.known && defaultBridge.value !== null ? keepsApart(defaultBridge.value, warnings) : null;
}

/**
 * Whether a bridge really keeps its containers apart: the rules of `icc` see bridged packets only where the kernel hands them to
 * iptables, and the engine warns where it does not. `null` for what is no bridge.
 */
export function keepsApart({icc}: Pick<NetworkFacts, 'icc'>, warnings: EngineFacts['warnings']): boolean | null {
	return icc === null ? null : !icc && !warnings.some(warning => /bridge-nf-call-iptables is disabled/i.test(warning));
}

function oneNetwork(network: Readonly<Record<string, unknown>>, members: ReadonlyMap<string, readonly string[]>): NetworkFacts {
	const options = record(network['Options']);
	const id = text(network['Id']);
	const name = text(network['Name']);
	const isBridge = network['Driver'] === 'bridge';
	const binding = options[`${BRIDGE}host_binding_ipv4`];
	return {
		id,
		name,
		driver: text(network['Driver']),
		internal: network['Internal'] === true,
		ipv6: network['EnableIPv6'] === true,
		ingress: network['Ingress'] === true,
		// The driver asks for the name alone: `encrypted=false` encrypts too. @source moby libnetwork/drivers/overlay/ov_network.go
		encrypted: 'encrypted' in options,
		defaultBridge: isBridge && (options[`${BRIDGE}default_bridge`] === 'true' || name === 'bridge' || name === 'podman'),
		// On unless it is turned off.
		icc: isBridge ? string(options[`${BRIDGE}enable_icc`]).toLowerCase() !== 'false' : null,
		defaultBinding: textOrNull(binding),
		subnets: records(record(network['IPAM'])['Config']).flatMap(({Subnet: subnet}) =>
			typeof subnet === 'string' ? [sanitise(subnet)] : [],
		),
		containers: members.get(id) ?? members.get(name) ?? [],
	};
}

/** Ids of containers by the id of the network, and by its name where an answer has no id. */
function membership(containers: Iterable<ContainerInspect>): ReadonlyMap<string, readonly string[]> {
	const members = new Map<string, string[]>();
	for (const container of containers)
		for (const [name, endpoint] of Object.entries(record(container.NetworkSettings?.Networks))) {
			const key = text(record(endpoint)['NetworkID']) || name;
			const known = members.get(key);
			const id = text(container.Id);
			if (known === undefined) members.set(key, [id]);
			// One with two names for a network is on it once, and no neighbour of itself.
			else if (known.at(-1) !== id) known.push(id);
		}
	return members;
}
