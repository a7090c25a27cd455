import type {ContainerInspect} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {FactsContext} from './context.js';
import type {NetworkFacts} from './engine-facts.js';
import {networkOwner} from './namespaces.js';
import {keepsApart} from './networks.js';
import {record, text, textOrNull} from './read.js';

export type NetworkAttachment = {
	readonly name: SafeText;
	readonly id: string;
	readonly address: SafeText | null;
	readonly driver: SafeText | null;
	readonly internal: boolean | null;
	/** True on the swarm's ingress network, which a task joins when its service publishes ports on every node. */
	readonly ingress: boolean;
	/** True on the engine's default bridge. */
	readonly defaultBridge: boolean;
	/** True when inter-container communication is disabled on the bridge (`enable_icc=false`) and the kernel enforces it. */
	readonly separated: boolean;
	/** Ids of the other containers on this network. */
	readonly peers: readonly string[];
};

/** The networks that its processes are on, those of the container whose network it joined included, and who else is there. */
export function attachments(inspect: ContainerInspect, context: FactsContext): readonly NetworkAttachment[] {
	const owner = networkOwner(inspect, context.containers) ?? inspect;
	const networks = context.networks ?? (context.engine.networks.known ? context.engine.networks.value : []);
	return Object.entries(record(owner.NetworkSettings?.Networks)).map(([name, given]) => {
		const endpoint = record(given);
		const id = text(endpoint['NetworkID']);
		const network = findNetwork(networks, id, name);
		return {
			name: sanitise(name),
			id: id || (network?.id ?? ''),
			address: textOrNull(endpoint['IPAddress']) ?? textOrNull(endpoint['GlobalIPv6Address']),
			driver: network?.driver ?? pseudoDriver(name),
			internal: network?.internal ?? (name === 'none' ? true : null),
			ingress: network?.ingress ?? false,
			defaultBridge: network?.defaultBridge ?? isDefaultName(name, context),
			separated: network !== undefined && keepsApart(network, context.engine.warnings) === true,
			// Whoever is on no network has no neighbours there.
			peers: name === 'none' ? [] : without(owner.Id, network?.containers ?? []),
		};
	});
}

/** The members of a network except one. No `filter`: with 500 containers on one network, each has 499 peers. */
function without(id: string | undefined, members: readonly string[]): readonly string[] {
	const at = id === undefined ? -1 : members.indexOf(id);
	return at === -1 ? members : members.toSpliced(at, 1);
}

/** The endpoint of a stopped container has no network id, so the network is found by name. */
const findNetwork = (networks: readonly NetworkFacts[], id: string, name: string): NetworkFacts | undefined =>
	networks.find(network => network.id === id && id !== '') ?? networks.find(network => network.name === name);

/** `none` and `host` are not real networks; Podman does not list them. */
const pseudoDriver = (name: string): SafeText | null =>
	name === 'none' ? trusted('null') : name === 'host' ? trusted('host') : null;

const isDefaultName = (name: string, {engine}: FactsContext): boolean =>
	name === (engine.kind === 'docker' ? 'bridge' : 'podman');
