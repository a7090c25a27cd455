import type {HostConfig, Ulimit} from '../../../base/index.js';
import {withHost} from '../configuration.js';
import {amount, entries, named, size, sizeText, text, toggle} from './kinds.js';
import {notInCompose, notInPodman, type OptionEdit, type OptionRow, type OptionRows} from './row.js';
import {sizeOf} from './size.js';

/** By default the engine allows as much swap again; what was asked for with --memory-swap stays. */
const memory: OptionEdit = {
	add: (inspect, value) => {
		const {Memory: before = 0, MemorySwap: swap = 0} = inspect.HostConfig ?? {};
		const isDefault = !swap || swap === 2 * before;
		const limit = sizeOf(value) ?? 0;
		return withHost(inspect, {Memory: limit, MemorySwap: isDefault ? 2 * limit : swap});
	},
	remove: inspect => withHost(inspect, {Memory: 0, MemorySwap: 0}),
};

/** `nofile=1024`, `nofile=1024:2048` */
export const ulimitValue = ({Name: name, Soft: soft, Hard: hard}: Ulimit): string =>
	`${name ?? ''}=${soft === hard ? (soft ?? -1) : `${soft ?? -1}:${hard ?? -1}`}`;

function readUlimit(value: string): Ulimit {
	const [, name = '', soft = '', hard = soft] = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
	return {Name: name, Soft: Number(soft), Hard: Number(hard)};
}

type DeviceField = `BlkioDevice${'Read' | 'Write'}${'Bps' | 'IOps'}` | 'BlkioWeightDevice';

/** `/dev/sda:1024` */
const ofDevices = (field: DeviceField, member: 'Rate' | 'Weight' = 'Rate'): OptionRow =>
	entries<{readonly Path?: string; readonly Rate?: number; readonly Weight?: number}>(`HostConfig.${field}`, 'blkio_config', {
		list: inspect => inspect.HostConfig?.[field],
		write: one => `${one.Path}:${one[member]}`,
		read: text => ({Path: deviceOf(text), [member]: sizeOf(text.slice(deviceOf(text).length + 1)) ?? 0}),
		name: deviceOf,
	});
const deviceOf = (text: string): string => text.replace(/:[^:]*$/, '');

const defaultShm = 64 * 1024 * 1024;

/** Windows, or refused by newer engines. */
const omitted = {quadlet: notInPodman};

/** Limits and weights. */
export const resourceOptions = {
	'--memory': size('HostConfig.Memory', 'mem_limit', {edit: memory, otherNames: ['-m']}),
	'--memory-reservation': size('HostConfig.MemoryReservation', 'mem_reservation'),
	'--memory-swap': size('HostConfig.MemorySwap', 'memswap_limit', {
		// By default it is twice the memory.
		given: ({host: {Memory: limit = 0, MemorySwap: swap = 0}}) => (swap === 0 || swap === 2 * limit ? [] : [sizeText(swap)]),
	}),
	'--memory-swappiness': amount('HostConfig.MemorySwappiness', 'mem_swappiness', {
		// `0` is a real value here.
		given: ({host: {MemorySwappiness: value}}) => (typeof value !== 'number' || value === -1 ? [] : [String(value)]),
		otherwise: null,
	}),
	'--kernel-memory': size('HostConfig.KernelMemory', notInCompose, omitted),
	'--cpus': amount('HostConfig.NanoCpus', 'cpus', {
		factor: 1e9,
		judge: ({limits, raw: {HostConfig: host}}, value) =>
			value === '' ? limits.cpu !== null : (host?.NanoCpus ?? 0) > 0 && (host?.NanoCpus ?? 0) <= Number(value) * 1e9,
	}),
	'--cpu-shares': amount('HostConfig.CpuShares', 'cpu_shares', {otherNames: ['-c']}),
	'--cpu-period': amount('HostConfig.CpuPeriod', 'cpu_period', {given: ({host}) => withoutCpus(host, host.CpuPeriod)}),
	'--cpu-quota': amount('HostConfig.CpuQuota', 'cpu_quota', {given: ({host}) => withoutCpus(host, host.CpuQuota)}),
	'--cpu-rt-period': amount('HostConfig.CpuRealtimePeriod', 'cpu_rt_period'),
	'--cpu-rt-runtime': amount('HostConfig.CpuRealtimeRuntime', 'cpu_rt_runtime'),
	'--cpuset-cpus': text('HostConfig.CpusetCpus', 'cpuset'),
	'--cpuset-mems': text('HostConfig.CpusetMems', notInCompose),
	'--cpu-count': amount('HostConfig.CpuCount', notInCompose, omitted),
	'--cpu-percent': amount('HostConfig.CpuPercent', notInCompose, omitted),
	'--io-maxbandwidth': size('HostConfig.IOMaximumBandwidth', notInCompose, omitted),
	'--io-maxiops': amount('HostConfig.IOMaximumIOps', notInCompose, omitted),
	'--pids-limit': amount('HostConfig.PidsLimit', 'pids_limit', {otherwise: null, quadlet: 'PidsLimit'}),
	'--blkio-weight': amount('HostConfig.BlkioWeight', 'blkio_config'),
	'--blkio-weight-device': ofDevices('BlkioWeightDevice', 'Weight'),
	'--device-read-bps': ofDevices('BlkioDeviceReadBps'),
	'--device-write-bps': ofDevices('BlkioDeviceWriteBps'),
	'--device-read-iops': ofDevices('BlkioDeviceReadIOps'),
	'--device-write-iops': ofDevices('BlkioDeviceWriteIOps'),
	'--oom-kill-disable': toggle('HostConfig.OomKillDisable', 'oom_kill_disable'),
	'--oom-score-adj': amount('HostConfig.OomScoreAdj', 'oom_score_adj', {
		judge: ({limits}, value) => (value === '' ? limits.oomScoreAdj !== 0 : String(limits.oomScoreAdj) === value),
	}),
	'--shm-size': size('HostConfig.ShmSize', 'shm_size', {
		...{usual: () => defaultShm, otherwise: defaultShm},
		quadlet: 'ShmSize',
	}),
	'--ulimit': entries(
		'HostConfig.Ulimits',
		'ulimits',
		{
			list: inspect => inspect.HostConfig?.Ulimits,
			write: ulimitValue,
			read: readUlimit,
			plain: text => text.replace(/=(-?\d+):\1$/, '=$1'),
			name: text => text.split('=', 1)[0] ?? '',
		},
		{quadlet: 'Ulimit'},
	),
	'--sysctl': named('HostConfig.Sysctls', 'sysctls', {quadlet: {words: 'Sysctl'}}),
} as const satisfies OptionRows;

/** Podman gives the period and the quota of --cpus too, and no engine takes both. */
const withoutCpus = ({NanoCpus: cpus}: HostConfig, value: number | undefined): string[] =>
	cpus || !value ? [] : [String(value)];
