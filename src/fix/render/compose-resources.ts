import {byteSize, type DeviceRequest, type HostConfig} from '../../base/index.js';
import {compact, literal, strings} from './compose-values.js';
import type {Yaml} from './yaml.js';

/** Limits, weights and devices. Sizes as people write them: `224m`. */
export function composeResources(host: HostConfig): Record<string, Yaml | undefined> {
	return {
		mem_limit: size(host.Memory),
		memswap_limit: host.MemorySwap !== 2 * (host.Memory ?? 0) ? size(host.MemorySwap) : undefined,
		mem_reservation: size(host.MemoryReservation),
		mem_swappiness: host.MemorySwappiness ?? undefined,
		pids_limit: host.PidsLimit || undefined,
		cpus: host.NanoCpus ? host.NanoCpus / 1e9 : undefined,
		cpu_shares: host.CpuShares || undefined,
		cpu_period: host.CpuPeriod || undefined,
		cpu_quota: host.CpuQuota || undefined,
		cpu_rt_period: host.CpuRealtimePeriod || undefined,
		cpu_rt_runtime: host.CpuRealtimeRuntime || undefined,
		cpuset: host.CpusetCpus || undefined,
		oom_kill_disable: host.OomKillDisable || undefined,
		oom_score_adj: host.OomScoreAdj || undefined,
		shm_size: host.ShmSize !== 67_108_864 ? size(host.ShmSize) : undefined,
		ulimits: Object.fromEntries((host.Ulimits ?? []).map(({Name, Soft, Hard}) => [Name ?? '', {soft: Soft, hard: Hard}])),
		devices: strings((host.Devices ?? []).map(one => [one.PathOnHost, one.PathInContainer, one.CgroupPermissions].join(':'))),
		device_cgroup_rules: strings(host.DeviceCgroupRules),
		blkio_config: blockIo(host),
		deploy: reservedDevices(host.DeviceRequests ?? []),
	};
}

/** `-1` is no limit. */
const size = (bytes: number | undefined): string | number | undefined =>
	bytes ? (bytes < 0 ? bytes : byteSize(bytes)) : undefined;

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
