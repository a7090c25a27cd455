import {bySeverity, type ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {isDeniedCapability} from '../shared/apparmor-profile.js';
import {dangerousCapabilities, has} from '../shared/capabilities.js';
import {fromInspect} from '../shared/evidence.js';
import {withoutCapabilities} from '../shared/flags.js';

/** Those that are enough to escape; NET_ADMIN counts where the network is the host's. */
function escapeCapabilities(container: ContainerFacts) {
	const onHostNetwork = container.namespaces.network.kind === 'host';
	return [...dangerousCapabilities]
		.filter(([name, {severity}]) => has(container, name) && (severity !== 'medium' || (name === 'NET_ADMIN' && onHostNetwork)))
		.map(([name, {severity, how}]) => ({name, how, severity: name === 'NET_ADMIN' ? ('high' as const) : severity}))
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

const worstOf = (container: ContainerFacts) =>
	escapeCapabilities(container).filter(({severity}, _, [worst]) => severity === worst?.severity);

export default defineRule({
	slug: 'container-escape-capability',
	title: 'Container has a capability that allows escape',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Loading a kernel module, opening host files by handle or writing physical memory is enough to escape; no other flaw is needed.',
	references: ['capabilities(7)', 'open_by_handle_at(2)', 'init_module(2)'],
	mitigatedBy: ['rootless', 'userns', 'apparmor', 'selinux'],

	helps: (factor, container) => factor !== 'apparmor' || worstOf(container).every(({name}) => isDeniedCapability(name)),

	check: ({container}) => {
		const [worst, ...others] = escapeCapabilities(container);
		const asked = container.privileged
			? fromInspect('HostConfig.Privileged', true)
			: fromInspect('HostConfig.CapAdd', container.capabilities.added);
		if (worst === undefined) return pass(asked);
		const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
		return failAs({severity: worst.severity, detail: `${worst.name} ${worst.how}${more}`}, asked);
	},

	remedy: ({container}) => ({
		...withoutCapabilities(
			container,
			escapeCapabilities(container).map(({name}) => name),
		),
		mayBreak: 'Agents that trace, mount or configure the host.',
	}),

	examples: {
		bad: {HostConfig: {CapAdd: ['DAC_READ_SEARCH']}},
		good: {HostConfig: {CapAdd: ['NET_ADMIN', 'SYS_NICE']}},
	},
});
