import {isUp} from '../../../base/index.js';
import {defineRule, failAs, fromInspect, notApplicable, pass} from '../rule.js';
import {notRunning} from '../shared/root-processes.js';

export default defineRule({
	slug: 'container-unhealthy',
	title: 'Health check is failing',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'A failing service may be under attack or may have been replaced.',
	references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

	check: ({container}) => {
		const evidence = fromInspect('State.Health.Status', container.health);
		if (!isUp(container)) return notRunning(container);
		if (!container.hasHealthcheck) return notApplicable('it has no health check');
		return container.health === 'unhealthy' ? failAs({detail: 'its health check is failing'}, evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Read its log (docker inspect shows the latest output of the check), and fix the service or the check.'}),

	examples: {
		bad: {Config: {Healthcheck: {Test: ['CMD', '/check']}}, State: {Health: {Status: 'unhealthy'}}},
		good: {Config: {Healthcheck: {Test: ['CMD', '/check']}}, State: {Health: {Status: 'healthy'}}},
	},
});
