import type {DeviceRequest} from '../answers/index.js';
import type {ContainerFacts, DeviceFacts} from '../facts/index.js';
import {records} from '../facts/read.js';
import {type Change, change} from './change.js';
import {gpuValue} from './options/resources.js';
import {each, option, type RunOption} from './run-option.js';

/** `--device /dev/sda:/dev/sda:rwm` as short as it was typed. */
export function deviceOption({path, inContainer, permissions}: DeviceFacts): RunOption {
	const rest = permissions === 'rwm' ? (inContainer === path ? '' : `:${inContainer}`) : `:${inContainer}:${permissions}`;
	return option('--device', `${path}${rest}`);
}

export const withoutDevices = (devices: readonly DeviceFacts[]): Change =>
	change({
		text: 'Remove it; if it is only read, grant only r.',
		remove: devices.map(deviceOption),
		mayBreak: 'Anything that opens the device.',
	});

/** Rules wide enough to open a disk of the host. */
export const withoutDiskRules = ({deviceRules}: Pick<ContainerFacts, 'deviceRules'>): Change =>
	change({
		text: 'Pass the one device with --device.',
		remove: each(
			'--device-cgroup-rule',
			deviceRules.filter(({allowsHostDisk}) => allowsHostDisk).map(({rule}) => rule),
		),
		mayBreak: 'Devices that are plugged in while it runs.',
	});

/** The `--gpus` options behind the device requests. */
export const gpuOptions = ({raw}: Pick<ContainerFacts, 'raw'>): RunOption[] =>
	records(raw.HostConfig?.DeviceRequests).map(request => option('--gpus', gpuValue(request as DeviceRequest)));
