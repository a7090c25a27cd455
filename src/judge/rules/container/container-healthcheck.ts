import {cisIds, defineRule, fail, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-healthcheck',
	title: 'No health check configured',
	cis: cisIds('5.27'),
	severity: 'low',
	target: 'container',
	rationale: 'A service that hangs, or that an attacker has replaced, still counts as running.',
	references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

	check: ({container: {hasHealthcheck}}) =>
		hasHealthcheck ? pass(fromInspect('Config.Healthcheck', 'set')) : fail(fromInspect('Config.Healthcheck', 'none')),

	remedy: ({container}) => {
		const port = container.ports.find(({protocol}) => protocol === 'tcp')?.port;
		return {
			text: `Configure a command that fails when the service does${port === undefined ? '' : `, such as a request to port ${port}`}: in the image, or with --health-cmd.`,
			mayBreak: 'The image must contain the program that runs the check.',
		};
	},

	examples: {
		bad: {Config: {Healthcheck: {Test: ['NONE']}}},
		good: {Config: {Healthcheck: {Test: ['CMD', '/check']}}, State: {Health: {Status: 'healthy'}}},
	},
});
