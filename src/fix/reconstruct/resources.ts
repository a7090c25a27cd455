import {byteSize, type HostConfig} from '../../base/index.js';
import {
	deviceRequestOptions,
	deviceValue,
	each,
	eachPair,
	flag,
	given,
	option,
	type RunOption,
	ulimitValue,
} from '../../judge/index.js';

const defaultShm = 64 * 1024 * 1024;

/** Limits, weights, devices. Bytes have a unit, so that no number is misread. */
export function resourceOptions(host: HostConfig): RunOption[] {
	return [
		...bytes('--memory', host.Memory),
		...bytes('--memory-reservation', host.MemoryReservation),
		...memorySwap(host),
		...swappiness(host),
		...bytes('--kernel-memory', host.KernelMemory),
		...given('--cpus', host.NanoCpus ? host.NanoCpus / 1e9 : 0),
		...given('--cpu-shares', host.CpuShares),
		...(host.NanoCpus ? [] : [...given('--cpu-period', host.CpuPeriod), ...given('--cpu-quota', host.CpuQuota)]),
		...given('--cpu-rt-period', host.CpuRealtimePeriod),
		...given('--cpu-rt-runtime', host.CpuRealtimeRuntime),
		...given('--cpuset-cpus', host.CpusetCpus),
		...given('--cpuset-mems', host.CpusetMems),
		...given('--cpu-count', host.CpuCount),
		...given('--cpu-percent', host.CpuPercent),
		...bytes('--io-maxbandwidth', host.IOMaximumBandwidth),
		...given('--io-maxiops', host.IOMaximumIOps),
		...given('--pids-limit', host.PidsLimit),
		...given('--blkio-weight', host.BlkioWeight),
		...(host.BlkioWeightDevice ?? []).map(({Path, Weight}) => option('--blkio-weight-device', `${Path}:${Weight}`)),
		...rates('--device-read-bps', host.BlkioDeviceReadBps),
		...rates('--device-write-bps', host.BlkioDeviceWriteBps),
		...rates('--device-read-iops', host.BlkioDeviceReadIOps),
		...rates('--device-write-iops', host.BlkioDeviceWriteIOps),
		...(host.OomKillDisable ? [flag('--oom-kill-disable')] : []),
		...given('--oom-score-adj', host.OomScoreAdj),
		...(host.ShmSize === defaultShm ? [] : bytes('--shm-size', host.ShmSize)),
		...(host.Ulimits ?? []).map(one => option('--ulimit', ulimitValue(one))),
		...eachPair('--sysctl', host.Sysctls),
		...(host.Devices ?? []).map(device =>
			option('--device', deviceValue(device.PathOnHost ?? '', device.PathInContainer ?? '', device.CgroupPermissions || 'rwm')),
		),
		...each('--device-cgroup-rule', host.DeviceCgroupRules),
		...(host.DeviceRequests ?? []).flatMap(deviceRequestOptions),
	];
}

const bytes = (name: string, value: number | undefined): RunOption[] => given(name, value ? byteSize(value) : '');

/** By default it is twice the memory; `-1` is unlimited. */
function memorySwap({Memory: memory = 0, MemorySwap: swap = 0}: HostConfig): RunOption[] {
	if (swap === 0 || swap === 2 * memory) return [];
	return [option('--memory-swap', swap === -1 ? '-1' : byteSize(swap))];
}

/** `0` is a real value here. */
function swappiness({MemorySwappiness: value}: HostConfig): RunOption[] {
	if (value === null || value === undefined || value === -1) return [];
	return [option('--memory-swappiness', String(value))];
}

function rates(name: string, devices: readonly {Path?: string; Rate?: number}[] | null | undefined): RunOption[] {
	return (devices ?? []).map(({Path, Rate}) => option(name, `${Path}:${Rate}`));
}
