import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';
import {asManager} from './shared/manager.js';
import {exampleManager} from './shared/manager-examples.js';

export default defineRule({
	slug: 'swarm-autolock',
	title: 'Autolock is disabled',
	cis: cisIds('7.5'),
	severity: 'medium',
	target: 'swarm',
	rationale: "A stolen disk or backup of a manager holds the swarm's keys, and with them all its secrets, unencrypted.",
	references: ['https://docs.docker.com/engine/swarm/swarm_manager_locking/'],

	check: ({engine}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const lock = manager.answers.swarm?.Spec?.EncryptionConfig?.AutoLockManagers;
		if (lock === undefined) return cannotTell({source: 'engine:/swarm', reason: 'it does not report AutoLockManagers'});
		const evidence = {source: 'swarm', path: 'Spec.EncryptionConfig.AutoLockManagers', value: lock};
		return lock ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'docker swarm update --autolock=true, and keep the key that it prints in a safe place.',
		mayBreak: 'Someone must unlock a manager after every restart.',
	}),

	examples: {
		bad: {facts: exampleManager({swarm: {Spec: {EncryptionConfig: {AutoLockManagers: false}}}})},
		good: {facts: exampleManager({swarm: {Spec: {EncryptionConfig: {AutoLockManagers: true}}}})},
	},
});
