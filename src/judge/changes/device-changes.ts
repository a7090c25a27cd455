import {type ContainerFacts, type DeviceFacts, type DeviceRequest, records} from '../../base/index.js';
import {type Change, change} from './change.js';
import {deviceRequestOptions, deviceValue} from './options/device-options.js';
import {each, option, type RunOption} from './run-option.js';

/** `--device /dev/sda` */
export const deviceOption = ({path, inContainer, permissions}: DeviceFacts): RunOption =>
	option('--device', deviceValue(path, inContainer, permissions));

export const withoutDevices = (devices: readonly DeviceFacts[]): Change =>
	change({
		text: 'Remove it; if it is only read, grant only r.',
		remove: devices.map(deviceOption),
		mayBreak: 'Anything that opens the device.',
	});

/** Without rules that open what is dangerous. @param rules  of the container */
export const withoutDeviceRules = (rules: ContainerFacts['deviceRules']): Change =>
	change({
		text: 'Pass the one device with --device.',
		remove: each(
			'--device-cgroup-rule',
			rules.map(({rule}) => rule),
		),
		mayBreak: 'Devices that are plugged in while it runs.',
	});

/** The `--gpus` and CDI `--device` options behind the device requests. */
export const requestedDeviceOptions = ({raw}: Pick<ContainerFacts, 'raw'>): RunOption[] =>
	records(raw.HostConfig?.DeviceRequests).flatMap(request => deviceRequestOptions(request as DeviceRequest));
