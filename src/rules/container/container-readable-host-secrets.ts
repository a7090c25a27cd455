import {defineRule} from '../rule.js';
import {exposesSecrets, judgeMounts, withoutMounts} from '../shared/mounts.js';

export default defineRule({
	slug: 'container-readable-host-secrets',
	title: 'Container can read host credentials',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Password hashes, SSH keys, and cloud and registry tokens can be read and used from elsewhere; mounting them read-only does not help.',
	references: ['https://docs.docker.com/engine/storage/bind-mounts/', 'shadow(5)'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => judgeMounts(scope, scope.container.mounts.filter(exposesSecrets), 'can read'),

	remedy: scope =>
		withoutMounts(
			scope,
			scope.container.mounts.filter(exposesSecrets),
			'Mount only the file that is needed, never a directory that holds credentials.',
			'Anything that reads other files in it.',
		),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/etc/shadow', Destination: '/s', RW: false}]},
		good: {Mounts: [{Type: 'bind', Source: '/srv/site', Destination: '/site', RW: false}]},
	},
});
