import {bringsDiskNode, bringsNode, type ContainerFacts, isPodman} from '../../../base/index.js';
import {withoutDeviceRules} from '../../changes/device-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, pass} from '../rule.js';
import {has} from '../shared/has-capability.js';
import {mountEvidence} from '../shared/judge-mounts.js';

/** @source podman inspect 5.4.2: a container with a device rule has the same `HostConfig` as one without */
const unreported = {source: 'inspect:HostConfig.DeviceCgroupRules', reason: 'Podman does not report device rules'} as const;

const dangerousRules = ({deviceRules}: ContainerFacts) => deviceRules.filter(({opens}) => opens.length > 0);

export default defineRule({
	slug: 'container-device-rules',
	title: 'Device cgroup rule grants access to host devices',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		"With mknod and the device's number, or a node in a mounted /dev, the rule is worth the device itself: a disk gives every file on the host, regardless of permissions.",
	references: ['mknod(2)', 'https://docs.docker.com/reference/cli/docker/container/run/#device-cgroup-rule'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const rules = fromInspect(
			'HostConfig.DeviceCgroupRules',
			container.deviceRules.map(({rule}) => rule),
		);
		const maker = fromInspect('HostConfig.CapDrop', `MKNOD ${has(container, 'MKNOD') ? 'kept' : 'dropped'}`);
		const wide = dangerousRules(container);
		const nodes = container.mounts.filter(mount =>
			wide.length === 0 ? bringsDiskNode(mount) : wide.some(({opens}) => opens.some(device => bringsNode(mount, device))),
		);
		const canName = nodes.length > 0 || has(container, 'MKNOD');
		if (canName && wide.length === 0 && isPodman(container, scope.engine)) return cannotTell(unreported);
		if (!canName) return pass(maker);
		const evidence = [rules, maker, ...nodes.map(mount => mountEvidence(container, mount))];
		const dangers = dangersOfKind(scope, 'device-rule');
		const [worst] = dangers;
		if (worst === undefined) return pass(...evidence);
		const detail = `device cgroup rule ${worst.about}: ${worst.exposes}`;
		return failWith(dangers, {detail, closed: detail}, ...evidence);
	},

	remedy: ({container}) => withoutDeviceRules(dangerousRules(container)),

	examples: {
		bad: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		good: {HostConfig: {DeviceCgroupRules: ['b *:* rwm'], CapDrop: ['MKNOD']}},
	},
});
