import {withEngineUsers} from '../../changes/namespace-changes.js';
import {cisIds, defineRule, fail, fromInfo, fromInspect, info, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'container-host-userns',
	title: 'Container opts out of user namespace remapping',
	cis: cisIds('5.31'),
	severity: 'high',
	target: 'container',
	rationale:
		'The engine maps root in containers to an unprivileged uid, but not here: root in this container is root on the host.',
	references: ['user_namespaces(7)', 'https://docs.docker.com/engine/security/userns-remap/'],

	check: ({container, engine}) => {
		const evidence = fromInspect('HostConfig.UsernsMode', container.optsOutOfUserns ? 'host' : '');
		if (!container.optsOutOfUserns) return pass(evidence);
		if (engine.userns === null) return infoMissing('SecurityOptions');
		// Without remapping there is nothing to opt out of.
		if (!engine.userns) return info(evidence);
		const remap = fromInfo('SecurityOptions', 'name=userns');
		return fail(evidence, remap);
	},

	remedy: () => withEngineUsers(),

	examples: {
		bad: {HostConfig: {UsernsMode: 'host'}, engine: {userns: true}},
		good: {HostConfig: {UsernsMode: ''}, engine: {userns: true}},
	},
});
