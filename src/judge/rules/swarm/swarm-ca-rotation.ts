import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';
import {asManager, daysBetween} from './shared/manager.js';
import {exampleManager} from './shared/manager-examples.js';

const YEAR = 365;

export default defineRule({
	slug: 'swarm-ca-rotation',
	title: 'Swarm root CA has never been rotated',
	cis: cisIds('7.8'),
	severity: 'low',
	target: 'swarm',
	rationale: 'Its key signs node certificates for as long as it lives; anyone who has ever read it can add nodes at will.',
	references: ['https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/#rotating-the-ca-certificate'],

	check: ({engine, now}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const {swarm} = manager.answers;
		const days = daysBetween(swarm?.CreatedAt, now);
		if (days === null) return cannotTell({source: 'engine:/swarm', reason: 'it does not report when it was created'});
		const rotations = swarm?.Spec?.CAConfig?.ForceRotate ?? 0;
		const evidence = [
			{source: 'swarm', path: 'Spec.CAConfig.ForceRotate', value: rotations},
			{source: 'swarm', path: 'CreatedAt', value: `${days} days ago`},
		];
		return rotations === 0 && days > YEAR ? fail(...evidence) : pass(...evidence);
	},

	remedy: () => ({text: 'docker swarm ca --rotate', mayBreak: 'Nodes that are offline during the rotation must rejoin.'}),

	examples: {
		bad: {
			facts: exampleManager({swarm: {CreatedAt: '2024-01-01T00:00:00Z', Spec: {CAConfig: {ForceRotate: 0}}}}),
			now: '2026-11-01T00:00:00Z',
		},
		good: {
			facts: exampleManager({swarm: {CreatedAt: '2024-01-01T00:00:00Z', Spec: {CAConfig: {ForceRotate: 2}}}}),
			now: '2026-11-01T00:00:00Z',
		},
	},
});
