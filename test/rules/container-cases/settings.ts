import {type Cases, podman, socket} from './case.js';

/** Limits, restarts, environment, and what a policy requires. */
export const settingCases: Cases = {
	'container-memory-limit': [
		[
			'a kernel that keeps none',
			{HostConfig: {Memory: 268_435_456}, engineInfo: {MemoryLimit: false}},
			'fail',
			'low',
			/not enforced/,
		],
		['swap without end', {HostConfig: {Memory: 268_435_456, MemorySwap: -1}}, 'pass'],
	],
	'container-pids-limit': [
		['a kernel that keeps none', {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: false}}, 'fail', 'low', /not enforced/],
		['a kernel that says so', {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: true}}, 'pass'],
	],
	'container-cpu-limit': [
		[
			'a kernel that keeps none of them',
			{HostConfig: {NanoCpus: 5e8}, engineInfo: {CpuCfsQuota: false, CPUShares: false, CPUSet: false}},
			'fail',
			'low',
			/not enforced/,
		],
		['a set of CPUs that may be all there are', {HostConfig: {CpusetCpus: '0-1'}, engine: {cpus: null}}, 'unknown'],
		['such a set beside shares', {HostConfig: {CpusetCpus: '0-1', CpuShares: 512}, engine: {cpus: null}}, 'pass'],
		['a kernel that keeps some', {HostConfig: {NanoCpus: 5e8}, engineInfo: {CpuCfsQuota: true, CPUShares: false}}, 'pass'],
	],
	'container-no-limits': [
		['a set of CPUs that may be all there are', {HostConfig: {CpusetCpus: '0-1'}, engine: {cpus: null}}, 'unknown'],
		['such a set beside a limit of memory', {HostConfig: {CpusetCpus: '0-1', Memory: 1e9}, engine: {cpus: null}}, 'pass'],
	],
	'container-required-flags': [
		['none required', {}, 'not-applicable'],
		['a flag that cannot be seen', {settings: {requiredFlags: ['--security-opt seccomp=/etc/profile.json']}}, 'unknown'],
		[
			'several',
			{HostConfig: {ReadonlyRootfs: true}, settings: {requiredFlags: ['--read-only', '--memory', '--user']}},
			'fail',
			'medium',
			/--memory, --user/,
		],
		[
			'no-new-privileges by the engine',
			{
				engineInfo: {SecurityOptions: ['name=no-new-privileges']},
				settings: {requiredFlags: ['--security-opt no-new-privileges']},
			},
			'pass',
		],
	],
	'container-persistent-root': [
		[
			'a socket',
			{...socket, HostConfig: {RestartPolicy: {Name: 'unless-stopped', MaximumRetryCount: 0}}},
			'fail',
			'medium',
			/docker\.sock/,
		],
		[
			'stopped',
			{
				State: {Status: 'exited', Running: false},
				HostConfig: {Privileged: true, RestartPolicy: {Name: 'always', MaximumRetryCount: 0}},
			},
			'fail',
		],
		['nothing to own', {HostConfig: {RestartPolicy: {Name: 'always', MaximumRetryCount: 0}}}, 'pass'],
	],
	'container-oom-protection': [
		['never killed, no limit', {HostConfig: {OomKillDisable: true}}, 'fail', 'medium', /no memory limit/],
		['never killed within a limit', {HostConfig: {OomKillDisable: true, Memory: 100_000_000}}, 'fail', 'low'],
	],
	'container-loader-environment': [
		['the last place of PATH is empty', {Config: {Env: ['PATH=/usr/bin:']}}, 'fail', 'medium', /working directory/],
		['no place at all', {Config: {Env: ['PATH=']}}, 'pass'],
		[
			'an empty place means the working directory',
			{Config: {Env: ['LD_LIBRARY_PATH=:/usr/lib']}},
			'fail',
			'medium',
			/working directory/,
		],
		[
			'a writable mount',
			{
				Config: {Env: ['PATH=/data/bin:/usr/bin']},
				Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: true}],
			},
			'fail',
		],
		[
			'a read-only mount',
			{
				Config: {Env: ['PATH=/data/bin:/usr/bin']},
				Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: false}],
			},
			'pass',
		],
	],
	'container-runtime': [['the default', {HostConfig: {Runtime: ''}}, 'pass']],
	'container-sysctls': [
		['Docker’s answer, which leaves none out', {HostConfig: {}}, 'pass'],
		['Podman’s answer, which tells of none', podman({}), 'unknown'],
		['what an answer tells', podman({Sysctls: {'net.ipv4.ip_forward': '1'}}), 'fail'],
	],
	'container-log-limit': [
		['Podman’s answer for Docker, which tells no size', podman({LogConfig: {Type: 'json-file', Config: null}}), 'unknown'],
		['Podman’s own answer without a size', podman({LogConfig: {Type: 'k8s-file', Size: '0B'}}), 'fail'],
		['Podman’s own answer with one', podman({LogConfig: {Type: 'k8s-file', Size: '10MB'}}), 'pass'],
		['another driver', {HostConfig: {LogConfig: {Type: 'journald', Config: {}}}}, 'not-applicable'],
	],
};
