import {known, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, fromNetworks, notApplicable, pass} from '../rule.js';
import {exampleNetwork} from '../shared/examples.js';
import {noSwarm} from './shared/manager.js';

export default defineRule({
	slug: 'swarm-overlay-encryption',
	title: 'Overlay network is not encrypted',
	cis: cisIds('7.3'),
	severity: 'medium',
	target: 'swarm',
	rationale: 'Anyone on the network between two nodes can read and change the traffic between services.',
	references: ['https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network'],

	check: ({engine}) => {
		const none = noSwarm(engine);
		if (none !== null) return none;
		if (!engine.networks.known) return cannotTell(engine.networks.reason);
		// The ingress network cannot be changed in place and carries what came from outside.
		const overlays = engine.networks.value.filter(({driver, ingress}) => driver === 'overlay' && !ingress);
		const clear = overlays.filter(({encrypted}) => !encrypted);
		const [malformed] = engine.blindSpots.filter(({source}) => /^engine:\/networks(\/|$)/.test(source));
		if (clear.length === 0 && malformed !== undefined) return cannotTell(malformed);
		if (overlays.length === 0) return notApplicable('there is no overlay network besides ingress');
		return clear.length === 0
			? pass(...overlays.map(({name}) => fromNetworks(`${name} Options.encrypted`, true)))
			: fail(...clear.map(({name}) => fromNetworks(`${name} Options.encrypted`, false)));
	},

	remedy: () => ({
		text: 'Recreate it with docker network create --driver overlay --opt encrypted NAME and move the services.',
		mayBreak: 'Throughput; IPsec (ESP) must be allowed between the nodes.',
	}),

	examples: {
		bad: {facts: {swarm: 'manager', networks: known([exampleNetwork({name: trusted('back'), driver: trusted('overlay')})])}},
		good: {
			facts: {
				swarm: 'manager',
				networks: known([exampleNetwork({name: trusted('back'), driver: trusted('overlay'), encrypted: true})]),
			},
		},
	},
});
