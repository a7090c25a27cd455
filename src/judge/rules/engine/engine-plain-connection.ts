import {defineRule, failAs, notApplicable, pass} from '../rule.js';

const said = (value: string) => ({source: 'connection', path: 'to the engine', value});

export default defineRule({
	slug: 'engine-plain-connection',
	title: "dockscope's connection to the engine is not secure",
	cis: {},
	severity: 'high',
	target: 'engine',
	rationale: 'Anyone on the path can read the configuration of every container and send their own commands: root on the host.',
	references: [
		'https://docs.docker.com/engine/security/protect-access/',
		'https://docs.docker.com/engine/manage-resources/contexts/',
	],

	check: ({engine: {reachedBy}}) => {
		switch (reachedBy) {
			case null:
				return notApplicable('this is a snapshot, not a live engine');
			case 'plain-tcp':
				return failAs({detail: 'TCP without TLS, over a network'}, said('tcp://, no TLS'));
			case 'tcp-unverified':
				return failAs({severity: 'medium', detail: 'TLS without verifying the server'}, said('TLS, not verified'));
			case 'loopback':
				return failAs(
					{severity: 'low', detail: 'TCP without TLS on this machine: any local user can do the same'},
					said('tcp:// on loopback'),
				);
			default:
				return pass(said(reachedBy));
		}
	},

	remedy: () => ({
		text: 'Connect over SSH: docker context create NAME --docker host=ssh://USER@HOST; or over mutual TLS (--tlsverify).',
		mayBreak: 'Scripts that set DOCKER_HOST to the old address.',
	}),

	examples: {
		bad: {facts: {reachedBy: 'plain-tcp'}},
		good: {facts: {reachedBy: 'ssh'}},
	},
});
