import {cisIds, defineRule, fail, fromInfo, infoMissing, notApplicable, pass} from '../rule.js';
import {advise} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-experimental',
	title: 'Experimental features are enabled',
	cis: cisIds('2.18', '2.19'),
	severity: 'low',
	target: 'engine',
	rationale: 'Unfinished features have had less review and come with no promise of fixes.',
	references: ['https://docs.docker.com/reference/cli/dockerd/'],

	check: ({engine}) => {
		if (engine.kind === 'podman')
			return notApplicable('Podman reports every build as experimental for compatibility with Docker clients');
		if (engine.experimental === null) return infoMissing('ExperimentalBuild');
		const evidence = fromInfo('ExperimentalBuild', engine.experimental);
		return engine.experimental ? fail(evidence) : pass(evidence);
	},

	remedy: scope => ({
		text: advise(scope, ['experimental'], 'Remove "experimental": true from daemon.json and restart the engine.'),
		mayBreak: 'Anything that uses such a feature.',
	}),

	examples: {
		bad: {facts: {experimental: true}},
		good: {facts: {experimental: false}},
	},
});
