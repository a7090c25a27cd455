import {trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, fromInfo, infoMissing, notApplicable, pass} from '../rule.js';
import {exampleInfo} from './shared/examples-of-engine.js';

export default defineRule({
	slug: 'engine-authorization-plugin',
	title: 'No authorization plugin is configured',
	cis: cisIds('2.12', '2.13'),
	severity: 'low',
	target: 'engine',
	rationale: 'The API has no roles: anyone who can list containers can also start a privileged one.',
	references: ['https://docs.docker.com/engine/extend/plugins_authorization/'],

	check: ({engine}) => {
		if (engine.kind === 'podman') return notApplicable('Podman has no authorization plugins: each user has their own engine');
		const {Authorization: given = null} = engine.raw.info?.Plugins ?? {Authorization: 'absent'};
		if (given !== null && !Array.isArray(given)) return infoMissing('Plugins');
		const plugins = engine.authorizationPlugins;
		const evidence = fromInfo('Plugins.Authorization', plugins);
		return plugins.length === 0 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'If several people share the engine, configure an authorization plugin ("authorization-plugins") or give each a rootless engine.',
		mayBreak: "Clients whose requests the plugin's policy denies.",
	}),

	examples: {
		bad: {facts: {authorizationPlugins: [], raw: exampleInfo({Plugins: {}})}},
		good: {facts: {authorizationPlugins: [trusted('opa')], raw: exampleInfo({Plugins: {}})}},
	},
});
