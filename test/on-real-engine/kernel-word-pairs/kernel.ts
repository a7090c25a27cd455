import type {KernelPair} from '../../support/kernel-word.js';

const back = (file: string) => `v=$(cat ${file}) && echo "$v" >${file}`;
const core = {attack: back('/proc/sys/kernel/core_pattern'), path: /core_pattern → host root$/};
const unconfined = '--security-opt systempaths=unconfined';
const writes = /writes .* → host root$/;
// Not through the processes of another container, which a read-only /proc shows as well.
const throughProc = {attack: back('/hp/sys/kernel/core_pattern'), path: /uid 0 → writes .* → host root$/, danger: /^proc-write /};
const agent = {
	attack: `mkdir -p /tmp/g; mount -t cgroup -o memory none /tmp/g && ${back('/tmp/g/release_agent')}`,
	path: /release_agent → host root$/,
};
const boundAgent = {attack: back('/cg/memory/release_agent'), path: writes};
// A process of the root group may open every device: it makes a node of a disk, and reads that.
const leavesGroup =
	'rm -f /tmp/d; echo $$ >/cg/devices/cgroup.procs && mknod /tmp/d b MAJOR MINOR && dd if=/tmp/d of=/dev/null bs=512 count=1 2>/dev/null';

const groupVolume = (type: string) => `--mount type=volume,dst=/cg,volume-opt=type=${type},volume-opt=device=${type}`;

/** Settings and files of the kernel: what may write them, and which of them are programs that it runs. */
export const kernelPairs: Readonly<Record<string, KernelPair>> = {
	'core_pattern of opened system paths, by another user': {
		...core,
		open: unconfined,
		closed: `${unconfined} --user 65534`,
		lowers: 'container-system-paths',
	},
	'core_pattern, where the system paths are closed': {
		...core,
		open: `${unconfined} --cap-drop ALL`,
		closed: '--cap-add NET_ADMIN',
	},
	'core_pattern without root, with every capability': {
		...core,
		open: `${unconfined} --cap-add ALL`,
		closed: `${unconfined} --cap-add ALL --user 1000`,
	},
	'/proc of the host, by another user': {
		...throughProc,
		open: '-v /proc:/hp',
		closed: '-v /proc:/hp --user 65534',
		lowers: 'container-proc-mount',
	},
	'/proc of the host, mounted read-only': {
		...throughProc,
		open: '-v /proc:/hp',
		closed: '-v /proc:/hp:ro',
	},
	'one setting of the host': {
		attack: back('/cp'),
		path: writes,
		open: '-v /proc/sys/kernel/core_pattern:/cp',
		closed: '-v /proc/sys/kernel/core_pattern:/cp --user 1000',
	},
	'/proc below a root that is mounted read-only': {
		attack: back('/host/proc/sys/kernel/core_pattern'),
		danger: /^proc-write /,
		open: '--mount type=bind,src=/,dst=/host,readonly,bind-recursive=writable',
		closed: '--mount type=bind,src=/,dst=/host,readonly',
	},
	'/proc below a root that is mounted without what is below': {
		attack: back('/host/proc/sys/kernel/core_pattern'),
		danger: /^proc-write /,
		open: '--mount type=bind,src=/,dst=/host',
		closed: '--mount type=bind,src=/,dst=/host,bind-recursive=disabled',
	},
	"the host's processes in its /proc, by their root folders": {
		attack: 'ls /hp/ENGINE/root/',
		path: /the host's processes → host root$/,
		open: '-v /proc:/hp:ro --cap-add SYS_PTRACE',
		closed: '-v /proc:/hp:ro',
	},
	"the host's processes below a mounted root": {
		attack: 'ls /host/proc/ENGINE/root/',
		path: /the host's processes → host root$/,
		open: '-v /:/host:ro --cap-add SYS_PTRACE',
		closed: '--mount type=bind,src=/,dst=/host,readonly,bind-recursive=disabled --cap-add SYS_PTRACE',
	},
	'one process of the host': {
		attack: 'ls /p/root/',
		path: /the host's processes → host root$/,
		open: '-v /proc/ENGINE:/p:ro --cap-add SYS_PTRACE',
		closed: '-v /proc/ENGINE:/p:ro',
	},
	'/sys of the host, by another user': {
		attack: back('/hs/kernel/rcu_expedited'),
		danger: /^sys-write /,
		open: '-v /sys:/hs',
		closed: '-v /sys:/hs --user 1000',
	},
	'/sys of the host, mounted read-only': {
		attack: back('/hs/kernel/rcu_expedited'),
		danger: /^sys-write /,
		open: '-v /sys:/hs --cap-drop ALL',
		closed: '-v /sys:/hs:ro',
	},
	'release_agent, by another user': {
		...agent,
		open: '--cap-add SYS_ADMIN',
		closed: '--cap-add SYS_ADMIN --user 1000',
		lowers: 'container-cgroup-release-agent',
	},
	'release_agent, with a profile that refuses to mount': {
		...agent,
		open: '--cap-add SYS_ADMIN --security-opt seccomp=unconfined',
		closed: '--cap-add SYS_ADMIN --security-opt seccomp=HERE/no-mount.json',
	},
	'release_agent of a hierarchy that is mounted nowhere': {
		attack: 'perl /try release-agent',
		path: /release_agent → host root$/,
		open: {run: '--cap-add SYS_ADMIN --security-opt seccomp=HERE/no-old-mount.json', image: 'calls'},
		closed: {run: '--cap-add SYS_ADMIN --security-opt seccomp=HERE/no-mount.json', image: 'calls'},
	},
	'release_agent, without the capability': {
		...agent,
		open: '--cap-add CAP_SYS_ADMIN',
		closed: '--cap-add SYS_PTRACE',
	},
	'release_agent of bound control groups': {
		...boundAgent,
		open: '-v /sys/fs/cgroup:/cg --cap-add SYS_ADMIN',
		closed: '-v /sys/fs/cgroup:/cg --cap-drop MKNOD',
	},
	'release_agent of bound control groups, by another user': {
		...boundAgent,
		open: '-v /sys/fs/cgroup:/cg --cap-add SYS_ADMIN',
		closed: '-v /sys/fs/cgroup:/cg --cap-add SYS_ADMIN --user 1000',
	},
	'release_agent of bound control groups, mounted read-only': {
		...boundAgent,
		open: '-v /sys/fs/cgroup:/cg --cap-add SYS_ADMIN --security-opt seccomp=HERE/no-mount.json',
		closed: '-v /sys/fs/cgroup:/cg:ro --cap-add SYS_ADMIN --security-opt seccomp=HERE/no-mount.json',
	},
	'control groups through the options of a volume': {
		attack: leavesGroup.replaceAll('/cg/devices/', '/cg/'),
		path: writes,
		open: `${groupVolume('cgroup')},volume-opt=o=devices`,
		closed: `${groupVolume('cgroup')},volume-opt=o=memory`,
	},
	'control groups of version 2 beside those of version 1': {
		attack: leavesGroup.replaceAll('/cg/devices/', '/cg/'),
		path: writes,
		open: `${groupVolume('cgroup')},volume-opt=o=devices`,
		closed: groupVolume('cgroup2'),
	},
	'control groups below a mounted /sys': {
		attack: leavesGroup.replaceAll('/cg/', '/hs/fs/cgroup/'),
		path: writes,
		open: '-v /sys:/hs',
		closed: '-v /sys:/hs --cap-drop MKNOD',
	},
	'control groups below a /sys that is mounted without them': {
		attack: leavesGroup.replaceAll('/cg/', '/hs/fs/cgroup/'),
		path: writes,
		open: '-v /sys:/hs',
		closed: '--mount type=bind,src=/sys,dst=/hs,bind-recursive=disabled',
	},
	'settings of the kernel from which no program is started': {
		attack: leavesGroup.replaceAll('/cg/', '/hs/fs/cgroup/'),
		path: writes,
		open: '-v /sys:/hs',
		closed: '-v /sys/kernel/mm:/hs',
	},
	'one hierarchy of control groups': {
		attack: leavesGroup.replaceAll('/cg/devices/', '/one/'),
		path: writes,
		open: '-v /sys/fs/cgroup/devices:/one',
		closed: '-v /sys/fs/cgroup/memory:/one',
	},
	'nodes of disks, by leaving the control groups of the container': {
		attack: 'echo $$ >/cg/devices/cgroup.procs && dd if=/host/DISK of=/dev/null bs=512 count=1 2>/dev/null',
		path: writes,
		open: '-v /sys/fs/cgroup:/cg -v /dev:/host/dev --cap-drop MKNOD',
		closed: '-v /sys/fs/cgroup:/cg:ro -v /dev:/host/dev --cap-drop MKNOD',
	},
	'bound control groups, by leaving those of the container': {
		attack: leavesGroup,
		path: writes,
		open: '-v /sys/fs/cgroup:/cg',
		closed: '-v /sys/fs/cgroup:/cg --cap-drop MKNOD',
	},
};
