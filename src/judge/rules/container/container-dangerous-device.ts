import {withoutDevices} from '../../changes/device-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule, fromInspect, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';

/** Devices that the table knows to be dangerous, worst first. */
const dangerous = (scope: ContainerScope) =>
	dangersOfKind(scope, 'device').flatMap(danger => {
		const device = scope.container.devices.find(({path, danger: known}) => known !== null && path === danger.about);
		return device === undefined ? [] : [{device, danger}];
	});

export default defineRule({
	slug: 'container-dangerous-device',
	title: 'Container has a host device that allows escape',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'A disk can be read regardless of file permissions, memory exposes every secret, and a terminal accepts injected input.',
	references: ['mem(4)', 'https://docs.docker.com/reference/cli/docker/container/run/#device'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const [worst, ...others] = dangerous(scope);
		if (worst === undefined)
			return pass(
				fromInspect(
					'HostConfig.Devices',
					container.devices.map(({path}) => path),
				),
			);
		const detail = `${worst.device.path}: ${worst.danger.exposes}`;
		return failWith(
			[worst.danger],
			{detail, closed: detail},
			...[worst, ...others].map(one => fromInspect('HostConfig.Devices', `${one.device.path} (${one.device.permissions})`)),
		);
	},

	remedy: scope => withoutDevices(dangerous(scope).map(({device}) => device)),

	examples: {
		bad: {HostConfig: {Devices: [{PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm'}]}},
		good: {HostConfig: {Devices: []}},
	},
});
