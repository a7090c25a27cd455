import {cannotTell, cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {advise} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-no-new-privileges',
	title: 'no-new-privileges is not the engine default',
	cis: cisIds('2.14', '2.15'),
	severity: 'medium',
	target: 'engine',
	rationale: 'A user in a container can become root there through any setuid file in the image.',
	references: ['https://docs.docker.com/reference/cli/dockerd/', 'prctl(2)'],

	check: ({engine}) => {
		if (engine.kind === 'podman')
			return cannotTell({source: 'engine:/info', reason: 'Podman does not report no_new_privileges from its containers.conf'});
		if (engine.noNewPrivilegesDefault === null) return infoMissing('SecurityOptions');
		const evidence = fromInfo('SecurityOptions no-new-privileges', engine.noNewPrivilegesDefault);
		return engine.noNewPrivilegesDefault ? pass(evidence) : fail(evidence);
	},

	remedy: scope => ({
		text: advise(scope, ['no-new-privileges'], 'Set "no-new-privileges": true in daemon.json and restart the engine.'),
		mayBreak: 'Images that use sudo, su, ping with file capabilities or a setuid entrypoint.',
	}),

	examples: {
		bad: {facts: {noNewPrivilegesDefault: false}},
		good: {facts: {noNewPrivilegesDefault: true}},
	},
});
