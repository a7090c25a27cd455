import type {KernelCases} from '../support/kernel-word.js';

const sock = '-v SOCKET:/s.sock';
const noMount = `--security-opt seccomp=HERE/no-mount.json`;
const readsCanary = 'cat /host/HERE/canary';
const writesBack = 'v=$(cat /proc/sys/kernel/core_pattern); echo "$v" >/proc/sys/kernel/core_pattern';
const writesBackThrough = 'v=$(cat /hp/sys/kernel/core_pattern); echo "$v" >/hp/sys/kernel/core_pattern';
const releaseAgent =
	'mkdir -p /tmp/g; mount -t cgroup -o memory none /tmp/g && v=$(cat /tmp/g/release_agent) && echo "$v" >/tmp/g/release_agent';
const readsDisk = 'dd if=DISK of=/dev/null bs=512 count=1';
const makesDisk = 'mknod /tmp/d b MAJOR MINOR && dd if=/tmp/d of=/dev/null bs=512 count=1';

const socketPath = /\.sock → host root$/;
const reads = /reads .* → the host's secrets$/;
const writes = /writes .* → host root$/;
const hostRoot = /→ host root$/;
const core = /core_pattern → host root$/;
const agent = /release_agent → host root$/;
// A loop device stands for a disk where the machine lets nobody open its own.
const disk = /(raw disk|block devices made from files|device rule)/;
const signals = /signals to root's processes$/;
const traces = /the host's processes → host root$/;

/** Pairs: what can be used, and what only looks like it. */
export const kernelCases: KernelCases = {
	'socket-root': {run: sock, attack: 'connect /s.sock', path: socketPath, opens: true},
	'socket-root-without-capabilities': {run: `${sock} --cap-drop ALL`, attack: 'connect /s.sock', path: socketPath, opens: true},
	'socket-nobody': {
		run: `${sock} --user 65534`,
		attack: 'connect /s.sock',
		path: socketPath,
		opens: false,
		rule: 'container-runtime-socket',
	},
	'socket-group': {run: `${sock} --user 65534 --group-add GROUP`, attack: 'connect /s.sock', path: socketPath, opens: true},
	'socket-other-group': {run: `${sock} --user 65534 --group-add 1`, attack: 'connect /s.sock', path: socketPath, opens: false},
	'socket-primary-group': {run: `${sock} --user 1000:GROUP`, attack: 'connect /s.sock', path: socketPath, opens: true},
	'socket-added-capability': {
		run: `${sock} --user 1000:1000 --cap-add DAC_OVERRIDE`,
		attack: 'connect /s.sock',
		path: socketPath,
		opens: false,
	},
	'socket-for-all': {run: '-v HERE/open.sock:/s.sock --user 1000', attack: 'connect /s.sock', path: socketPath, opens: true},
	'socket-for-root-alone': {
		run: '-v HERE/shut.sock:/s.sock --user 1000',
		attack: 'connect /s.sock',
		path: socketPath,
		opens: false,
	},
	'setuid-image': {
		run: '-v HERE/canary:/root/.ssh/id:ro -v /:/host:ro --user 1000:1000',
		image: 'setuid',
		attack: `su root -c "${readsCanary}"`,
		path: reads,
		opens: true,
	},
	'setuid-image-without-new-privileges': {
		run: '-v /:/host:ro --user 1000:1000 --security-opt no-new-privileges',
		image: 'setuid',
		attack: `su root -c "${readsCanary}"`,
		path: reads,
		opens: false,
	},
	'root-read': {run: '-v /:/host:ro', attack: readsCanary, path: reads, opens: true},
	'root-read-nobody': {
		run: '-v /:/host:ro --user 65534 --pid host --network host',
		attack: readsCanary,
		path: reads,
		opens: false,
		rule: 'container-readable-host-secrets',
	},
	'root-write': {run: '-v /:/host', attack: 'touch /host/HERE/folder/a', path: hostRoot, opens: true},
	'root-write-nobody': {
		run: '-v /:/host --user 65534',
		attack: 'touch /host/HERE/folder/b',
		path: writes,
		opens: false,
		rule: 'container-writable-host-path',
	},
	'home-of-its-user': {run: '-v HERE/of-1000/.ssh:/k --user 1000:1000', attack: 'touch /k/a', path: writes, opens: true},
	'home-of-another': {run: '-v HERE/of-1000/.ssh:/k --user 1001:1001', attack: 'touch /k/b', path: writes, opens: false},
	'home-of-another-root': {run: '-v HERE/of-1000/.ssh:/k', attack: 'touch /k/c', path: writes, opens: true},
	'home-of-another-root-without-capabilities': {
		run: '-v HERE/of-1000/.ssh:/k --cap-drop ALL',
		attack: 'touch /k/d',
		path: writes,
		opens: false,
	},
	'core-pattern': {run: '--security-opt systempaths=unconfined', attack: writesBack, path: core, opens: true},
	'core-pattern-nobody': {
		run: '--security-opt systempaths=unconfined --user 65534',
		attack: writesBack,
		path: core,
		opens: false,
		rule: 'container-system-paths',
	},
	'proc-mount': {run: '-v /proc:/hp', attack: writesBackThrough, path: writes, opens: true},
	'proc-mount-nobody': {
		run: '-v /proc:/hp --user 65534',
		attack: writesBackThrough,
		path: writes,
		opens: false,
		rule: 'container-proc-mount',
	},
	'release-agent': {run: '--cap-add SYS_ADMIN', attack: releaseAgent, path: agent, opens: true},
	'release-agent-user': {
		run: '--cap-add SYS_ADMIN --user 1000',
		attack: releaseAgent,
		path: agent,
		opens: false,
		rule: 'container-cgroup-release-agent',
	},
	'release-agent-seccomp': {run: `--cap-add SYS_ADMIN ${noMount}`, attack: releaseAgent, path: agent, opens: false},
	'cgroup-mount-without-admin': {
		run: '-v /sys/fs/cgroup:/cg',
		attack: 'v=$(cat /cg/memory/release_agent) && echo "$v" >/cg/memory/release_agent',
		path: writes,
		opens: false,
	},
	'cgroup-mount-with-admin': {
		run: '-v /sys/fs/cgroup:/cg --cap-add SYS_ADMIN',
		attack: 'v=$(cat /cg/memory/release_agent) && echo "$v" >/cg/memory/release_agent',
		path: writes,
		opens: true,
	},
	device: {run: '--device DISK', attack: readsDisk, path: disk, opens: true},
	'device-user': {
		run: '--device DISK --user 1000',
		attack: readsDisk,
		path: disk,
		opens: false,
		rule: 'container-dangerous-device',
	},
	'device-folder': {run: '-v /dev:/dev', attack: readsDisk, path: disk, opens: false},
	'device-folder-with-rule': {
		run: "-v /dev:/dev --device-cgroup-rule 'b MAJOR:* rw'",
		attack: readsDisk,
		path: disk,
		opens: true,
	},
	'device-rule': {run: "--device-cgroup-rule 'b MAJOR:* rwm'", attack: makesDisk, path: disk, opens: true},
	'device-rule-without-mknod': {
		run: "--device-cgroup-rule 'b MAJOR:* rwm' --cap-drop MKNOD",
		attack: makesDisk,
		path: disk,
		opens: false,
	},
	'device-rule-user': {
		run: "--device-cgroup-rule 'b MAJOR:* rwm' --user 1000",
		attack: makesDisk,
		path: disk,
		opens: false,
		rule: 'container-device-rules',
	},
	'host-pid': {run: '--pid host', attack: 'kill -0 1', path: signals, opens: true},
	'host-pid-user': {run: '--pid host --user 1000', attack: 'kill -0 1', path: signals, opens: false},
	'ptrace-host': {run: '--pid host --cap-add SYS_PTRACE', attack: 'ls /proc/ENGINE/root/', path: traces, opens: true},
	'ptrace-host-user': {
		run: '--pid host --cap-add SYS_PTRACE --user 1000',
		attack: 'ls /proc/ENGINE/root/',
		path: traces,
		opens: false,
		rule: 'container-ptrace-host',
	},
	privileged: {run: '--privileged', attack: readsDisk, path: /privileged → host root$/, opens: true},
	'privileged-user': {
		run: '--privileged --user 1000',
		attack: readsDisk,
		path: /privileged → host root$/,
		opens: false,
		rule: 'container-privileged',
	},
};
