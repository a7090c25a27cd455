import {trusted} from '../../../base/index.js';
import {defineRule} from '../rule.js';
import {judgeAdvisories} from './shared/advised.js';

export default defineRule({
	slug: 'engine-advisories',
	title: 'Engine version has known vulnerabilities',
	cis: {},
	severity: 'medium',
	target: 'engine',
	rationale: 'The details are public, and some attacks need no more than a malicious image.',
	references: ['https://github.com/moby/moby/security/advisories', 'https://docs.docker.com/security/security-announcements/'],

	check: scope => judgeAdvisories({component: scope.engine.kind, name: 'Engine', version: scope.engine.version}, scope),

	remedy: () => ({
		text: 'Upgrade the engine to the latest release of a maintained branch; for distribution builds, check the security tracker of the distribution.',
		mayBreak: 'Containers stop during the upgrade unless live-restore is on.',
	}),

	examples: {
		bad: {facts: {version: trusted('28.1.0')}},
		good: {facts: {version: trusted('29.10.0')}},
	},
});
