import {isWithin} from '../../../base/index.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {changeOfMounts, judgeMounts} from '../shared/judge-mounts.js';
import {writesSubmounts} from '../shared/submounts.js';

/** Writable parts of /sys, however they are reached. */
const dangerous = ({container, engine}: Pick<ContainerScope, 'container' | 'engine'>) =>
	container.mounts.filter(
		mount => (mount.writable && isWithin(mount.realSource, '/sys')) || writesSubmounts(container, engine, mount),
	);

export default defineRule({
	slug: 'container-sys-mount',
	title: "Container can write the host's /sys",
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Through /sys it can set the programs that the kernel starts on events (uevent_helper, release_agent) and reach kernel tracing and debugging.',
	references: ['sysfs(5)', 'cgroups(7)'],
	weighed: true,

	check: scope => judgeMounts(scope, dangerous(scope), 'can write', dangersOfKind(scope, 'sys-write')),

	remedy: scope => changeOfMounts(scope, dangersOfKind(scope, 'sys-write')),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/sys/fs/cgroup', Destination: '/sys/fs/cgroup', RW: true}]},
		good: {Mounts: [{Type: 'bind', Source: '/sys', Destination: '/host/sys', RW: false}]},
	},
});
