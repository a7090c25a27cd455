import {type ContainerFacts, pairs, parseBind, strings} from '../../../base/index.js';
import {amount, capability, isWanted, memory, named, type RunFlag, repeated, runFlag, single, toggle} from './run-flag.js';

/** Flags that leave a trace in a container. @source docs.docker.com/reference/cli/docker/container/run, moby api/types/container */
export const runFlags: Readonly<Record<string, RunFlag>> = {
	'--add-host': repeated('HostConfig.ExtraHosts'),
	'--annotation': named('HostConfig.Annotations'),
	'--blkio-weight': amount('HostConfig.BlkioWeight'),
	'--cap-add': capability('HostConfig.CapAdd'),
	'--cap-drop': capability('HostConfig.CapDrop'),
	'--cgroup-parent': single('HostConfig.CgroupParent'),
	'--cgroupns': single('HostConfig.CgroupnsMode'),
	'--cpu-period': amount('HostConfig.CpuPeriod'),
	'--cpu-quota': amount('HostConfig.CpuQuota'),
	'--cpu-shares': amount('HostConfig.CpuShares'),
	'--cpus': runFlag(
		'HostConfig.NanoCpus',
		({limits, raw: {HostConfig}}, value) =>
			value === '' ? limits.cpu !== null : (HostConfig?.NanoCpus ?? 0) > 0 && (HostConfig?.NanoCpus ?? 0) <= Number(value) * 1e9,
		'a number',
	),
	'--cpuset-cpus': single('HostConfig.CpusetCpus'),
	'--cpuset-mems': single('HostConfig.CpusetMems'),
	'--device': runFlag('HostConfig.Devices', ({devices}, value) =>
		devices.some(({path, inContainer}) => value === '' || path === value || `${path}:${inContainer}` === value),
	),
	'--device-cgroup-rule': repeated('HostConfig.DeviceCgroupRules'),
	'--dns': repeated('HostConfig.Dns'),
	'--dns-option': repeated('HostConfig.DnsOptions'),
	'--dns-search': repeated('HostConfig.DnsSearch'),
	'--domainname': single('Config.Domainname'),
	'--entrypoint': runFlag('Config.Entrypoint', ({raw: {Config}}, value) =>
		isWanted(strings(Config?.Entrypoint).join(' '), value),
	),
	'--env': runFlag('Config.Env', ({raw: {Config}}, value) =>
		strings(Config?.Env).some(set => value === '' || set === value || set.startsWith(`${value}=`)),
	),
	'--gpus': runFlag('HostConfig.DeviceRequests', ({gpuRequests}) => gpuRequests > 0),
	'--group-add': repeated('HostConfig.GroupAdd'),
	'--health-cmd': runFlag('Config.Healthcheck', ({hasHealthcheck, raw: {Config}}, value) =>
		value === '' ? hasHealthcheck : hasHealthcheck && strings(Config?.Healthcheck?.Test).slice(1).join(' ') === value,
	),
	'--hostname': single('Config.Hostname'),
	'--init': toggle('HostConfig.Init'),
	'--ipc': single('HostConfig.IpcMode'),
	'--label': runFlag('Config.Labels', ({raw: {Config}}, value) =>
		pairs(Config?.Labels).some(([name, set]) => value === '' || name === value || `${name}=${set}` === value),
	),
	'--link': runFlag('HostConfig.Links', ({links}) => links.length > 0),
	'--log-driver': runFlag('HostConfig.LogConfig', ({logging}, value) => isWanted(logging.driver, value)),
	'--log-opt': runFlag('HostConfig.LogConfig', ({logging}, value) =>
		Object.entries(logging.options).some(([name, set]) => value === '' || name === value || `${name}=${set}` === value),
	),
	'--memory': memory('HostConfig.Memory'),
	'--memory-reservation': memory('HostConfig.MemoryReservation'),
	'--memory-swap': memory('HostConfig.MemorySwap'),
	'--memory-swappiness': amount('HostConfig.MemorySwappiness'),
	'--network': runFlag('HostConfig.NetworkMode', ({networkMode, networks}, value) =>
		value === '' || value === 'bridge'
			? value === '' || networkMode === 'bridge' || networkMode === 'default'
			: networkMode === value || networks.some(({name}) => name === value),
	),
	'--no-healthcheck': runFlag('Config.Healthcheck', ({hasHealthcheck}) => !hasHealthcheck),
	'--oom-kill-disable': toggle('HostConfig.OomKillDisable'),
	'--oom-score-adj': runFlag(
		'HostConfig.OomScoreAdj',
		({limits}, value) => (value === '' ? limits.oomScoreAdj !== 0 : String(limits.oomScoreAdj) === value),
		'a number',
	),
	'--pid': single('HostConfig.PidMode'),
	'--pids-limit': amount('HostConfig.PidsLimit'),
	'--privileged': toggle('HostConfig.Privileged'),
	'--publish': runFlag('HostConfig.PortBindings', ({ports}, value) =>
		ports.some(({published, port}) =>
			published.some(
				({address, hostPort}) => value === '' || `${address}:${hostPort}:${port}` === value || `${hostPort}:${port}` === value,
			),
		),
	),
	'--publish-all': toggle('HostConfig.PublishAllPorts'),
	'--read-only': toggle('HostConfig.ReadonlyRootfs'),
	'--restart': runFlag('HostConfig.RestartPolicy', ({restart: {name, maximumRetries}}, value) =>
		value === '' ? name !== 'no' : (maximumRetries > 0 ? `${name}:${maximumRetries}` : name) === value,
	),
	'--rm': toggle('HostConfig.AutoRemove'),
	'--runtime': single('HostConfig.Runtime'),
	'--security-opt': runFlag('HostConfig.SecurityOpt', judgeSecurityOption),
	'--shm-size': memory('HostConfig.ShmSize'),
	'--stop-signal': single('Config.StopSignal'),
	'--storage-opt': named('HostConfig.StorageOpt'),
	'--sysctl': named('HostConfig.Sysctls'),
	'--tmpfs': runFlag('HostConfig.Tmpfs', ({tmpfs, mounts}, value) => {
		const [path = '', options = ''] = value.split(':');
		const wanted = options.split(',').filter(option => option !== '');
		const has = (set: string) => wanted.every(option => set.split(',').includes(option));
		return (
			tmpfs.some(({destination, options: set}) => (path === '' || destination === path) && has(set)) ||
			(wanted.length === 0 && mounts.some(({kind, destination}) => kind === 'tmpfs' && (path === '' || destination === path)))
		);
	}),
	'--tty': toggle('Config.Tty'),
	'--interactive': toggle('Config.OpenStdin'),
	'--ulimit': runFlag('HostConfig.Ulimits', ({limits: {ulimits}}, value) =>
		ulimits.some(
			({Name, Soft, Hard}) =>
				value === '' || Name === value || `${Name}=${Soft}:${Hard}` === value || (Soft === Hard && `${Name}=${Soft}` === value),
		),
	),
	'--user': runFlag('Config.User', ({user}, value) =>
		value !== '' ? user.configured === value : user.isRoot === null ? null : !user.isRoot,
	),
	'--userns': single('HostConfig.UsernsMode'),
	'--uts': single('HostConfig.UTSMode'),
	'--volume': runFlag('HostConfig.Binds', ({mounts}, value) => {
		const {source, destination, options} = parseBind(value);
		return mounts.some(
			mount =>
				value === '' ||
				((mount.source === source || mount.volume === source) &&
					mount.destination === destination &&
					(!options.includes('ro') || !mount.writable)),
		);
	}),
	'--volumes-from': repeated('HostConfig.VolumesFrom'),
	'--workdir': single('Config.WorkingDir'),
};

/** `seccomp=FILE` arrives as what the file says: which file it was cannot be seen. */
function judgeSecurityOption({raw: {HostConfig}, noNewPrivileges, appArmor}: ContainerFacts, value: string): boolean | null {
	const given = strings(HostConfig?.SecurityOpt).map(option => option.replace(/^([\w-]+):/, '$1='));
	const wanted = value.replace(/^([\w-]+):/, '$1=');
	if (wanted === '') return given.length > 0;
	if (/^no-new-privileges(=(true|1|t))?$/i.test(wanted)) return noNewPrivileges.on;
	if (given.includes(wanted)) return true;
	if (wanted.startsWith('apparmor=') && appArmor.kind === 'confined') return `apparmor=${appArmor.profile}` === wanted;
	return /^seccomp=(?!unconfined$|builtin$)/.test(wanted) ? null : false;
}

/** The long name of a short flag, or of an older name. */
export const otherNames: Readonly<Record<string, string>> = {
	'-c': '--cpu-shares',
	'-e': '--env',
	'-h': '--hostname',
	'-i': '--interactive',
	'-l': '--label',
	'-m': '--memory',
	'-P': '--publish-all',
	'-p': '--publish',
	'-t': '--tty',
	'-u': '--user',
	'-v': '--volume',
	'-w': '--workdir',
	'--dns-opt': '--dns-option',
	'--net': '--network',
};

/** What happens once, or only in the client, and leaves nothing in a container. */
export const withoutTrace: readonly string[] = [
	...['--attach', '--cidfile', '--detach', '--detach-keys', '--disable-content-trust', '--env-file', '--help', '--label-file'],
	...['--name', '--platform', '--pull', '--quiet', '--sig-proxy', '--use-api-socket'],
];
