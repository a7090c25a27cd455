import {defineRule, failAs, notApplicable, pass} from '../rule.js';

const said = (value: string) => ({source: 'connection', path: 'to the engine', value});

export default defineRule({
	slug: 'engine-plain-connection',
	title: 'This very connection to the engine is not protected',
	cis: {},
	severity: 'high',
	target: 'engine',
	rationale:
		'Whoever is on the way reads what every container is configured with, and sends commands of his own: root of the host.',
	references: [
		'https://docs.docker.com/engine/security/protect-access/',
		'https://docs.docker.com/engine/manage-resources/contexts/',
	],

	check: ({engine: {reachedBy}}) => {
		switch (reachedBy) {
			case null:
				return notApplicable('a snapshot is read, no engine');
			case 'plain-tcp':
				return failAs({detail: 'TCP without TLS, over a network'}, said('tcp://, no TLS'));
			case 'tcp-unverified':
				return failAs({severity: 'medium', detail: 'TLS that does not verify who answers'}, said('TLS, not verified'));
			case 'loopback':
				return failAs(
					{severity: 'low', detail: 'TCP without TLS, within this machine: each of its users may do the same'},
					said('tcp:// on loopback'),
				);
			default:
				return pass(said(reachedBy));
		}
	},

	remedy: () => ({
		text: 'Reach it by SSH: docker context create NAME --docker host=ssh://USER@HOST; or by TLS that both sides verify (--tlsverify).',
		mayBreak: 'Scripts that set DOCKER_HOST to the old address.',
	}),

	examples: {
		bad: {facts: {reachedBy: 'plain-tcp'}},
		good: {facts: {reachedBy: 'ssh'}},
	},
});
