import {trusted} from '../../../base/index.js';
import {defineRule, notApplicable} from '../rule.js';
import {judgeAdvisories} from './shared/advised.js';

export default defineRule({
	slug: 'engine-containerd-advisories',
	title: 'containerd version has known vulnerabilities',
	cis: {},
	severity: 'medium',
	target: 'engine',
	rationale: 'It stores images and starts containers as root, so a flaw in it affects the host.',
	references: ['https://github.com/containerd/containerd/security/advisories'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope =>
		scope.engine.kind === 'podman'
			? notApplicable('Podman does not use containerd')
			: judgeAdvisories({component: 'containerd', name: 'containerd', version: scope.engine.containerdVersion}, scope),

	remedy: () => ({
		text: 'Upgrade containerd (package containerd.io or containerd).',
		mayBreak: 'Nothing that is running: the shims keep going.',
	}),

	examples: {
		bad: {facts: {version: trusted('29.10.0'), containerdVersion: trusted('1.7.24')}},
		good: {facts: {containerdVersion: trusted('2.2.4')}},
	},
});
