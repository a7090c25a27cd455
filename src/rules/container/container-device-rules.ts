import {withoutDiskRules} from '../../changes/devices.js';
import {isPodman} from '../../facts/actor.js';
import {bringsDiskNode} from '../../facts/index.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, pass} from '../rule.js';
import {has} from '../shared/capabilities.js';
import {mountEvidence} from '../shared/mounts.js';

/** @source podman inspect 5.4.2: a container with a device rule has the same `HostConfig` as one without */
const unreported = {source: 'inspect:HostConfig.DeviceCgroupRules', reason: 'Podman does not report device rules'} as const;

export default defineRule({
	slug: 'container-device-rules',
	title: 'Device cgroup rule grants access to host disks',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		"With mknod and the disk's number, or a node in a mounted /dev, any filesystem tool can read every file on the host, regardless of permissions.",
	references: ['mknod(2)', 'https://docs.docker.com/reference/cli/docker/container/run/#device-cgroup-rule'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const rules = fromInspect(
			'HostConfig.DeviceCgroupRules',
			container.deviceRules.map(({rule}) => rule),
		);
		const maker = fromInspect('HostConfig.CapDrop', `MKNOD ${has(container, 'MKNOD') ? 'kept' : 'dropped'}`);
		const wide = container.deviceRules.filter(({allowsHostDisk}) => allowsHostDisk);
		const nodes = container.mounts.filter(bringsDiskNode).map(mount => mountEvidence(container, mount));
		const canName = nodes.length > 0 || has(container, 'MKNOD');
		if (canName && wide.length === 0 && isPodman(container, scope.engine)) return cannotTell(unreported);
		if (!canName) return pass(maker);
		if (wide.length === 0) return pass(rules, maker, ...nodes);
		const which = wide.map(({rule}) => rule).join('; ');
		return failWith(
			dangersOfKind(scope, 'device-rule'),
			{detail: `device cgroup rule ${which}`, closed: `device cgroup rule ${which}`},
			rules,
			maker,
			...nodes,
		);
	},

	remedy: ({container}) => withoutDiskRules(container),

	examples: {
		bad: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		good: {HostConfig: {DeviceCgroupRules: ['b *:* rwm'], CapDrop: ['MKNOD']}},
	},
});
