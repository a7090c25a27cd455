import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';
import {asManager} from './shared/manager.js';
import {exampleManager} from './shared/manager-examples.js';

/** Days; the default of Docker. */
const LONGEST = 90;

export default defineRule({
	slug: 'swarm-certificate-expiry',
	title: 'Node certificates are valid for too long',
	cis: cisIds('7.7'),
	severity: 'low',
	target: 'swarm',
	rationale: 'A compromised node, or a copy of its key, stays a member until its certificate expires.',
	references: ['https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/'],

	check: ({engine}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const nanoseconds = manager.answers.swarm?.Spec?.CAConfig?.NodeCertExpiry;
		if (nanoseconds === undefined) return cannotTell({source: 'engine:/swarm', reason: 'it does not report NodeCertExpiry'});
		const days = nanoseconds / 86_400_000_000_000;
		const evidence = {source: 'swarm', path: 'Spec.CAConfig.NodeCertExpiry', value: `${Math.round(days)} days`};
		return days > LONGEST ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({text: 'docker swarm update --cert-expiry 720h', mayBreak: 'A node that is offline for longer must rejoin.'}),

	examples: {
		bad: {facts: exampleManager({swarm: {Spec: {CAConfig: {NodeCertExpiry: 31_536_000_000_000_000}}}})},
		good: {facts: exampleManager({swarm: {Spec: {CAConfig: {NodeCertExpiry: 2_592_000_000_000_000}}}})},
	},
});
