import {withoutPrivileged} from '../../changes/confinement.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-privileged',
	title: 'Container is privileged',
	cis: cisIds('5.5'),
	severity: 'critical',
	target: 'container',
	rationale: "All capabilities, all devices, no seccomp and no masked paths: mounting the host's disk takes one command.",
	references: ['capabilities(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#privileged'],
	weighed: true,

	check: scope =>
		scope.container.privileged
			? failWith(dangersOfKind(scope, 'privileged'), {}, fromInspect('HostConfig.Privileged', true))
			: pass(fromInspect('HostConfig.Privileged', false)),

	remedy: () => withoutPrivileged(),

	examples: {
		bad: {HostConfig: {Privileged: true, CapAdd: null, MaskedPaths: null, ReadonlyPaths: null}},
		good: {HostConfig: {Privileged: false, CapAdd: ['NET_ADMIN']}},
	},
});
