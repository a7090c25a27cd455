import {bySeverity} from '../../../base/index.js';
import {deviceOption, requestedDeviceOptions} from '../../changes/device-changes.js';
import {each, flag} from '../../changes/run-option.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {passesMounts, withoutMounts} from '../shared/judge-mounts.js';
import {deviceEvidence, deviceMounts} from '../shared/mounted-devices.js';

export default defineRule({
	slug: 'container-devices',
	title: 'Container has access to host devices',
	cis: cisIds('5.18'),
	severity: 'medium',
	target: 'container',
	rationale: "A device bypasses the container's filesystem and network and leads straight to a driver in the kernel.",
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#device', 'mknod(2)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const evidence = deviceEvidence(container);
		const ofMounts = passesMounts(scope);
		if (evidence.length === 0 && ofMounts.verdict === 'unknown') return ofMounts;
		if (evidence.length === 0)
			return pass(
				fromInspect('HostConfig.Devices', []),
				fromInspect('HostConfig.DeviceCgroupRules', []),
				fromInspect('Mounts', 'no device'),
			);
		const judged = failWith(dangersOfKind(scope, 'device', 'device-rule'), {}, ...evidence);
		// GPUs, nodes among the mounts and rules for other devices are in no table: they count as the rule says.
		const inTable = container.devices.length + container.deviceRules.filter(({opens}) => opens.length > 0).length;
		const others = evidence.length > inTable;
		return judged.verdict === 'fail' && others && bySeverity(judged.severity ?? 'medium', 'medium') > 0
			? failAs({severity: 'medium'}, ...evidence)
			: judged;
	},

	remedy: scope => {
		const {container} = scope;
		const mounts = withoutMounts(
			scope,
			deviceMounts(container),
			'Keep only the device that is needed, with only the access it needs (r, w, m).',
			'Anything that opens the device.',
		);
		return {
			...mounts,
			remove: [
				...(container.privileged ? [flag('--privileged')] : []),
				...container.devices.map(deviceOption),
				...each(
					'--device-cgroup-rule',
					container.deviceRules.filter(({isDefault}) => !isDefault).map(({rule}) => rule),
				),
				...requestedDeviceOptions(container),
				...mounts.remove,
			],
		};
	},

	examples: {
		bad: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		good: {HostConfig: {Devices: [], DeviceCgroupRules: null, DeviceRequests: null}},
	},
});
