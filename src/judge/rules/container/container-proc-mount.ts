import {isWithin} from '../../../base/index.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {changeOfMounts, judgeMounts} from '../shared/judge-mounts.js';
import {writesSubmounts} from '../shared/submounts.js';

/** The whole of /proc, or the parts of it through which the kernel takes orders; a bind of the root brings it along. */
const dangerous = ({container, engine}: Pick<ContainerScope, 'container' | 'engine'>) =>
	container.mounts.filter(
		mount =>
			writesSubmounts(container, engine, mount) ||
			(mount.writable &&
				(['/proc', '/proc/sysrq-trigger'].includes(mount.realSource) || isWithin(mount.realSource, '/proc/sys')) &&
				!isWithin(mount.realSource, '/proc/sys/net')),
	);

export default defineRule({
	slug: 'container-proc-mount',
	title: "Container can write the host's kernel settings",
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		"One line in sys/kernel/core_pattern, and the next crash of any process runs the attacker's program as root on the host.",
	references: ['proc(5)', 'core(5)'],
	weighed: true,

	check: scope => judgeMounts(scope, dangerous(scope), 'can write', dangersOfKind(scope, 'proc-write')),

	remedy: scope => changeOfMounts(scope, dangersOfKind(scope, 'proc-write')),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/proc', Destination: '/host/proc', RW: true}]},
		good: {Mounts: [{Type: 'bind', Source: '/proc', Destination: '/host/proc', RW: false}]},
	},
});
