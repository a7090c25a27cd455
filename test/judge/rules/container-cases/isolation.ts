import {known} from '../../../../src/base/answers/index.js';
import type {PrivilegedPrograms} from '../../../../src/base/facts/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleLiveState} from '../../../../src/judge/rules/shared/examples.js';
import {maskedPaths} from '../../../support/plain-answers.js';
import {type Cases, row} from '../rule-cases.js';
import {namedVolume, noInfo, podman, refusedVolumes} from './case.js';

const noneInImage: ContainerExample['facts'] = {setuidPrograms: known([]), fileCapabilities: known([])};
const found = (programs: Partial<PrivilegedPrograms>) => known({setuid: [], setgid: [], capable: [], ...programs});
const id = (letter: string) => letter.repeat(64);
const running = {State: {Status: 'running', Running: true}} as const;

/** Isolation from the kernel and from other containers. */
export const isolationCases: Cases<ContainerExample> = {
	'container-net-raw': [
		row('without root to use it', ['low', /^keeps NET_RAW; uid 1000 does not get NET_RAW/], {
			Config: {User: '1000:1000'},
			HostConfig: {SecurityOpt: ['no-new-privileges']},
		}),
	],
	'container-no-new-privileges': [
		row('nothing known of its files', 'medium', {}),
		row('no program of its image to gain by', 'info', {facts: noneInImage}),
		row('the same, and a volume that nobody searched', 'medium', {...namedVolume, facts: noneInImage}),
		row('none in its volume either', 'info', {...namedVolume, facts: {...noneInImage, privilegedPrograms: found({})}}),
		row('one in its volume', 'medium', {
			...namedVolume,
			facts: {setuidPrograms: known([trusted('/d/su')]), privilegedPrograms: found({setuid: [trusted('/d/su')]})},
		}),
		row('one by which it joins a group', 'medium', {
			facts: {...noneInImage, privilegedPrograms: found({setgid: [trusted('/usr/bin/chage')]})},
		}),
	],
	'container-capabilities': [
		row('a harmless one', ['low', /SYS_NICE/], {HostConfig: {CapAdd: ['SYS_NICE']}}),
		row('a dangerous one', 'critical', {HostConfig: {CapAdd: ['SYS_ADMIN']}}),
		row('the same with cgroup v2, which has no release_agent', 'high', {
			HostConfig: {CapAdd: ['SYS_ADMIN']},
			engine: {cgroupVersion: 2},
		}),
		row('all but one', ['critical', /\d+ capabilities/], {HostConfig: {CapAdd: ['ALL'], CapDrop: ['SYS_ADMIN']}}),
	],
	'container-escape-capability': [
		row('a module', ['critical', /load code into the kernel/], {HostConfig: {CapAdd: ['SYS_MODULE']}}),
		row('only SYS_ADMIN', 'high', {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 2}}),
		row('NET_ADMIN on its own network', 'pass', {HostConfig: {CapAdd: ['NET_ADMIN']}}),
		row('NET_ADMIN on the network of the host', 'high', {HostConfig: {CapAdd: ['NET_ADMIN'], NetworkMode: 'host'}}),
		row('ALL, which wins over dropping all', 'critical', {HostConfig: {CapAdd: ['ALL'], CapDrop: ['ALL']}}),
	],
	'container-cgroup-release-agent': [
		row('no capability, on any engine', 'pass', {engine: noInfo}),
		row('not reported by the engine', 'unknown', {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: noInfo}),
	],
	'container-ptrace-host': [
		row('a container that is not visible', 'unknown', {HostConfig: {PidMode: `container:${id('e')}`, CapAdd: ['SYS_PTRACE']}}),
		row("the host's processes in a mounted /proc, read-only", ['critical', /in a mounted \/proc/], {
			HostConfig: {CapAdd: ['SYS_PTRACE']},
			Mounts: [{Type: 'bind', Source: '/proc', Destination: '/hp', RW: false}],
		}),
		row('privileged among processes of the host', 'critical', {HostConfig: {PidMode: 'host', Privileged: true}}),
	],
	'container-peer-processes': [
		row('a privileged container, which it may trace', ['critical', /processes of ci/], {
			...running,
			HostConfig: {PidMode: `container:${id('a')}`, CapAdd: ['SYS_PTRACE']},
			others: [{Id: id('a'), Name: '/ci', ...running, HostConfig: {Privileged: true}}],
		}),
		row('a privileged container, which it may not trace', 'pass', {
			...running,
			HostConfig: {PidMode: `container:${id('a')}`},
			others: [{Id: id('a'), Name: '/ci', ...running, HostConfig: {Privileged: true}}],
		}),
		row('the memory of processes of another container, where Yama restricts tracing', 'pass', {
			...running,
			HostConfig: {PidMode: `container:${id('a')}`},
			others: [{Id: id('a'), Name: '/vm', ...running, HostConfig: {Devices: [{PathOnHost: '/dev/sda'}]}}],
			host: {sysctls: {'kernel.yama.ptrace_scope': trusted('1')}},
		}),
		row('the same, where it does not', 'critical', {
			...running,
			HostConfig: {PidMode: `container:${id('a')}`},
			others: [{Id: id('a'), Name: '/vm', ...running, HostConfig: {Devices: [{PathOnHost: '/dev/sda'}]}}],
		}),
		row('processes of the host that are not seen', 'high', {...running, HostConfig: {PidMode: 'host'}}),
		row('root of the host without capabilities', 'critical', {
			...running,
			HostConfig: {PidMode: 'host', CapDrop: ['ALL']},
			host: {processes: [{uid: 0, gid: 0, capabilities: []}]},
		}),
		row('another user of the host, without the capability to become it', 'pass', {
			...running,
			HostConfig: {PidMode: 'host', CapDrop: ['SETUID']},
			host: {processes: [{uid: 1000, gid: 1000, capabilities: []}]},
		}),
		row('a process of the host that has a capability it lacks', 'pass', {
			...running,
			HostConfig: {PidMode: 'host'},
			host: {processes: [{uid: 0, gid: 0, capabilities: ['SYS_TIME']}]},
		}),
	],
	'container-devices': [
		row('a gpu', 'fail', {HostConfig: {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]}}),
		row('a bind of /dev', 'fail', {Mounts: [{Type: 'bind', Source: '/dev', Destination: '/dev', RW: true}]}),
		row('a volume that nobody looked into', 'unknown', {
			Mounts: [{Type: 'volume', Name: 'x', Destination: '/x'}],
			engine: refusedVolumes,
		}),
		row('a rule that every container has', 'pass', {HostConfig: {DeviceCgroupRules: ['b *:* m', 'c 1:3 rwm']}}),
		row('Podman’s answer, which shows no rules and no GPUs', 'unknown', podman({DeviceCgroupRules: null, DeviceRequests: null})),
		row('Podman’s answer with a device', 'medium', podman({Devices: [{PathOnHost: '/dev/kvm', CgroupPermissions: ''}]})),
		row('a bind of /dev/null', 'pass', {Mounts: [{Type: 'bind', Source: '/dev/null', Destination: '/etc/motd', RW: false}]}),
	],
	'container-gpu': [
		row('Docker’s answer, whose null says that none is requested', 'pass', {HostConfig: {DeviceRequests: null}}),
		row('Podman’s answer, which shows none', 'unknown', podman({DeviceRequests: null})),
	],
	'container-device-rules': [
		row('Podman’s answer for a container that was never started, and bears no mark', 'unknown', {
			HostConfig: {DeviceCgroupRules: null, CapAdd: ['MKNOD']},
			engine: {kind: 'podman'},
		}),
		row('Podman, which reports none', 'unknown', {
			HostConfig: {Annotations: {'io.container.manager': 'libpod'}, CapAdd: ['MKNOD']},
		}),
		row('Podman without MKNOD', 'pass', {HostConfig: {Annotations: {'io.container.manager': 'libpod'}}}),
		row('a rule for one terminal', ['low', /^device cgroup rule c 188:0 rw: one piece of hardware$/], {
			HostConfig: {DeviceCgroupRules: ['c 188:0 rw']},
		}),
		row('a rule for a number that says nothing', 'pass', {HostConfig: {DeviceCgroupRules: ['c 240:0 rw']}}),
		row('the log of the kernel', 'medium', {HostConfig: {DeviceCgroupRules: ['c 1:11 rwm']}}),
		row('the log of the kernel, which only CAP_SYSLOG may read', 'low', {
			HostConfig: {DeviceCgroupRules: ['c 1:11 rwm']},
			host: {sysctls: {'kernel.dmesg_restrict': trusted('1')}},
		}),
		row('the log of the kernel, with that capability', 'medium', {
			HostConfig: {DeviceCgroupRules: ['c 1:11 rwm'], CapAdd: ['SYSLOG']},
			host: {sysctls: {'kernel.dmesg_restrict': trusted('1')}},
		}),
		row('the memory of the host, without the capability that its driver asks for', 'medium', {
			HostConfig: {DeviceCgroupRules: ['c 1:1 rwm']},
		}),
		row('the memory of the host', 'critical', {HostConfig: {DeviceCgroupRules: ['c 1:1 rwm'], CapAdd: ['SYS_RAWIO']}}),
		row('the node is mounted, so none need be made', 'critical', {
			HostConfig: {DeviceCgroupRules: ['b 8:* rw'], CapDrop: ['ALL']},
			Mounts: [{Type: 'bind', Source: '/dev/sda', Destination: '/sda', RW: false}],
		}),
	],
	'container-host-network': [
		row('the network of a rootless Docker, which is not that of the host', 'low', {
			HostConfig: {NetworkMode: 'host'},
			engine: {rootless: true, ownNetwork: true},
		}),
	],
	'container-system-paths': [
		row('privileged', 'critical', {HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null}}),
		row('for another user', 'high', {Config: {User: '1000'}, HostConfig: {MaskedPaths: [], ReadonlyPaths: []}}),
		row('not reported', 'unknown', {HostConfig: {MaskedPaths: undefined, ReadonlyPaths: undefined}}),
		row('what Podman was asked to unmask', 'critical', podman({SecurityOpt: ['unmask=ALL'], ReadonlyPaths: null})),
		row('writable beside /proc/sys', ['high', /^writable: \/proc\/sysrq-trigger$/], {
			HostConfig: {MaskedPaths: [...maskedPaths], ReadonlyPaths: ['/proc/sys', '/proc/bus', '/proc/fs', '/proc/irq']},
		}),
	],
	'container-masked-paths': [
		row('all masked, none read-only', 'pass', {HostConfig: {MaskedPaths: [...maskedPaths], ReadonlyPaths: ['/proc/bus']}}),
		row('one readable, none read-only', ['medium', /^readable: \/proc\/kcore$/], {
			HostConfig: {MaskedPaths: maskedPaths.filter(path => path !== '/proc/kcore'), ReadonlyPaths: []},
		}),
	],
	'container-seccomp': [
		row('an engine without seccomp', 'high', {engineInfo: {SecurityOptions: null}}),
		row('privileged with a custom profile, which Docker 27 applies', 'pass', {
			HostConfig: {Privileged: true, SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']},
			engine: {version: trusted('27.0.3')},
		}),
		row('privileged with a custom profile, which Docker 26 ignores', ['high', /--privileged/], {
			HostConfig: {Privileged: true, SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']},
			engine: {version: trusted('26.1.5')},
		}),
		row('a profile that is not JSON', 'unknown', {HostConfig: {SecurityOpt: ['seccomp={"defaultAction":']}}),
		row('a profile in a file on the host', 'unknown', {HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}}),
		row('such a profile, and a process with an unreadable filter', 'unknown', {
			HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']},
			facts: {truth: exampleLiveState({seccomp: 2})},
		}),
		row('such a profile, and a process without a filter', 'high', {
			HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']},
			facts: {truth: exampleLiveState({seccomp: 0})},
		}),
	],
	'container-truth-seccomp': [
		row('a profile in a file on the host', 'unknown', {
			HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']},
			facts: {truth: exampleLiveState({seccomp: 0})},
		}),
		row('no profile', 'not-applicable', {
			HostConfig: {SecurityOpt: ['seccomp=unconfined']},
			facts: {truth: exampleLiveState({seccomp: 0})},
		}),
	],
	'container-truth-no-new-privileges': [
		row('an engine that does not report its default', 'unknown', {engine: noInfo, facts: {truth: exampleLiveState({})}}),
	],
	'container-seccomp-profile': [
		row('none', 'not-applicable', {HostConfig: {SecurityOpt: ['seccomp=unconfined']}}),
		row('bpf', ['high', /bpf/], {
			HostConfig: {
				SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ALLOW"}]}'],
			},
		}),
	],
	'container-copy-fail': [
		row('a kernel with the fix', 'pass', {
			HostConfig: {SecurityOpt: ['seccomp=unconfined']},
			engine: {kernel: trusted('6.12.85')},
		}),
		row('a kernel that is too old for the flaw', 'pass', {engine: {version: trusted('29.4.1'), kernel: trusted('4.9.337')}}),
		row('a default profile that refuses', 'pass', {engine: {version: trusted('29.4.2'), kernel: trusted('6.12.40')}}),
		row('a default profile that does not', ['high', /AF_ALG.*6\.12\.40/], {
			engine: {version: trusted('29.4.1'), kernel: trusted('6.12.40')},
		}),
		row('a kernel of a distribution', ['info', /verify/], {
			engine: {version: trusted('29.4.1'), kernel: trusted('6.1.0-41-amd64')},
		}),
		row('a kernel that is not known', 'unknown', {engine: {version: trusted('29.4.1'), kernel: trusted('')}}),
		row('an engine of a distribution', 'unknown', {engine: {version: trusted('26.1.5+dfsg1'), kernel: trusted('6.12.40')}}),
	],
	'container-cgroup-namespace': [
		row('version 1', 'not-applicable', {HostConfig: {CgroupnsMode: 'host'}}),
		row('the engine has not said', 'unknown', {HostConfig: {CgroupnsMode: 'host'}, engine: noInfo}),
		row('Docker’s answer without a mode', 'pass', {HostConfig: {CgroupnsMode: ''}, engine: {cgroupVersion: 2}}),
		row('Podman’s answer, which shows none', 'unknown', {...podman({CgroupnsMode: ''}), engine: {cgroupVersion: 2}}),
	],
	'container-cgroup-parent': [
		row('Docker’s own group, written out', 'pass', {HostConfig: {CgroupParent: '/docker'}}),
		row('Docker’s own slice, written out', 'pass', {HostConfig: {CgroupParent: 'system.slice'}}),
		row('a sibling cgroup', 'low', {HostConfig: {CgroupParent: '/docker2'}}),
		row('the slice of another user', 'low', {HostConfig: {CgroupParent: 'user.slice'}}),
		row('the pod’s own group', 'pass', podman({CgroupParent: `/libpod_parent/${'c'.repeat(64)}`})),
		row('the pod’s own slice', 'pass', podman({CgroupParent: `user.slice/user-libpod_pod_${'c'.repeat(64)}.slice`})),
		row('a pod in a custom cgroup', 'low', podman({CgroupParent: `/batch/${'c'.repeat(64)}`})),
	],
	'container-truth-capabilities': [
		row('not inspected', 'unknown', {}),
		row('not running', 'not-applicable', {State: {Status: 'exited', Running: false}}),
		row('fewer than granted', 'pass', {facts: {truth: exampleLiveState({effective: new Set(), bounding: new Set()})}}),
	],
};
