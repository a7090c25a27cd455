import {withBoundedRestart} from '../../changes/limit-changes.js';
import {cisIds, defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-restart-policy',
	title: 'Restarts are not limited',
	cis: cisIds('5.15'),
	severity: 'low',
	target: 'container',
	rationale: 'An exploit that crashes the container can be retried indefinitely, and a crash loop wears down the host unnoticed.',
	references: ['https://docs.docker.com/engine/containers/start-containers-automatically/'],

	check: ({container: {restart}}) => {
		const evidence = [
			fromInspect('HostConfig.RestartPolicy.Name', restart.name || 'no'),
			fromInspect('HostConfig.RestartPolicy.MaximumRetryCount', restart.maximumRetries),
		];
		if (restart.name === 'always' || restart.name === 'unless-stopped')
			return failAs({detail: `restarts without limit (${restart.name})`}, ...evidence);
		if (restart.name !== 'on-failure') return pass(...evidence);
		if (restart.maximumRetries === 0) return failAs({detail: 'restarts on failure without limit'}, ...evidence);
		return restart.maximumRetries > 5
			? failAs({detail: `restarts up to ${restart.maximumRetries} times`}, ...evidence)
			: pass(...evidence);
	},

	remedy: ({container: {restart}}) => withBoundedRestart(restart),

	examples: {
		bad: {HostConfig: {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 0}}},
		good: {HostConfig: {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 5}}},
	},
});
