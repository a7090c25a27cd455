import {withoutCapabilities} from '../../changes/capability-changes.js';
import {capabilityKinds} from '../dangers/capability-dangers.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule, fromInspect, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';

/** Those that are enough to escape, worst first. */
const escapes = (scope: ContainerScope) =>
	dangersOfKind(scope, ...capabilityKinds)
		.filter(({base}) => base === 'critical' || base === 'high')
		.filter(({about}, index, all) => all.findIndex(other => other.about === about) === index);

export default defineRule({
	slug: 'container-escape-capability',
	title: 'Container has a capability that allows escape',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Loading a kernel module, opening host files by handle or writing physical memory is enough to escape; no other flaw is needed.',
	references: ['capabilities(7)', 'open_by_handle_at(2)', 'init_module(2)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const [worst, ...others] = escapes(scope);
		const asked = container.privileged
			? fromInspect('HostConfig.Privileged', true)
			: fromInspect('HostConfig.CapAdd', container.capabilities.added);
		if (worst === undefined) return pass(asked);
		const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
		const detail = `${worst.about}: ${worst.exposes}${more}`;
		return failWith([worst], {detail, closed: detail}, asked);
	},

	remedy: scope =>
		withoutCapabilities(
			scope.container,
			escapes(scope).map(({about}) => about),
			'Agents that trace, mount or configure the host.',
		),

	examples: {
		bad: {HostConfig: {CapAdd: ['DAC_READ_SEARCH']}},
		good: {HostConfig: {CapAdd: ['NET_ADMIN', 'SYS_NICE']}},
	},
});
