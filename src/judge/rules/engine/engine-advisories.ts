import {trusted} from '../../../base/index.js';
import {cannotTell, defineRule} from '../rule.js';
import {engineAdvisories} from '../shared/tables/advisories.js';
import {copyFail, kernelFix} from '../shared/tables/kernel-fixes.js';
import type {Advisory} from '../shared/tables/versions.js';
import {judgeAdvisories} from './shared/advised.js';
import {openTcpApi} from './shared/tcp-api.js';

export default defineRule({
	slug: 'engine-advisories',
	title: 'Engine version has known vulnerabilities',
	cis: {},
	severity: 'medium',
	target: 'engine',
	rationale: 'The details are public, and some attacks need no more than a malicious image.',
	references: ['https://github.com/moby/moby/security/advisories', 'https://docs.docker.com/security/security-announcements/'],

	check: scope => {
		const {engine} = scope;
		if (engine.kind !== 'docker') return cannotTell({source: 'table', reason: 'it only covers Docker Engine'});
		const holds: Readonly<Record<NonNullable<Advisory['needs']>, boolean>> = {
			'authorization-plugin': engine.authorizationPlugins.length > 0,
			'unfixed-kernel': kernelFix(engine.kernel, copyFail) !== 'fixed',
			// Of runc.
			checkpoints: false,
		};
		const tcp = openTcpApi(scope);
		const advisories = engineAdvisories
			.filter(({needs}) => needs === undefined || holds[needs])
			.map(({overTcp, ...advisory}) => (overTcp !== undefined && tcp.length > 0 ? {...advisory, gives: overTcp} : advisory));
		return judgeAdvisories({engineVersion: engine.version, component: 'Engine', version: engine.version, advisories});
	},

	remedy: () => ({
		text: 'Upgrade the engine to the latest release of a maintained branch; for distribution builds, check the security tracker of the distribution.',
		mayBreak: 'Containers stop during the upgrade unless live-restore is on.',
	}),

	examples: {
		bad: {facts: {version: trusted('28.1.0')}},
		good: {facts: {version: trusted('29.10.0')}},
	},
});
