import type {ContainerFacts, EngineFacts} from '../facts/index.js';

/** Whether the container still has the neighbours that it was judged with. */
export function hasSamePeers({id, networks}: ContainerFacts, engine: EngineFacts): boolean {
	if (!engine.networks.known) return true;
	const members = new Map(engine.networks.value.map(network => [network.id, network.containers]));
	return networks.every(network => {
		const now = members.get(network.id);
		// Nobody has neighbours on no network.
		if (now === undefined || network.name === 'none') return true;
		const {peers} = network;
		let at = 0;
		for (const member of now) {
			if (member === id) continue;
			if (peers[at] !== member) return false;
			at += 1;
		}
		return at === peers.length;
	});
}
