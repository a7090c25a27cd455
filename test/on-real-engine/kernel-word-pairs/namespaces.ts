import {release} from 'node:os';
import type {KernelPair} from '../../support/kernel-word.js';

const signals = {attack: 'kill -0 ENGINE', path: /signals to root's processes$/};
const traces = {attack: 'ls /proc/ENGINE/root/', path: /the host's processes → host root$/};
const loopback = {attack: 'wget -q -O /dev/null http://127.0.0.1:8099/passwd', path: /services that trust the host itself$/};

const [major = 0, minor = 0] = release().split('.').map(Number);
/** Older kernels ask for CAP_SYS_PTRACE. */
const opensRemoteMemory = major > 6 || (major === 6 && minor >= 15);

const remoteMemory: Readonly<Record<string, KernelPair>> = {
	'environments of processes of the host, with PERFMON': {
		attack: 'cat /proc/ENGINE/environ >/dev/null',
		path: /environments of every process of the host$/,
		open: '--pid host --cap-add PERFMON',
		closed: '--pid host --cap-add SYS_TIME',
	},
};

/** Namespaces of the host, directly and through another container. */
export const namespacePairs: Readonly<Record<string, KernelPair>> = {
	...(opensRemoteMemory ? remoteMemory : {}),
	'signals to processes of the host, by another user': {
		...signals,
		open: '--pid host',
		closed: '--pid host --user 1000',
	},
	'signals to processes of root, without capabilities': {
		...signals,
		open: '--pid host --cap-drop ALL',
		closed: '--pid host --cap-drop ALL --user 1000',
	},
	'signals to processes of the host, through another container': {
		...signals,
		open: '--pid container:sees-host',
		closed: '--pid container:sees-itself',
	},
	'processes of the host, by another user': {
		...traces,
		open: '--pid host --cap-add SYS_PTRACE',
		closed: '--pid host --cap-add SYS_PTRACE --user 1000',
		lowers: 'container-ptrace-host',
	},
	'namespaces of the host': {
		attack: 'nsenter -t ENGINE -m true',
		path: /the host's processes → host root$/,
		open: '--pid host --cap-add SYS_ADMIN --cap-add SYS_PTRACE',
		closed: '--pid host --cap-add SYS_ADMIN',
	},
	'command lines of the host': {
		attack: 'grep -q dockerd /proc/ENGINE/cmdline',
		danger: /^process-list /,
		open: '--pid host --user 65534',
		closed: '--pid container:sees-itself --user 65534',
	},
	'processes of the host, without the capability': {
		...traces,
		open: '--pid host --cap-add ALL',
		closed: '--pid host --cap-add SYS_BOOT',
	},
	'processes of the host, in another pid namespace': {
		...traces,
		open: '--pid container:sees-host --cap-add SYS_PTRACE',
		closed: '--cap-add SYS_PTRACE',
	},
	"services on the host's loopback": {
		...loopback,
		open: '--network host --cap-drop ALL --user 1000',
		closed: '--cap-drop ALL --user 1000',
	},
	"services on the host's loopback, through another container": {
		...loopback,
		open: '--network container:on-host',
		closed: '--network container:on-bridge',
	},
	'port that is published on all addresses': {
		attack: 'wget -q -O /dev/null http://172.17.0.1:8101/passwd',
		from: 'sees-itself',
		fails: 'container-wildcard-publish',
		open: {run: '-p 8101:80', command: 'httpd -f -h /etc -p 80'},
		closed: {
			run: '-p 127.0.0.1:8102:80',
			command: 'httpd -f -h /etc -p 80',
			attack: 'wget -q -O /dev/null http://172.17.0.1:8102/passwd',
		},
	},
	'mounts of a container whose processes it sees': {
		attack: 'test -S /proc/1/root/s.sock',
		path: /\/proc\/PID\/root of with-socket → .* → host root$/,
		fails: 'container-peer-processes',
		open: '--pid container:with-socket',
		closed: '--pid container:with-socket --cap-drop NET_RAW',
	},
	'mounts of a container whose processes it sees, by another user': {
		attack: 'test -S /proc/1/root/s.sock',
		path: /\/proc\/PID\/root of with-socket → .* → host root$/,
		open: '--pid container:with-socket --cap-drop NET_RAW --cap-add SYS_PTRACE',
		closed: '--pid container:with-socket --user 1000',
	},
	'shared memory of the host': {
		attack: 'cat SHM',
		fails: 'container-host-ipc',
		open: '--ipc host',
		closed: '--ipc shareable',
	},
	'name of the host': {
		attack: 'hostname "$(hostname)"',
		fails: 'container-host-uts',
		open: '--uts host --cap-add SYS_ADMIN',
		closed: '--cap-drop ALL',
	},
};
