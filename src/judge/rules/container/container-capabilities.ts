import {withoutCapabilities} from '../../changes/capability-changes.js';
import {capabilityKinds} from '../dangers/capability-dangers.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-capabilities',
	title: 'Container has more capabilities than the default',
	cis: cisIds('5.4'),
	severity: 'medium',
	target: 'container',
	rationale: "Each capability is a piece of root's power over the kernel, and some are enough to escape the container.",
	references: ['capabilities(7)', 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities'],
	weighed: true,

	check: scope => {
		const {capabilities, privileged} = scope.container;
		const {beyondDefault, added} = capabilities;
		const asked = privileged ? fromInspect('HostConfig.Privileged', true) : fromInspect('HostConfig.CapAdd', added);
		if (beyondDefault.length === 0) return pass(asked);
		const names = beyondDefault.length > 6 ? `${beyondDefault.length} capabilities` : beyondDefault.join(', ');
		const dangers = dangersOfKind(scope, ...capabilityKinds).filter(({about}) => beyondDefault.some(name => name === about));
		const detail = `has ${names} beyond the default`;
		return failWith(dangers, {detail, closed: detail}, asked);
	},

	remedy: ({container}) => withoutCapabilities(container, container.capabilities.beyondDefault),

	examples: {
		bad: {HostConfig: {CapAdd: ['cap_sys_ptrace']}},
		good: {HostConfig: {CapDrop: ['ALL'], CapAdd: ['CHOWN']}},
	},
});
