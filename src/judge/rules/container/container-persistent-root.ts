import {restartOption} from '../../changes/limit-changes.js';
import {hostRoutesOf} from '../dangers/index.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-persistent-root',
	title: 'Host-root container restarts automatically',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A stopped or forgotten container starts with the engine and gives root on the host again.',
	references: ['https://docs.docker.com/engine/containers/start-containers-automatically/'],

	check: scope => {
		const {restart} = scope.container;
		const policy = fromInspect('HostConfig.RestartPolicy.Name', restart.name || 'no');
		if (restart.name !== 'always' && restart.name !== 'unless-stopped') return pass(policy);
		const routes = hostRoutesOf(scope);
		if (routes.length === 0) return pass(policy);
		// What was given, not the program of the image that has to come first: that has no evidence in the configuration.
		const labels = routes.flatMap(({hops}) => hops.find(({evidence}) => evidence !== null)?.label ?? []).slice(0, 3);
		return failAs(
			{
				detail: `restarts automatically (${restart.name}) with ${labels.join(', ')}`,
				// A consequence of what makes it root on the host: the restart policy has its own rule.
				causes: [...new Set(routes.flatMap(({causes}) => causes))],
			},
			policy,
			...routes.flatMap(({hops}) => hops.flatMap(({evidence}) => evidence ?? [])),
		);
	},

	remedy: ({container: {restart}}) => ({
		text: 'Start it manually, or close its path to the host.',
		remove: [restartOption(restart)],
		mayBreak: 'It no longer starts automatically.',
	}),

	examples: {
		bad: {HostConfig: {Privileged: true, RestartPolicy: {Name: 'always', MaximumRetryCount: 0}}},
		good: {HostConfig: {Privileged: true, RestartPolicy: {Name: 'no', MaximumRetryCount: 0}}},
	},
});
