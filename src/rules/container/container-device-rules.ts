import {defineRule, failAs, pass} from '../rule.js';
import {has} from '../shared/capabilities.js';
import {inspected} from '../shared/evidence.js';
import {flags} from '../shared/flags.js';

export default defineRule({
	slug: 'container-device-rules',
	title: 'Container can make a device node for a disk of the host',
	cis: {},
	beyond: 'X-CAP-MKNOD',
	severity: 'critical',
	target: 'container',
	attack:
		'mknod with the number of the disk, then any tool that reads file systems: all files of the host, past every permission.',
	references: ['mknod(2)', 'https://docs.docker.com/reference/cli/docker/container/run/#device-cgroup-rule'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => {
		const rules = inspected(
			'HostConfig.DeviceCgroupRules',
			container.deviceRules.map(({rule}) => rule),
		);
		const maker = inspected('HostConfig.CapDrop', `MKNOD ${has(container, 'MKNOD') ? 'kept' : 'dropped'}`);
		const wide = container.deviceRules.filter(({allowsHostDisk}) => allowsHostDisk);
		if (wide.length === 0 || !has(container, 'MKNOD')) return pass(rules, maker);
		return failAs({detail: `may open the devices ${wide.map(({rule}) => rule).join('; ')}`}, rules, maker);
	},

	remedy: ({container}) => ({
		text: 'Give the one device with --device; without MKNOD no other node can be made.',
		remove: flags(
			'--device-cgroup-rule',
			container.deviceRules.filter(({allowsHostDisk}) => allowsHostDisk).map(({rule}) => rule),
		),
		add: ['--cap-drop MKNOD'],
		mayBreak: 'Devices that are plugged in while it runs.',
	}),

	examples: {
		bad: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		good: {HostConfig: {DeviceCgroupRules: ['b *:* rwm'], CapDrop: ['MKNOD']}},
	},
});
