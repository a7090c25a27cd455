import type {DeviceRequest, HostConfig} from '../../base/index.js';
import type {Made} from '../../judge/index.js';
import {compact, literal, strings} from './compose-values.js';
import type {Yaml} from './yaml.js';

/** Limits and devices that Compose writes as maps. */
export const composeResources: Readonly<Record<string, (made: Made) => Yaml | undefined>> = {
	ulimits: ({host}) =>
		Object.fromEntries((host.Ulimits ?? []).map(({Name, Soft, Hard}) => [Name ?? '', {soft: Soft, hard: Hard}])),
	devices: ({host}) =>
		strings((host.Devices ?? []).map(one => [one.PathOnHost, one.PathInContainer, one.CgroupPermissions].join(':'))),
	blkio_config: ({host}) => blockIo(host),
	deploy: ({host}) => reservedDevices(host.DeviceRequests ?? []),
};

function blockIo(host: HostConfig): Yaml | undefined {
	const rates = (list: readonly {Path?: string; Rate?: number}[] | null | undefined): Yaml[] =>
		(list ?? []).map(({Path = '', Rate = 0}) => ({path: literal(Path), rate: Rate}));
	const config = compact({
		weight: host.BlkioWeight || undefined,
		weight_device: (host.BlkioWeightDevice ?? []).map(({Path = '', Weight = 0}) => ({path: literal(Path), weight: Weight})),
		device_read_bps: rates(host.BlkioDeviceReadBps),
		device_write_bps: rates(host.BlkioDeviceWriteBps),
		device_read_iops: rates(host.BlkioDeviceReadIOps),
		device_write_iops: rates(host.BlkioDeviceWriteIOps),
	});
	return Object.keys(config).length === 0 ? undefined : config;
}

/** Compose requires a capability in each request; for a device by its CDI name the engine reads none. */
function reservedDevices(requests: readonly DeviceRequest[]): Yaml | undefined {
	if (requests.length === 0) return undefined;
	const devices = requests.map(({Driver, Count, DeviceIDs, Capabilities, Options}) =>
		compact({
			driver: Driver || undefined,
			capabilities: strings(Driver === 'cdi' ? ['gpu'] : Capabilities?.[0]),
			...(DeviceIDs?.length ? {device_ids: strings(DeviceIDs)} : {count: Count === -1 ? 'all' : Count}),
			options: Object.fromEntries(Object.entries(Options ?? {}).map(([key, value]) => [key, literal(value)])),
		}),
	);
	return {resources: {reservations: {devices}}};
}
