import type {KernelPair} from '../../support/kernel-word.js';

const calls = (run: string) => ({run, image: 'calls' as const});
const of = (name: string, attack: string) => ({attack, danger: new RegExp(` capability:${name}$`)});

/** Capabilities that reach past the container, one by one: who gets them, and which calls they come with. */
export const capabilityPairs: Readonly<Record<string, KernelPair>> = {
	'SYS_ADMIN, by another user': {
		...of('SYS_ADMIN', 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m'),
		open: '--cap-add SYS_ADMIN',
		closed: '--cap-add SYS_ADMIN --user 1000',
	},
	'SYS_ADMIN among all capabilities': {
		...of('SYS_ADMIN', 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m'),
		open: '--cap-add ALL',
		closed: '--cap-add ALL --cap-drop SYS_ADMIN',
	},
	'SYS_ADMIN, through a setuid program': {
		...of('SYS_ADMIN', 'su root -c "mkdir -p /tmp/n && mount -t tmpfs none /tmp/n"'),
		open: {run: '--cap-add SYS_ADMIN --user 1000', image: 'setuid'},
		closed: {run: '--cap-add SYS_ADMIN --user 1000', image: 'named'},
	},
	'SYS_ADMIN, with a profile that a privileged container ignores': {
		...of('SYS_ADMIN', 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m'),
		open: '--privileged --security-opt seccomp=HERE/no-mount.json',
		closed: '--cap-add SYS_ADMIN --security-opt seccomp=HERE/nothing.json',
	},
	DAC_READ_SEARCH: {
		...of('DAC_READ_SEARCH', 'perl /try handle /etc/hosts HANDLE'),
		open: calls('--cap-add DAC_READ_SEARCH'),
		closed: calls('--cap-add SYSLOG'),
	},
	'DAC_READ_SEARCH, by another user': {
		...of('DAC_READ_SEARCH', 'perl /try handle /etc/hosts HANDLE'),
		open: calls('--cap-add ALL'),
		closed: calls('--cap-add DAC_READ_SEARCH --user 1000'),
	},
	'DAC_READ_SEARCH, with a profile that refuses the call': {
		...of('DAC_READ_SEARCH', 'perl /try handle /etc/hosts HANDLE'),
		open: calls('--cap-add DAC_READ_SEARCH --security-opt seccomp=unconfined'),
		closed: calls('--cap-add DAC_READ_SEARCH --security-opt seccomp=HERE/no-handle.json'),
	},
	SYS_RAWIO: {
		...of('SYS_RAWIO', 'perl /try fibmap'),
		open: calls('--cap-add SYS_RAWIO'),
		closed: calls('--cap-add SYS_RAWIO --user 1000'),
	},
	"SYS_BOOT in the host's pid namespace": {
		...of('SYS_BOOT', 'perl /try reboot'),
		open: calls('--pid host --cap-add SYS_BOOT'),
		closed: calls('--pid host --cap-add SYS_BOOT --user 1000'),
	},
	'SYS_BOOT, with a profile that refuses the call': {
		attack: 'perl /try reboot',
		path: /restarts the host$/,
		open: calls('--pid host --cap-add SYS_BOOT --security-opt seccomp=unconfined'),
		closed: calls('--pid host --cap-add SYS_BOOT --security-opt seccomp=HERE/no-reboot.json'),
	},
	"NET_ADMIN on the host's network": {
		attack: 'ip link set docker0 mtu 1500',
		path: /rewrites the host's firewall and routes$/,
		open: '--network host --cap-add NET_ADMIN',
		closed: '--cap-add NET_ADMIN',
	},
	"NET_ADMIN on the host's network, by another user": {
		attack: 'ip link set docker0 mtu 1500',
		path: /rewrites the host's firewall and routes$/,
		open: '--network container:on-host --cap-add NET_ADMIN',
		closed: '--network host --cap-add NET_ADMIN --user 1000',
	},
	BPF: {
		...of('BPF', 'perl /try bpf'),
		open: calls('--cap-add BPF'),
		closed: calls('--cap-add BPF --user 1000'),
	},
	'BPF, with a profile that refuses the call': {
		...of('BPF', 'perl /try bpf'),
		open: calls('--cap-add BPF --security-opt seccomp=unconfined'),
		closed: calls('--cap-add BPF --security-opt seccomp=HERE/no-bpf.json'),
	},
	PERFMON: {
		...of('PERFMON', 'perl /try perf'),
		open: calls('--cap-add PERFMON'),
		closed: calls('--cap-add PERFMON --user 1000'),
	},
	'PERFMON, with a profile that refuses the calls': {
		...of('PERFMON', 'perl /try perf'),
		open: calls('--cap-add PERFMON --security-opt seccomp=unconfined'),
		closed: calls('--cap-add PERFMON --security-opt seccomp=HERE/no-perf.json'),
	},
	AUDIT_CONTROL: {
		...of('AUDIT_CONTROL', 'perl /try audit'),
		open: calls('--pid host --cap-add AUDIT_CONTROL'),
		closed: calls('--cap-add AUDIT_CONTROL'),
	},
	'AUDIT_CONTROL, by another user': {
		...of('AUDIT_CONTROL', 'perl /try audit'),
		open: calls('--pid container:sees-host --cap-add AUDIT_CONTROL'),
		closed: calls('--pid host --cap-add AUDIT_CONTROL --user 1000'),
	},
	SYS_TIME: {
		...of('SYS_TIME', "tick=$(adjtimex | sed -n 's/.*tick: *\\([0-9]*\\).*/\\1/p') && adjtimex -t $tick >/dev/null"),
		open: '--cap-add SYS_TIME',
		closed: '--cap-add SYS_TIME --user 1000',
	},
	SYS_NICE: {
		...of('SYS_NICE', 'renice -n -5 $$'),
		open: '--cap-add SYS_NICE',
		closed: '--cap-add SYS_NICE --user 1000',
	},
	SYSLOG: {
		...of('SYSLOG', 'dmesg >/dev/null'),
		open: '--cap-add SYSLOG',
		closed: '--cap-add SYSLOG --user 1000',
	},
	SYS_PACCT: {
		...of('SYS_PACCT', 'perl /try acct'),
		open: calls('--cap-add SYS_PACCT'),
		closed: calls('--cap-add SYS_PACCT --user 1000'),
	},
	SYS_TTY_CONFIG: {
		...of('SYS_TTY_CONFIG', 'perl /try vhangup'),
		open: calls('--cap-add SYS_TTY_CONFIG'),
		closed: calls('--cap-add SYS_TTY_CONFIG --user 1000'),
	},
	WAKE_ALARM: {
		...of('WAKE_ALARM', 'perl /try alarm'),
		open: calls('--cap-add WAKE_ALARM'),
		closed: calls('--cap-add WAKE_ALARM --user 1000'),
	},
	'NET_RAW, by another user': {
		...of('NET_RAW', 'arping -c 1 -w 1 -I eth0 172.17.0.1 >/dev/null; arping -c 1 -w 1 -I eth0 172.17.0.1 | grep -q Sent'),
		open: '--cap-add CHOWN',
		closed: '--cap-add CHOWN --user 1000',
	},
	'SYS_CHROOT, with a profile that refuses the call': {
		...of('SYS_CHROOT', 'chroot / true'),
		open: '--cap-add KILL',
		closed: '--cap-add KILL --user 1000',
	},
};
