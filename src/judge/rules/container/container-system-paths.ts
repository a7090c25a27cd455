import {openedPaths, opensKernelSettings} from '../../../base/index.js';
import {withDefaultPaths} from '../../changes/confinement.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {pathsField} from '../shared/paths-field.js';

export default defineRule({
	slug: 'container-system-paths',
	title: 'Kernel settings in /proc are writable',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		'It can write /proc/sys/kernel/core_pattern and crash a process: the kernel then runs its program as root on the host.',
	references: ['core(5)', 'proc(5)', 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt'],
	weighed: true,

	check: scope => {
		const {systemPaths} = scope.container;
		const field = pathsField(scope.container, 'ReadonlyPaths');
		if (systemPaths.kind === 'unreported')
			return cannotTell({
				source: 'inspect:HostConfig.ReadonlyPaths',
				reason: 'the engine does not report which paths are read-only',
			});
		if (!opensKernelSettings(systemPaths)) {
			// `echo b >/proc/sysrq-trigger` restarts the host, /proc/irq moves its interrupts.
			const {writable} = systemPaths.kind === 'partial' ? openedPaths(systemPaths) : {writable: []};
			if (writable.length === 0) return pass(fromInspect('HostConfig.ReadonlyPaths', '/proc/sys is read-only'));
			const which = writable.join(', ');
			return failAs({severity: 'high', detail: `writable: ${which}`}, fromInspect(field, `without ${which}`));
		}
		const evidence = fromInspect(field, '/proc/sys is writable');
		return failWith(
			dangersOfKind(scope, 'kernel-settings'),
			{detail: 'writable: /proc/sys', closed: 'writable: /proc/sys'},
			evidence,
		);
	},

	remedy: ({container}) => withDefaultPaths(container),

	examples: {
		bad: {HostConfig: {MaskedPaths: [], ReadonlyPaths: []}},
		good: {HostConfig: {Privileged: false}},
	},
});
