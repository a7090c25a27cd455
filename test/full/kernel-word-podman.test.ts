import {pairsNamed} from '../on-real-engine/kernel-word-pairs/index.js';
import {type KernelPairs, tryPairs} from '../support/kernel-word.js';
import {startPodman, whyNoPodman} from '../support/podman.js';

const sharedWithDocker = [
	'socket, by another user',
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
	'signals to processes of the host, by another user',
	'shared memory of the host',
	'disk of a privileged container, by another user',
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
		attack: "perl -e '$< = $> = 0; exec q(cat), q(/host/HERE/canary)'",
		path: reads,
		open: calls(`${hostRoot} --cap-add SETUID`),
		closed: calls(`${hostRoot} --cap-add NET_RAW`),
	},
	'processes of the host, by a user with the capability': {
		...traces,
		open: '--pid host --user 1000 --cap-add SYS_PTRACE',
		closed: '--pid host --user 1000',
	},
	'signals to processes of the host, by a user with CAP_KILL': {
		attack: 'kill -0 ENGINE',
		danger: /^host-pid host-pid$/,
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
	'/proc below a root that is mounted without what is below': {
		attack: back('/host/proc/sys/kernel/core_pattern'),
		danger: /^proc-write /,
		open: '-v /:/host',
		closed: '--mount type=bind,src=/,dst=/host,bind-nonrecursive=true',
	},
	// What Podman does not report, nobody can decide from its answers.
	'settings of the kernel that were unmasked': {
		attack: back('/proc/sys/kernel/core_pattern'),
		fails: 'container-system-paths',
		open: {run: '--security-opt unmask=/proc/sys', unknown: /does not report which paths are read-only/},
		closed: {run: '--security-opt unmask=/proc/sys --user 1000', unknown: /does not report which paths are read-only/},
	},
	'DAC_READ_SEARCH, with a profile that refuses the call': {
		attack: 'perl /try handle /etc/hosts HANDLE',
		danger: / capability:DAC_READ_SEARCH$/,
		open: calls('--cap-add DAC_READ_SEARCH --security-opt seccomp=unconfined'),
		closed: {
			...calls('--cap-add DAC_READ_SEARCH --security-opt seccomp=HERE/no-handle.json'),
			unknown: /what its seccomp profile refuses is not known/,
		},
	},
	'rule for a disk, without the capability that Podman does not give': {
		attack: 'mknod /tmp/d b MAJOR MINOR && dd if=/tmp/d of=/dev/null bs=512 count=1 2>/dev/null',
		fails: 'container-device-rules',
		open: {run: "--device-cgroup-rule 'b MAJOR:* rwm' --cap-add MKNOD", unknown: /Podman does not report device rules/},
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
	'disk of a privileged container, from a user namespace of its own': {
		attack: 'dd if=DISK of=/dev/null bs=512 count=1 2>/dev/null',
		path: /→ (likely )?host root$/,
		open: '--privileged',
		closed: '--privileged --uidmap 0:200000:65536',
	},
	'home of a user, from user namespaces that map it and do not': {
		attack: 'touch /k/m && rm /k/m',
		path: /writes .* → host root$/,
		open: '-v HERE/of-1000/.ssh:/k --uidmap 0:1000:65536',
		closed: '-v HERE/of-1000/.ssh:/k --uidmap 0:200000:65536',
	},
	'secrets of the host, from a user namespace of its own': {
		attack: canary,
		path: reads,
		open: '-v /:/host:ro --cap-add SYS_NICE',
		closed: '-v /:/host:ro --uidmap 0:200000:65536',
	},
};

/** Nothing here sets up a firewall for a bridge. */
const alone = ([run = 'run', ...options]: readonly string[]): string[] => [run, '--network', 'none', ...options];

tryPairs(
	"the kernel's word on Podman",
	{...pairsNamed(sharedWithDocker), ...ofPodman},
	30,
	(await whyNoPodman()) !== null,
	async () => {
		const podman = await startPodman();
		return {
			socketPath: podman.socketPath,
			pid: process.pid,
			docker: (...args) => podman.podman(...(args[0] === 'run' && !args.includes('--network') ? alone(args) : args)),
			stop: () => podman.stop(),
		};
	},
);
