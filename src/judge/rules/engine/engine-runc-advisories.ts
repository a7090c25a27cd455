import {trusted} from '../../../base/index.js';
import {defineRule, notApplicable} from '../rule.js';
import {judgeAdvisories} from './shared/advised.js';

export default defineRule({
	slug: 'engine-runc-advisories',
	title: 'runc version has known escape vulnerabilities',
	cis: {},
	severity: 'high',
	target: 'engine',
	rationale: 'A malicious image, or a container that an attacker can start, becomes root on the host.',
	references: ['https://github.com/opencontainers/runc/security/advisories'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope =>
		scope.engine.kind === 'podman' && scope.engine.runcVersion === null
			? notApplicable('this engine uses another runtime')
			: judgeAdvisories({component: 'runc', name: 'runc', version: scope.engine.runcVersion}, scope),

	remedy: () => ({
		text: 'Upgrade runc (package runc, or containerd.io, which includes it) and restart the containers.',
		mayBreak: 'Containers keep the old runc until they are restarted.',
	}),

	examples: {
		bad: {facts: {version: trusted('29.10.0'), runcVersion: trusted('1.1.11')}},
		good: {facts: {runcVersion: trusted('1.3.7')}},
	},
});
