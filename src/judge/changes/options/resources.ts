import type {ContainerInspect, HostConfig, Ulimit} from '../../../base/index.js';
import {withHost} from '../configuration.js';
import {
	amount,
	entries,
	named,
	notInCompose,
	notInPodman,
	type OptionEdit,
	type OptionRow,
	type OptionRows,
	size,
	sizeText,
	text,
	toggle,
	unchanged,
} from './row.js';
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

const ulimit: OptionEdit = {
	add: (inspect, value) => {
		const [, name = '', soft = '', hard = soft] = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
		const one = {Name: name, Soft: Number(soft), Hard: Number(hard)};
		return withHost(inspect, {Ulimits: [...ulimitsWithout(inspect, name), one]});
	},
	remove: (inspect, value) => withHost(inspect, {Ulimits: ulimitsWithout(inspect, value.split('=')[0] ?? '')}),
};

const ulimitsWithout = ({HostConfig: host}: ContainerInspect, name: string): Ulimit[] =>
	(host?.Ulimits ?? []).filter(({Name}) => Name !== name);

/** `/dev/sda:1024` */
const rates = (field: 'BlkioDeviceReadBps' | 'BlkioDeviceWriteBps' | 'BlkioDeviceReadIOps' | 'BlkioDeviceWriteIOps'): OptionRow =>
	entries(
		`HostConfig.${field}`,
		'blkio_config',
		host => host[field],
		({Path, Rate}) => `${Path}:${Rate}`,
		{edit: unchanged},
	);

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
	'--blkio-weight-device': entries(
		'HostConfig.BlkioWeightDevice',
		'blkio_config',
		host => host.BlkioWeightDevice,
		({Path, Weight}) => `${Path}:${Weight}`,
		{edit: unchanged},
	),
	'--device-read-bps': rates('BlkioDeviceReadBps'),
	'--device-write-bps': rates('BlkioDeviceWriteBps'),
	'--device-read-iops': rates('BlkioDeviceReadIOps'),
	'--device-write-iops': rates('BlkioDeviceWriteIOps'),
	'--oom-kill-disable': toggle('HostConfig.OomKillDisable', 'oom_kill_disable'),
	'--oom-score-adj': amount('HostConfig.OomScoreAdj', 'oom_score_adj', {
		judge: ({limits}, value) => (value === '' ? limits.oomScoreAdj !== 0 : String(limits.oomScoreAdj) === value),
	}),
	'--shm-size': size('HostConfig.ShmSize', 'shm_size', {usual: 64 * 1024 * 1024, quadlet: 'ShmSize'}),
	'--ulimit': entries('HostConfig.Ulimits', 'ulimits', host => host.Ulimits, ulimitValue, {
		edit: ulimit,
		judge: ({limits: {ulimits}}, value) =>
			ulimits.some(
				({Name, Soft, Hard}) =>
					value === '' || Name === value || `${Name}=${Soft}:${Hard}` === value || (Soft === Hard && `${Name}=${Soft}` === value),
			),
		quadlet: 'Ulimit',
	}),
	'--sysctl': named('HostConfig.Sysctls', 'sysctls', {quadlet: {words: 'Sysctl'}}),
} as const satisfies OptionRows;

/** Podman gives the period and the quota of --cpus too, and no engine takes both. */
const withoutCpus = ({NanoCpus: cpus}: HostConfig, value: number | undefined): string[] =>
	cpus || !value ? [] : [String(value)];
