import {defineRule, failAs, notApplicable, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';
import {isUp, notRunning} from '../shared/processes.js';

export default defineRule({
	slug: 'container-unhealthy',
	title: 'Health check of the container fails',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'A service that fails may be under attack, or be replaced.',
	references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

	check: ({container}) => {
		const evidence = fromInspect('State.Health.Status', container.health);
		if (!isUp(container)) return notRunning(container);
		if (!container.hasHealthcheck) return notApplicable('it has no health check');
		return container.health === 'unhealthy' ? failAs({detail: 'its health check fails'}, evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Read its log (docker inspect shows the last outputs of the check), and mend the service or the check.'}),

	examples: {
		bad: {Config: {Healthcheck: {Test: ['CMD', '/check']}}, State: {Health: {Status: 'unhealthy'}}},
		good: {Config: {Healthcheck: {Test: ['CMD', '/check']}}, State: {Health: {Status: 'healthy'}}},
	},
});
