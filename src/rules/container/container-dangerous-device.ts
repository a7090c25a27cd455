import {bySeverity, type ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {has} from '../shared/capabilities.js';
import {deviceFlag} from '../shared/devices.js';
import {fromInspect} from '../shared/evidence.js';

const severityOf = {'host-root': 'critical', high: 'high', medium: 'medium', low: 'low'} as const;

/** Devices that a rule table knows to be dangerous, worst first. FUSE gives more to those who may mount. */
function dangerous(container: ContainerFacts) {
	return container.devices
		.flatMap(device => {
			if (device.danger === null) return [];
			const mounts = device.path === '/dev/fuse' && has(container, 'SYS_ADMIN');
			return [{device, severity: mounts ? ('high' as const) : severityOf[device.danger]}];
		})
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

export default defineRule({
	slug: 'container-dangerous-device',
	title: 'Container has a host device that allows escape',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'A disk can be read regardless of file permissions, memory exposes every secret, and a terminal accepts injected input.',
	references: ['mem(4)', 'https://docs.docker.com/reference/cli/docker/container/run/#device'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => {
		const [worst, ...others] = dangerous(container);
		if (worst === undefined)
			return pass(
				fromInspect(
					'HostConfig.Devices',
					container.devices.map(({path}) => path),
				),
			);
		const {device, severity} = worst;
		return failAs(
			{severity, detail: `${device.path}: ${device.means ?? 'a device of the host'}`},
			...[worst, ...others].map(one => fromInspect('HostConfig.Devices', `${one.device.path} (${one.device.permissions})`)),
		);
	},

	remedy: ({container}) => ({
		text: 'Remove it; if it is only read, grant only r.',
		remove: dangerous(container).map(({device}) => deviceFlag(device)),
		mayBreak: 'Anything that opens the device.',
	}),

	examples: {
		bad: {HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'}]}},
		good: {HostConfig: {Devices: []}},
	},
});
