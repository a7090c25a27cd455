import type {ContainerInspect, NetworkInspect} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import type {EngineFacts, NetworkFacts} from './engine-facts.js';
import {record, records, string, text, textOrNull} from './read.js';

const BRIDGE = 'com.docker.network.bridge.';

/**
 * Networks with the containers on them. Membership comes from the containers' own inspect answers: the list of networks has none,
 * and the inspect of a network only has the running ones.
 */
export function networkFacts(
	networks: readonly NetworkInspect[],
	containers: Iterable<ContainerInspect> = [],
): readonly NetworkFacts[] {
	const members = membership(containers);
	return records(networks).map(network => oneNetwork(network, members));
}

/** Whether containers on the default bridge are isolated from each other; `null` if not known. */
export function isSeparated({defaultBridge, warnings}: Pick<EngineFacts, 'defaultBridge' | 'warnings'>): boolean | null {
	return defaultBridge.known && defaultBridge.value !== null ? keepsApart(defaultBridge.value, warnings) : null;
}

/**
 * Whether containers on a bridge are isolated from each other: the `icc` rules see bridged packets only when the kernel passes them
 * to iptables, and the engine warns if it does not. `null` for networks that are not a bridge.
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
		// The driver only checks for the key: `encrypted=false` encrypts too. @source moby libnetwork/drivers/overlay/ov_network.go
		encrypted: 'encrypted' in options,
		defaultBridge: isBridge && (options[`${BRIDGE}default_bridge`] === 'true' || name === 'bridge' || name === 'podman'),
		// On by default.
		icc: isBridge ? string(options[`${BRIDGE}enable_icc`]).toLowerCase() !== 'false' : null,
		defaultBinding: textOrNull(binding),
		subnets: records(record(network['IPAM'])['Config']).flatMap(({Subnet: subnet}) =>
			typeof subnet === 'string' ? [sanitise(subnet)] : [],
		),
		containers: members.get(id) ?? members.get(name) ?? [],
	};
}

/** Ids of containers by network id, or by network name where an answer has no id. */
function membership(containers: Iterable<ContainerInspect>): ReadonlyMap<string, readonly string[]> {
	const members = new Map<string, string[]>();
	for (const container of containers)
		for (const [name, endpoint] of Object.entries(record(container.NetworkSettings?.Networks))) {
			const key = text(record(endpoint)['NetworkID']) || name;
			const known = members.get(key);
			const id = text(container.Id);
			if (known === undefined) members.set(key, [id]);
			// A container with two names for a network is on it once, and is not its own peer.
			else if (known.at(-1) !== id) known.push(id);
		}
	return members;
}
