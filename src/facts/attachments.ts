import type {ContainerInspect} from '../answers/index.js';
import {sanitise} from '../terminal/sanitise.js';
import type {NetworkAttachment} from './container-facts.js';
import type {FactsContext} from './context.js';
import type {NetworkFacts} from './engine-facts.js';
import {record, text, textOrNull} from './read.js';

/** The networks that the container itself is on, and who else is there. */
export function attachments(inspect: ContainerInspect, context: FactsContext): readonly NetworkAttachment[] {
	const networks = context.networks ?? (context.engine.networks.known ? context.engine.networks.value : []);
	return Object.entries(record(inspect.NetworkSettings?.Networks)).map(([name, given]) => {
		const endpoint = record(given);
		const id = text(endpoint['NetworkID']);
		const network = findNetwork(networks, id, name);
		return {
			name: sanitise(name),
			id: id || (network?.id ?? ''),
			address: textOrNull(endpoint['IPAddress']) ?? textOrNull(endpoint['GlobalIPv6Address']),
			driver: network?.driver ?? null,
			internal: network?.internal ?? null,
			defaultBridge: network?.defaultBridge ?? isDefaultName(name, context),
			peers: network?.containers.filter(other => other !== inspect.Id) ?? [],
		};
	});
}

/** A stopped container's endpoint has no id: then the name decides. */
const findNetwork = (networks: readonly NetworkFacts[], id: string, name: string): NetworkFacts | undefined =>
	networks.find(network => network.id === id && id !== '') ?? networks.find(network => network.name === name);

const isDefaultName = (name: string, {engine}: FactsContext): boolean =>
	name === (engine.kind === 'docker' ? 'bridge' : 'podman');
