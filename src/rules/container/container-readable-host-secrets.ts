import {defineRule} from '../rule.js';
import {exposesSecrets, judgeMounts, withoutMounts} from '../shared/mounts.js';

export default defineRule({
	slug: 'container-readable-host-secrets',
	title: 'Container can read credentials of the host',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Password hashes, SSH keys, cloud and registry tokens are read and used from elsewhere; read-only does not hide them.',
	references: ['https://docs.docker.com/engine/storage/bind-mounts/', 'shadow(5)'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => judgeMounts(scope, scope.container.mounts.filter(exposesSecrets), 'can read'),

	remedy: scope =>
		withoutMounts(
			scope,
			scope.container.mounts.filter(exposesSecrets),
			'Mount the one file that is needed, never the directory that holds credentials.',
			'What reads other files below it.',
		),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/etc/shadow', Destination: '/s', RW: false}]},
		good: {Mounts: [{Type: 'bind', Source: '/srv/site', Destination: '/site', RW: false}]},
	},
});
