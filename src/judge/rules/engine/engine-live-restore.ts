import {cisIds, defineRule, fail, fromInfo, infoMissing, notApplicable, pass} from '../rule.js';
import {advise} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-live-restore',
	title: 'Containers stop when the engine stops',
	cis: cisIds('2.15', '2.16'),
	severity: 'low',
	target: 'engine',
	rationale: 'An engine update means downtime for every service, so it gets postponed.',
	references: ['https://docs.docker.com/engine/daemon/live-restore/'],

	check: ({engine}) => {
		if (engine.kind === 'podman') return notApplicable('Podman containers run without a daemon');
		if (engine.swarm === 'manager' || engine.swarm === 'worker') return notApplicable('a swarm reschedules its tasks');
		if (engine.liveRestore === null) return infoMissing('LiveRestoreEnabled');
		const evidence = fromInfo('LiveRestoreEnabled', engine.liveRestore);
		return engine.liveRestore ? pass(evidence) : fail(evidence);
	},

	remedy: scope => ({
		text: advise(scope, ['live-restore'], 'Set "live-restore": true in daemon.json; a reload (SIGHUP) is enough.'),
		mayBreak: 'It cannot be combined with swarm mode.',
	}),

	examples: {
		bad: {facts: {swarm: 'inactive', liveRestore: false}},
		good: {facts: {swarm: 'inactive', liveRestore: true}},
	},
});
