import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule} from '../rule.js';
import {engineAdvisories} from '../shared/tables/advisories.js';
import {judgeAdvisories} from './shared/advised.js';

export default defineRule({
	slug: 'engine-advisories',
	title: 'Engine version has known vulnerabilities',
	cis: {},
	severity: 'medium',
	target: 'engine',
	rationale: 'The details are public, and some attacks need no more than a malicious image.',
	references: ['https://github.com/moby/moby/security/advisories', 'https://docs.docker.com/security/security-announcements/'],

	check: ({engine}) => {
		if (engine.kind !== 'docker') return cannotTell({source: 'table', reason: 'it only covers Docker Engine'});
		const plugins = engine.authorizationPlugins.length > 0;
		const advisories = engineAdvisories.filter(({needs}) => needs === undefined || plugins);
		return judgeAdvisories({engineVersion: engine.version, component: 'Engine', version: engine.version, advisories});
	},

	remedy: () => ({
		text: 'Upgrade the engine to the latest release of a maintained branch; for distribution builds, check the security tracker of the distribution.',
		mayBreak: 'Containers stop during the upgrade unless live-restore is on.',
	}),

	examples: {
		bad: {facts: {version: own('28.1.0')}},
		good: {facts: {version: own('29.9.0')}},
	},
});
