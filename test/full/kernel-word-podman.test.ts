import {pairs} from '../on-real-engine/kernel-word-pairs/index.js';
import {type KernelPairs, tryPairs} from '../support/kernel-word.js';
import {startPodman, whyNoPodman} from '../support/podman.js';

const sharedWithDocker = [
	'socket, by another user',
	'socket, by another added group',
	'secrets of the host, by another user',
	'secrets of the host, through a setuid program of its image',
	'keys of another user, by root without CAP_DAC_OVERRIDE',
	'home of another user, by root that may give it away',
	'/proc of the host, by another user',
	'/sys of the host, by another user',
	'one setting of the host',
	"the host's processes in its /proc, by their root folders",
	'release_agent, without the capability',
	'release_agent of bound control groups, by another user',
	'disk, by another user',
	'disk under another name, by its group',
	'signals to processes of the host, by another user',
	'shared memory of the host',
	'disk of a privileged container, by another user',
	'DAC_READ_SEARCH, with a profile that refuses the call',
] as const;

const reads = /reads .* → the host's secrets$/;
const canary = 'cat /host/HERE/canary';
const hostRoot = '-v /:/host:ro --user 1000';
const traces = {attack: 'ls /proc/ENGINE/root/', path: /the host's processes → host root$/};
const back = (file: string) => `v=$(cat ${file}) && echo "$v" >${file}`;
const of = (name: string, attack: string) => ({attack, danger: new RegExp(` capability:${name}$`)});
const calls = (run: string) => ({run, image: 'calls' as const});

/** Podman makes capabilities that were added by name ambient: a process that is not root has them. */
const ofPodman: KernelPairs = {
	'DAC_OVERRIDE that was added, by a user': {
		attack: canary,
		path: reads,
		open: `${hostRoot} --cap-add DAC_OVERRIDE`,
		closed: hostRoot,
	},
	'DAC_READ_SEARCH that was added, by a user': {
		attack: canary,
		path: reads,
		open: `${hostRoot} --cap-add DAC_READ_SEARCH`,
		closed: `${hostRoot} --cap-add NET_ADMIN`,
	},
	'an added capability, with no-new-privileges': {
		attack: canary,
		path: reads,
		open: `${hostRoot} --cap-add DAC_OVERRIDE --security-opt no-new-privileges`,
		closed: `${hostRoot} --security-opt no-new-privileges`,
	},
	'SETUID that was added, by a user': {
		attack: 'su root -c "cat /host/HERE/canary"',
		path: reads,
		open: {run: `${hostRoot} --cap-add SETUID --cap-add SETGID`, image: 'named'},
		closed: {run: `${hostRoot} --cap-add NET_RAW`, image: 'named'},
	},
	'processes of the host, by a user with the capability': {
		...traces,
		open: '--pid host --user 1000 --cap-add SYS_PTRACE',
		closed: '--pid host --user 1000',
	},
	'signals to processes of the host, by a user with CAP_KILL': {
		attack: 'kill -0 ENGINE',
		danger: /^host-pid /,
		open: '--pid host --user 1000 --cap-add KILL',
		closed: '--pid host --user 1000 --cap-add CHOWN',
	},
	'mounts, by a user with the capability': {
		attack: 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m',
		danger: / capability:SYS_ADMIN$/,
		open: '--user 1000 --cap-add SYS_ADMIN',
		closed: '--user 1000 --cap-add SYS_NICE',
	},
	'SYS_NICE, by a user': {
		...of('SYS_NICE', 'renice -n -5 $$'),
		open: '--user 1000 --cap-add SYS_NICE',
		closed: '--user 1000 --cap-add SYS_TIME',
	},
	'BPF, by a user': {
		...of('BPF', 'perl /try bpf'),
		open: calls('--user 1000 --cap-add BPF'),
		closed: calls('--user 1000 --cap-add PERFMON'),
	},
	'/proc below a root that is mounted read-only': {
		attack: back('/host/proc/sys/kernel/core_pattern'),
		danger: /^proc-write /,
		open: '-v /:/host:ro',
		closed: '-v /:/host:ro --user 1000',
	},
	'/proc below a root, of which all is read-only': {
		attack: back('/host/proc/sys/kernel/core_pattern'),
		danger: /^proc-write /,
		open: '-v /:/host',
		closed: '-v /:/host:rro',
	},
	'settings of the kernel that were unmasked': {
		attack: back('/proc/sys/kernel/core_pattern'),
		path: /core_pattern → host root$/,
		open: '--security-opt unmask=/proc/sys',
		closed: '--security-opt unmask=/proc/sys --user 1000',
	},
	'rule for a disk, without the capability that Podman does not give': {
		attack: 'mknod /tmp/d b MAJOR MINOR && dd if=/tmp/d of=/dev/null bs=512 count=1 2>/dev/null',
		path: /(raw disk|block devices made from files|device rule)/,
		open: "--device-cgroup-rule 'b MAJOR:* rwm' --cap-add MKNOD",
		closed: "--device-cgroup-rule 'b MAJOR:* rwm'",
	},
	'bound control groups, by leaving those of the container': {
		attack:
			'echo $$ >/cg/devices/cgroup.procs && mknod /tmp/d b MAJOR MINOR && dd if=/tmp/d of=/dev/null bs=512 count=1 2>/dev/null',
		path: /writes .* → host root$/,
		open: '-v /sys/fs/cgroup:/cg --cap-add MKNOD',
		closed: '-v /sys/fs/cgroup:/cg',
	},
	'socket, from a user namespace of its own': {
		attack: 'connect /s.sock',
		path: /sock → host root$/,
		open: '-v SOCKET:/s.sock --cap-drop ALL',
		closed: '-v SOCKET:/s.sock --uidmap 0:200000:65536',
	},
	'secrets of the host, from a user namespace of its own': {
		attack: canary,
		path: reads,
		open: '-v /:/host:ro --cap-add SYS_NICE',
		closed: '-v /:/host:ro --uidmap 0:200000:65536',
	},
};

const shared: KernelPairs = Object.fromEntries(
	sharedWithDocker.map(name => {
		const pair = pairs[name];
		if (pair === undefined) throw new Error(`no such pair: ${name}`);
		return [name, pair] as const;
	}),
);

tryPairs("the kernel's word on Podman", {...shared, ...ofPodman}, 10, (await whyNoPodman()) !== null, async () => {
	const podman = await startPodman();
	return {
		socketPath: podman.socketPath,
		pid: process.pid,
		docker: (...args) => podman.podman(...(args[0] === 'run' ? ['run', '--network', 'none', ...args.slice(1)] : args)),
		stop: () => podman.stop(),
	};
});
