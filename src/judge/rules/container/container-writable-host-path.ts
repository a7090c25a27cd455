import {dangersOfKind} from '../dangers/index.js';
import {isDeviceFolder} from '../dangers/mount-dangers.js';
import {defineRule} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {changeOfMounts, isWritableHostRoot, judgeMounts} from '../shared/judge-mounts.js';

/** The nodes in /dev are another matter: the control group of devices keeps them closed. */
const mountsOf = ({container}: ContainerScope) =>
	container.mounts.filter(mount => isWritableHostRoot(mount) && !isDeviceFolder(mount));

export default defineRule({
	slug: 'container-writable-host-path',
	title: 'Container can write host paths leading to root',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale: 'A cron job, an SSH key, a unit file or a preloaded library: one file written there runs as root on the host.',
	references: ['https://docs.docker.com/engine/storage/bind-mounts/', 'ld.so(8)', 'crontab(5)'],
	weighed: true,
	check: scope => judgeMounts(scope, mountsOf(scope), 'can write', dangersOfKind(scope, 'host-write')),

	remedy: scope => changeOfMounts(scope, dangersOfKind(scope, 'host-write')),

	examples: {
		bad: {
			HostConfig: {Binds: ['/etc:/host/etc']},
			Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host/etc', RW: true}],
		},
		good: {
			HostConfig: {Binds: ['/srv/site:/site']},
			Mounts: [{Type: 'bind', Source: '/srv/site', Destination: '/site', RW: true}],
		},
	},
});
