import {csvFields, csvLine, type DeviceRequest, type HostConfig} from '../../../base/index.js';
import {withHost} from '../configuration.js';
import {each, option, type RunOption, sameOption} from '../run-option.js';
import {type Entries, editEntries, entries, texts} from './kinds.js';
import type {OptionEdit, OptionRows} from './row.js';

/** The value of `--device`, as short as it can be typed. @param permissions  `rwm`, or fewer of them */
export function deviceValue(onHost: string, inContainer: string, permissions: string): string {
	if (permissions !== 'rwm') return `${onHost}:${inContainer}:${permissions}`;
	return inContainer === onHost || inContainer === '' ? onHost : `${onHost}:${inContainer}`;
}

/** `/dev/sda`, `/dev/sda:r`, `/dev/sda:/dev/xvda:r` @source docker/cli cli/command/container/opts.go, parseLinuxDevice */
function deviceOf(value: string) {
	const [onHost = '', second = onHost, third] = value.split(':');
	const isMode = third === undefined && /^[rwm]+$/.test(second);
	return {
		PathOnHost: onHost,
		PathInContainer: isMode ? onHost : second,
		CgroupPermissions: third ?? (isMode ? second : 'rwm'),
	};
}

/** The option behind a device request: a device by its CDI name is a `--device`. `Count: -1` is all. @source docker/cli opts/gpus.go */
export function deviceRequestOptions(request: DeviceRequest): RunOption[] {
	const {Driver: driver, Count: count, DeviceIDs: ids, Capabilities: capabilities, Options: options} = request;
	if (driver === 'cdi') return each('--device', ids);
	const others = (capabilities?.[0] ?? []).filter(name => name !== 'gpu');
	const pairs = Object.entries(options ?? {}).map(([key, value]) => `${key}=${value}`);
	const fields = [
		...(count === -1 ? ['all'] : count ? [`count=${count}`] : []),
		...(ids?.length ? [`device=${ids.join(',')}`] : []),
		...(driver ? [`driver=${driver}`] : []),
		...(others.length > 0 ? [`capabilities=${others.join(',')}`] : []),
		...(pairs.length > 0 ? [`options=${csvLine(pairs)}`] : []),
	];
	return [option('--gpus', csvLine(fields))];
}

/** `all`, `2`, `"device=0,1",driver=nvidia`: one GPU where neither a number nor a device is named. */
function gpuRequestOf(value: string): DeviceRequest {
	const fields = csvFields(value);
	const read = (name: string) => fields.find(field => field.startsWith(`${name}=`))?.slice(name.length + 1);
	const count = read('count') ?? fields.find(field => /^(all|\d+)$/.test(field));
	const [ids, capabilities, options] = [read('device'), read('capabilities'), read('options')];
	return {
		Driver: read('driver') ?? '',
		Count: count === 'all' ? -1 : Number(count ?? (ids === undefined ? 1 : 0)),
		...(ids === undefined ? {} : {DeviceIDs: ids.split(',')}),
		Capabilities: [['gpu', ...(capabilities?.split(',') ?? [])]],
		Options: options === undefined ? {} : Object.fromEntries(csvFields(options).map(pairOf)),
	};
}

const pairOf = (text: string): [string, string] => [text.split('=', 1)[0] ?? '', text.slice(text.indexOf('=') + 1)];

const withRequest = (inspect: Parameters<OptionEdit['add']>[0], request: DeviceRequest) =>
	withHost(inspect, {DeviceRequests: [...(inspect.HostConfig?.DeviceRequests ?? []), request]});

type DeviceMapping = NonNullable<HostConfig['Devices']>[number];
const passed: Entries<DeviceMapping> = {
	list: inspect => inspect.HostConfig?.Devices,
	write: ({PathOnHost: onHost = '', PathInContainer: inContainer = '', CgroupPermissions: permissions}) =>
		deviceValue(onHost, inContainer, permissions || 'rwm'),
	read: deviceOf,
	name: text => `${deviceOf(text).PathOnHost}:${deviceOf(text).PathInContainer}`,
};
const byPath = editEntries('HostConfig.Devices', passed);
const device: OptionEdit = {
	add: (inspect, value, before) =>
		isPath(value) ? byPath.add(inspect, value, before) : withRequest(inspect, {Driver: 'cdi', DeviceIDs: [value]}),
	remove: (inspect, value) => (isPath(value) ? byPath.remove(inspect, value) : withoutCdiDevice(inspect, value)),
};

/** Else the name of a CDI device: `nvidia.com/gpu=0`. */
const isPath = (value: string): boolean => value.startsWith('/');

/** One request may name several. */
const withoutCdiDevice: OptionEdit['remove'] = (inspect, value) =>
	withHost(inspect, {
		DeviceRequests: (inspect.HostConfig?.DeviceRequests ?? []).flatMap(request => {
			if (request.Driver !== 'cdi') return [request];
			const DeviceIDs = (request.DeviceIDs ?? []).filter(id => id !== value);
			return DeviceIDs.length === 0 ? [] : [{...request, DeviceIDs}];
		}),
	});

const gpus: OptionEdit = {
	add: (inspect, value) => withRequest(inspect, gpuRequestOf(value)),
	remove: (inspect, value) =>
		withHost(inspect, {
			DeviceRequests: (inspect.HostConfig?.DeviceRequests ?? []).filter(
				request => !deviceRequestOptions(request).some(one => sameOption(one, option('--gpus', value))),
			),
		}),
};

export const deviceOptions = {
	'--device': entries('HostConfig.Devices', 'devices', passed, {
		edit: device,
		judge: ({devices}, value) => devices.some(({path, inContainer}) => ['', path, `${path}:${inContainer}`].includes(value)),
		quadlet: {words: 'AddDevice'},
	}),
	'--device-cgroup-rule': texts('HostConfig.DeviceCgroupRules', 'device_cgroup_rules'),
	'--gpus': {
		field: 'HostConfig.DeviceRequests',
		kind: 'texts',
		given: ({host}) => (host.DeviceRequests ?? []).flatMap(deviceRequestOptions),
		edit: gpus,
		judge: ({gpuRequests}) => gpuRequests > 0,
		compose: 'deploy',
		quadlet: 'PodmanArgs',
	},
} as const satisfies OptionRows;
