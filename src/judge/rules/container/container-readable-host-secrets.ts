import {dangersOfKind} from '../dangers/index.js';
import {defineRule} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {changeOfMounts, exposesSecrets, judgeMounts} from '../shared/judge-mounts.js';

/** Of read-only mounts: what is writable is a worse finding, with another rule. */
const readDangers = (scope: ContainerScope) => {
	const paths = new Set(scope.container.mounts.filter(exposesSecrets).map(({destination}) => String(destination)));
	return dangersOfKind(scope, 'host-read').filter(({about}) => paths.has(about));
};

export default defineRule({
	slug: 'container-readable-host-secrets',
	title: 'Container can read host credentials',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Password hashes, SSH keys, and cloud and registry tokens can be read and used from elsewhere; mounting them read-only does not help.',
	references: ['https://docs.docker.com/engine/storage/bind-mounts/', 'shadow(5)'],
	weighed: true,

	check: scope => judgeMounts(scope, scope.container.mounts.filter(exposesSecrets), 'can read', readDangers(scope)),

	remedy: scope => changeOfMounts(scope, readDangers(scope)),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/etc/shadow', Destination: '/s', RW: false}]},
		good: {Mounts: [{Type: 'bind', Source: '/srv/site', Destination: '/site', RW: false}]},
	},
});
