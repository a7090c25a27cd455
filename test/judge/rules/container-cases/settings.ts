import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {type Cases, row} from '../rule-cases.js';
import {podman, socket} from './case.js';

/** Limits, restarts, environment, and what a policy requires. */
export const settingCases: Cases<ContainerExample> = {
	'container-memory-limit': [
		row('a kernel that enforces none', ['low', /not enforced/], {
			HostConfig: {Memory: 268_435_456},
			engineInfo: {MemoryLimit: false},
		}),
		row('unlimited swap', 'pass', {HostConfig: {Memory: 268_435_456, MemorySwap: -1}}),
	],
	'container-pids-limit': [
		row('a kernel that enforces none', ['low', /not enforced/], {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: false}}),
		row('a kernel that enforces it', 'pass', {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: true}}),
	],
	'container-cpu-limit': [
		row('a kernel that enforces none of them', ['low', /not enforced/], {
			HostConfig: {NanoCpus: 5e8},
			engineInfo: {CpuCfsQuota: false, CPUShares: false, CPUSet: false},
		}),
		row('a set of CPUs that may be all there are', 'unknown', {HostConfig: {CpusetCpus: '0-1'}, engine: {cpus: null}}),
		row('such a set with shares', 'pass', {HostConfig: {CpusetCpus: '0-1', CpuShares: 512}, engine: {cpus: null}}),
		row('a kernel that enforces some', 'pass', {HostConfig: {NanoCpus: 5e8}, engineInfo: {CpuCfsQuota: true, CPUShares: false}}),
	],
	'container-no-limits': [
		row('a set of CPUs that may be all there are', 'unknown', {HostConfig: {CpusetCpus: '0-1'}, engine: {cpus: null}}),
		row('such a set with a memory limit', 'pass', {HostConfig: {CpusetCpus: '0-1', Memory: 1e9}, engine: {cpus: null}}),
	],
	'container-required-flags': [
		row('none required', 'not-applicable', {}),
		row('a flag that cannot be seen', 'unknown', {settings: {requiredFlags: ['--security-opt seccomp=/etc/profile.json']}}),
		row('several', ['medium', /--memory, --user/], {
			HostConfig: {ReadonlyRootfs: true},
			settings: {requiredFlags: ['--read-only', '--memory', '--user']},
		}),
		row('no-new-privileges by the engine', 'pass', {
			engineInfo: {SecurityOptions: ['name=no-new-privileges']},
			settings: {requiredFlags: ['--security-opt no-new-privileges']},
		}),
	],
	'container-persistent-root': [
		row('a socket', ['medium', /docker\.sock/], {
			...socket,
			HostConfig: {RestartPolicy: {Name: 'unless-stopped', MaximumRetryCount: 0}},
		}),
		row('a socket that only a setuid program of the image may open', ['medium', /with docker\.sock$/], {
			...socket,
			Config: {User: '1000:1000'},
			HostConfig: {RestartPolicy: {Name: 'unless-stopped', MaximumRetryCount: 0}},
		}),
		row('stopped', 'fail', {
			State: {Status: 'exited', Running: false},
			HostConfig: {Privileged: true, RestartPolicy: {Name: 'always', MaximumRetryCount: 0}},
		}),
		row('nothing to own', 'pass', {HostConfig: {RestartPolicy: {Name: 'always', MaximumRetryCount: 0}}}),
	],
	'container-oom-protection': [
		row('never killed, no limit', ['medium', /no memory limit/], {HostConfig: {OomKillDisable: true}}),
		row('never killed within a limit', 'low', {HostConfig: {OomKillDisable: true, Memory: 100_000_000}}),
	],
	'container-loader-environment': [
		row('the last entry of PATH is empty', ['medium', /working directory/], {Config: {Env: ['PATH=/usr/bin:']}}),
		row('an empty PATH', 'pass', {Config: {Env: ['PATH=']}}),
		row('an empty entry means the working directory', ['medium', /working directory/], {
			Config: {Env: ['LD_LIBRARY_PATH=:/usr/lib']},
		}),
		row('a writable mount', 'fail', {
			Config: {Env: ['PATH=/data/bin:/usr/bin']},
			Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: true}],
		}),
		row('a read-only mount', 'pass', {
			Config: {Env: ['PATH=/data/bin:/usr/bin']},
			Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: false}],
		}),
	],
	'container-runtime': [row('the default', 'pass', {HostConfig: {Runtime: ''}})],
	'container-sysctls': [
		row('Docker’s answer, which omits none', 'pass', {HostConfig: {}}),
		row('Podman’s answer, which reports none', 'unknown', podman({})),
		row('a reported sysctl', 'fail', podman({Sysctls: {'net.ipv4.ip_forward': '1'}})),
	],
	'container-log-limit': [
		row('Podman’s Docker API, which reports no size', 'unknown', podman({LogConfig: {Type: 'json-file', Config: null}})),
		row('Podman’s own answer without a size', 'fail', podman({LogConfig: {Type: 'k8s-file', Size: '0B'}})),
		row('Podman’s own answer with one', 'pass', podman({LogConfig: {Type: 'k8s-file', Size: '10MB'}})),
		row('another driver', 'not-applicable', {HostConfig: {LogConfig: {Type: 'journald', Config: {}}}}),
	],
};
