import {exampleLiveState} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {maskedPaths} from '../../support/plain-answers.js';
import {type Cases, noInfo, podman, refusedVolumes} from './case.js';

const id = (letter: string) => letter.repeat(64);

/** What keeps it apart from the kernel and the other containers. */
export const isolationCases: Cases = {
	'container-capabilities': [
		['one that is not dangerous', {HostConfig: {CapAdd: ['SYS_NICE']}}, 'fail', 'low', /SYS_NICE/],
		['one that is', {HostConfig: {CapAdd: ['SYS_ADMIN']}}, 'fail', 'critical'],
		[
			'the same with control groups that run no program',
			{HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 2}},
			'fail',
			'high',
		],
		['all but one', {HostConfig: {CapAdd: ['ALL'], CapDrop: ['SYS_ADMIN']}}, 'fail', 'critical', /\d+ capabilities/],
	],
	'container-escape-capability': [
		['a module', {HostConfig: {CapAdd: ['SYS_MODULE']}}, 'fail', 'critical', /load code into the kernel/],
		['SYS_ADMIN alone', {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 2}}, 'fail', 'high'],
		['NET_ADMIN on its own network', {HostConfig: {CapAdd: ['NET_ADMIN']}}, 'pass'],
		['NET_ADMIN on the network of the host', {HostConfig: {CapAdd: ['NET_ADMIN'], NetworkMode: 'host'}}, 'fail', 'high'],
		['ALL, which wins over dropping all', {HostConfig: {CapAdd: ['ALL'], CapDrop: ['ALL']}}, 'fail', 'critical'],
	],
	'container-cgroup-release-agent': [
		['no capability, whatever the engine', {engine: noInfo}, 'pass'],
		['the engine has not said', {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: noInfo}, 'unknown'],
	],
	'container-ptrace-host': [
		[
			'among processes of a privileged container',
			{
				HostConfig: {PidMode: `container:${id('a')}`, CapAdd: ['SYS_PTRACE']},
				others: [{Id: id('a'), Name: '/ci', HostConfig: {Privileged: true}}],
			},
			'fail',
			'high',
		],
		['a container that is not visible', {HostConfig: {PidMode: `container:${id('e')}`, CapAdd: ['SYS_PTRACE']}}, 'unknown'],
		[
			"the host's processes in a mounted /proc, read-only",
			{
				HostConfig: {CapAdd: ['SYS_PTRACE']},
				Mounts: [{Type: 'bind', Source: '/proc', Destination: '/hp', RW: false}],
			},
			'fail',
			'critical',
			/in a mounted \/proc/,
		],
		['privileged among processes of the host', {HostConfig: {PidMode: 'host', Privileged: true}}, 'fail', 'critical'],
	],
	'container-devices': [
		['a gpu', {HostConfig: {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]}}, 'fail'],
		['a bind of /dev', {Mounts: [{Type: 'bind', Source: '/dev', Destination: '/dev', RW: true}]}, 'fail'],
		[
			'a volume that nobody looked into',
			{Mounts: [{Type: 'volume', Name: 'x', Destination: '/x'}], engine: refusedVolumes},
			'unknown',
		],
		['a rule that every container has', {HostConfig: {DeviceCgroupRules: ['b *:* m', 'c 1:3 rwm']}}, 'pass'],
		['a bind of /dev/null', {Mounts: [{Type: 'bind', Source: '/dev/null', Destination: '/etc/motd', RW: false}]}, 'pass'],
	],
	'container-device-rules': [
		['Podman, which reports none', {HostConfig: {Annotations: {'io.container.manager': 'libpod'}, CapAdd: ['MKNOD']}}, 'unknown'],
		['Podman without MKNOD', {HostConfig: {Annotations: {'io.container.manager': 'libpod'}}}, 'pass'],
		['a rule for one terminal', {HostConfig: {DeviceCgroupRules: ['c 188:0 rw']}}, 'pass'],
		[
			'the node is mounted, so none need be made',
			{
				HostConfig: {DeviceCgroupRules: ['b 8:* rw'], CapDrop: ['ALL']},
				Mounts: [{Type: 'bind', Source: '/dev/sda', Destination: '/sda', RW: false}],
			},
			'fail',
			'critical',
		],
	],
	'container-system-paths': [
		['privileged', {HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null}}, 'fail', 'critical'],
		['for another user', {Config: {User: '1000'}, HostConfig: {MaskedPaths: [], ReadonlyPaths: []}}, 'fail', 'high'],
		['not reported', {HostConfig: {MaskedPaths: undefined, ReadonlyPaths: undefined}}, 'unknown'],
		[
			'writable beside /proc/sys',
			{HostConfig: {MaskedPaths: [...maskedPaths], ReadonlyPaths: ['/proc/sys', '/proc/bus', '/proc/fs', '/proc/irq']}},
			'fail',
			'high',
			/^writable: \/proc\/sysrq-trigger$/,
		],
	],
	'container-masked-paths': [
		['all masked, none read-only', {HostConfig: {MaskedPaths: [...maskedPaths], ReadonlyPaths: ['/proc/bus']}}, 'pass'],
		[
			'one readable, none read-only',
			{HostConfig: {MaskedPaths: maskedPaths.filter(path => path !== '/proc/kcore'), ReadonlyPaths: []}},
			'fail',
			'medium',
			/^not masked: \/proc\/kcore$/,
		],
	],
	'container-seccomp': [
		['an engine without seccomp', {engineInfo: {SecurityOptions: null}}, 'fail', 'high'],
		[
			'privileged with a profile of its own, which Docker 27 heeds',
			{
				HostConfig: {Privileged: true, SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']},
				engine: {version: own('27.0.3')},
			},
			'pass',
		],
		[
			'privileged with a profile of its own, which Docker 26 drops',
			{
				HostConfig: {Privileged: true, SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']},
				engine: {version: own('26.1.5')},
			},
			'fail',
			'high',
			/--privileged/,
		],
		['a profile that is no JSON', {HostConfig: {SecurityOpt: ['seccomp={"defaultAction":']}}, 'unknown'],
		['a profile that lies on the host', {HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}}, 'unknown'],
		[
			'such a profile, and a process with a filter that nobody can read',
			{HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}, facts: {truth: exampleLiveState({seccomp: 2})}},
			'unknown',
		],
		[
			'such a profile, and a process without a filter',
			{HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}, facts: {truth: exampleLiveState({seccomp: 0})}},
			'fail',
			'high',
		],
	],
	'container-truth-seccomp': [
		[
			'a profile that lies on the host',
			{HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}, facts: {truth: exampleLiveState({seccomp: 0})}},
			'unknown',
		],
		[
			'no profile',
			{HostConfig: {SecurityOpt: ['seccomp=unconfined']}, facts: {truth: exampleLiveState({seccomp: 0})}},
			'not-applicable',
		],
	],
	'container-truth-no-new-privileges': [
		['an engine that has not said its default', {engine: noInfo, facts: {truth: exampleLiveState({})}}, 'unknown'],
	],
	'container-seccomp-profile': [
		['none', {HostConfig: {SecurityOpt: ['seccomp=unconfined']}}, 'not-applicable'],
		[
			'bpf',
			{
				HostConfig: {
					SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ALLOW"}]}'],
				},
			},
			'fail',
			'high',
			/bpf/,
		],
	],
	'container-copy-fail': [
		['a kernel with the fix', {HostConfig: {SecurityOpt: ['seccomp=unconfined']}, engine: {kernel: own('6.12.85')}}, 'pass'],
		['a kernel that is too old for the flaw', {engine: {version: own('29.4.1'), kernel: own('4.9.337')}}, 'pass'],
		['a default profile that refuses', {engine: {version: own('29.4.2'), kernel: own('6.12.40')}}, 'pass'],
		[
			'a default profile that does not',
			{engine: {version: own('29.4.1'), kernel: own('6.12.40')}},
			'fail',
			'high',
			/AF_ALG.*6\.12\.40/,
		],
		[
			'a kernel of a distribution',
			{engine: {version: own('29.4.1'), kernel: own('6.1.0-41-amd64')}},
			'info',
			undefined,
			/verify/,
		],
		['a kernel that is not known', {engine: {version: own('29.4.1'), kernel: own('')}}, 'unknown'],
		['an engine of a distribution', {engine: {version: own('26.1.5+dfsg1'), kernel: own('6.12.40')}}, 'unknown'],
	],
	'container-cgroup-namespace': [
		['version 1', {HostConfig: {CgroupnsMode: 'host'}}, 'not-applicable'],
		['the engine has not said', {HostConfig: {CgroupnsMode: 'host'}, engine: noInfo}, 'unknown'],
	],
	'container-cgroup-parent': [
		['Docker’s own group, written out', {HostConfig: {CgroupParent: '/docker'}}, 'pass'],
		['Docker’s own slice, written out', {HostConfig: {CgroupParent: 'system.slice'}}, 'pass'],
		['a group beside it', {HostConfig: {CgroupParent: '/docker2'}}, 'fail', 'low'],
		['the slice of another account', {HostConfig: {CgroupParent: 'user.slice'}}, 'fail', 'low'],
		['the pod’s own group', podman({CgroupParent: `/libpod_parent/${'c'.repeat(64)}`}), 'pass'],
		['the pod’s own slice', podman({CgroupParent: `user.slice/user-libpod_pod_${'c'.repeat(64)}.slice`}), 'pass'],
		['a pod in a group of its own choice', podman({CgroupParent: `/batch/${'c'.repeat(64)}`}), 'fail', 'low'],
	],
	'container-truth-capabilities': [
		['nobody looked', {}, 'unknown'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
		['fewer than granted', {facts: {truth: exampleLiveState({effective: new Set(), bounding: new Set()})}}, 'pass'],
	],
};
