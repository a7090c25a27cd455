import {cisIds, defineRule, fail, pass} from '../rule.js';

export default defineRule({
	slug: 'image-healthcheck',
	title: 'Image has no health check',
	cis: cisIds('4.6'),
	severity: 'low',
	target: 'image',
	rationale: 'A service that hangs or was taken over stays behind the load balancer.',
	references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

	check: ({image}) => {
		const test = image.raw.inspect.Config?.Healthcheck?.Test;
		const evidence = {source: 'image', path: 'Config.Healthcheck.Test', value: test?.[0] ?? null};
		return image.hasHealthcheck ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'Add a HEALTHCHECK that queries the service itself, such as: HEALTHCHECK CMD ["/app", "--check"]',
		mayBreak: 'A check that is too strict restarts swarm tasks.',
	}),

	examples: {
		bad: {Config: {Healthcheck: {Test: ['NONE']}}},
		good: {Config: {Healthcheck: {Test: ['CMD', '/app', '--check']}}},
	},
});
