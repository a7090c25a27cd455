import {cannotTell, cisIds, defineRule, fail, notApplicable, pass} from '../rule.js';
import {asManager, daysBetween} from './shared/manager.js';
import {exampleManager} from './shared/manager-examples.js';

const YEAR = 365;

export default defineRule({
	slug: 'swarm-unlock-key-age',
	title: 'Swarm unlock key is over a year old',
	cis: cisIds('7.6'),
	severity: 'low',
	target: 'swarm',
	rationale: 'Anyone who has seen the old key can still use it.',
	references: ['https://docs.docker.com/engine/swarm/swarm_manager_locking/#rotate-the-unlock-key'],

	check: ({engine, now}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const {swarm} = manager.answers;
		if (swarm?.Spec?.EncryptionConfig?.AutoLockManagers === false) return notApplicable('autolock is off, so there is no key');
		const created = daysBetween(swarm?.CreatedAt, now);
		const updated = daysBetween(swarm?.UpdatedAt, now);
		// The key is no older than the swarm, and changing it updates the swarm object: an object that is old proves an old key.
		if (created !== null && created <= YEAR) return pass({source: 'swarm', path: 'CreatedAt', value: `${created} days ago`});
		return updated !== null && updated > YEAR
			? fail({source: 'swarm', path: 'UpdatedAt', value: `${updated} days ago`})
			: cannotTell({source: 'engine:/swarm', reason: 'the API does not report when the key was last rotated'});
	},

	remedy: () => ({
		text: 'docker swarm unlock-key --rotate, and keep the new key in a safe place.',
		mayBreak: 'A manager that is down during the rotation needs the old key.',
	}),

	examples: {
		bad: {
			facts: exampleManager({swarm: {UpdatedAt: '2025-01-01T00:00:00Z', Spec: {EncryptionConfig: {AutoLockManagers: true}}}}),
			now: '2026-11-01T00:00:00Z',
		},
		good: {
			facts: exampleManager({
				swarm: {CreatedAt: '2026-09-01T00:00:00Z', Spec: {EncryptionConfig: {AutoLockManagers: true}}},
			}),
			now: '2026-11-01T00:00:00Z',
		},
	},
});
