import {type SafeText, trusted} from '../text/safe-text.js';
import type {PathSensitivity} from './mount-facts.js';

export type WhenWritten = PathSensitivity['whenWritten'];
export type Read = PathSensitivity['whenRead'];
/** A path on the host, canonical: `/run` for `/var/run`, `/usr/lib` for `/lib`. */
export type SensitivePath = {
	readonly path: string;
	readonly written: WhenWritten;
	readonly read: Read;
	/** What a path below it exposes; `same`: as much as the entry itself. */
	readonly below: 'same' | {readonly written: WhenWritten; readonly read: Read};
};

/** Dangerous itself; `below` rates what is under it. */
const entry = (path: string, written: WhenWritten, read: Read, below: SensitivePath['below']): SensitivePath => ({
	path,
	written,
	read,
	below,
});
/** Dangerous itself, but what is below it is harmless. */
const only = (path: string, written: WhenWritten, read: Read): SensitivePath =>
	entry(path, written, read, {written: null, read: null});
/** Equally dangerous at any depth. */
const same = (path: string, written: WhenWritten, read: Read): SensitivePath => entry(path, written, read, 'same');

/** Often mounted, and harmless to read; written, they mislead the host about names, the clock or trusted certificates. */
export const HARMLESS_TO_READ: readonly string[] = [
	'/etc/localtime',
	'/etc/timezone',
	'/etc/hostname',
	'/etc/hosts',
	'/etc/resolv.conf',
	'/etc/machine-id',
	'/etc/os-release',
	'/etc/ssl/certs',
	'/etc/ca-certificates',
	'/etc/pki/ca-trust',
	'/usr/share/zoneinfo',
	'/usr/share/ca-certificates',
	'/usr/lib/os-release',
];

/** Devices that every container has anyway. */
export const HARMLESS: readonly string[] = ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/random'];

/**
 * Settings and hooks from which root starts programs, and code that it loads: at a boot, login, update, rotation of logs, or when a network
 * or device comes up.
 * @source logrotate(8), update-motd(5), interfaces(5), NetworkManager-dispatcher(8), kernel-install(8), sysctl.d(5), binfmt.d(5),
 * tmpfiles.d(5), dpkg.cfg(5), dnf.conf(5), polkit(8), dbus-daemon(1), openssl config(5ssl), nsswitch.conf(5), udev(7), acpid(8),
 * incrontab(5), inetd(8), xinetd.conf(5), needrestart(1), jail.conf(5); @INC of perl -V on Debian
 */
const ROOT_RUNS: readonly string[] = [
	...'logrotate.d logrotate.conf update-motd.d default sysconfig network NetworkManager dhcp ppp kernel initramfs-tools'.split(
		' ',
	),
	...'dracut.conf.d grub.d sysctl.d sysctl.conf binfmt.d tmpfiles.d alternatives anacrontab crontabs periodic rc.d inittab'.split(
		' ',
	),
	...'fstab modules dpkg yum yum.repos.d dnf pacman.conf pacman.d apk zypp doas.conf doas.d polkit-1 dbus-1'.split(' '),
	...'nsswitch.conf ssl/openssl.cnf bashrc zsh cni crio supervisor monit acpi incron.d inetd.conf inetd.d xinetd.conf'.split(' '),
	...'xinetd.d needrestart fail2ban perl'.split(' '),
]
	.map(name => `/etc/${name}`)
	.concat(
		...'udev python3 modprobe.d sysctl.d tmpfiles.d binfmt.d apt dpkg openssh sudo polkit-1 security'
			.split(' ')
			.map(name => `/usr/lib/${name}`),
		...'dbus-1 polkit-1 initramfs-tools perl perl5'.split(' ').map(name => `/usr/share/${name}`),
		...['/usr/src', '/run/udev', '/var/spool/at', '/var/lib/cloud', '/opt/cni', '/opt/containerd', '/efi', '/nix'],
	);

/** Settings by which the kernel starts a program as root. @source sysctl/kernel.rst, binfmt-misc.rst of the kernel */
export const SETTINGS_THAT_START_PROGRAMS: readonly string[] = [
	'/proc/sys/kernel/core_pattern',
	'/proc/sys/kernel/modprobe',
	'/proc/sys/kernel/hotplug',
	'/proc/sys/kernel/poweroff_cmd',
	'/proc/sys/fs/binfmt_misc',
];

/** Canonical paths: `/run` for `/var/run`, `/usr/lib` for `/lib`. */
export const SENSITIVE_PATHS: readonly SensitivePath[] = [
	only('/', 'host-root', 'secrets'),
	// Writing here gives root at the next login, boot, job or library load.
	entry('/etc', 'host-root', 'secrets', {written: 'tamper', read: null}),
	only('/etc/passwd', 'host-root', 'information'),
	only('/etc/group', 'host-root', 'information'),
	only('/etc/shadow', 'host-root', 'secrets'),
	only('/etc/gshadow', 'host-root', 'secrets'),
	...[
		'/etc/cron.d',
		'/etc/cron.daily',
		'/etc/cron.hourly',
		'/etc/cron.weekly',
		'/etc/cron.monthly',
		'/etc/crontab',
		'/etc/systemd',
		'/etc/init.d',
		'/etc/rc.local',
		'/etc/ld.so.preload',
		'/etc/ld.so.conf',
		'/etc/ld.so.conf.d',
		'/etc/ld.so.cache',
		'/etc/pam.d',
		'/etc/profile',
		'/etc/profile.d',
		'/etc/bash.bashrc',
		'/etc/environment',
		'/etc/sudoers',
		'/etc/sudoers.d',
		'/etc/modprobe.d',
		'/etc/modules-load.d',
		'/etc/udev',
		'/etc/apt',
		...ROOT_RUNS,
		'/etc/security',
		'/usr/lib/systemd',
		'/usr/lib/modules',
		'/usr/lib/x86_64-linux-gnu',
		'/usr/lib/aarch64-linux-gnu',
		'/usr/bin',
		'/usr/sbin',
		'/usr/lib32',
		'/usr/lib64',
		'/usr/libexec',
		'/usr/local/bin',
		'/usr/local/sbin',
		'/usr/local/lib',
		'/boot',
		'/var/spool/cron',
		'/var/lib/dpkg',
		'/var/lib/rpm',
	].map(path => same(path, 'host-root', null)),
	entry('/usr', 'host-root', null, {written: 'tamper', read: null}),
	entry('/usr/lib', 'host-root', null, {written: 'tamper', read: null}),
	entry('/usr/local', 'host-root', null, {written: 'tamper', read: null}),
	only('/opt', 'tamper', null),
	// Keys and tokens.
	same('/etc/ssh', 'host-root', 'secrets'),
	same('/etc/ssl/private', 'tamper', 'secrets'),
	same('/etc/pki/tls/private', 'tamper', 'secrets'),
	same('/etc/letsencrypt', 'tamper', 'secrets'),
	same('/etc/wireguard', 'tamper', 'secrets'),
	same('/etc/openvpn', 'tamper', 'secrets'),
	same('/etc/vault.d', 'tamper', 'secrets'),
	same('/etc/kubernetes', 'host-root', 'secrets'),
	same('/etc/rancher', 'host-root', 'secrets'),
	same('/etc/docker', 'host-root', 'information'),
	same('/etc/containerd', 'host-root', 'information'),
	same('/etc/containers', 'host-root', 'information'),
	same('/root', 'host-root', 'secrets'),
	only('/home', 'host-root', 'secrets'),
	only('/Users', 'host-root', 'secrets'),
	// State of engines and orchestrators.
	same('/var/lib/docker', 'host-root', 'secrets'),
	only('/var/lib/docker/volumes', 'tamper', 'secrets'),
	same('/var/lib/containerd', 'host-root', 'secrets'),
	same('/var/lib/containers', 'host-root', 'secrets'),
	same('/var/lib/kubelet', 'host-root', 'secrets'),
	same('/var/lib/rancher', 'host-root', 'secrets'),
	same('/var/lib/etcd', 'host-root', 'secrets'),
	only('/var', 'host-root', 'secrets'),
	only('/var/lib', 'host-root', 'secrets'),
	only('/var/spool', 'host-root', 'information'),
	same('/var/log', 'tamper', 'information'),
	only('/var/backups', 'tamper', 'secrets'),
	// The kernel, running services, other processes.
	entry('/proc', 'host-root', 'secrets', {written: 'tamper', read: 'information'}),
	entry('/proc/sys', 'host-root', null, {written: 'tamper', read: null}),
	...SETTINGS_THAT_START_PROGRAMS.map(path => same(path, 'host-root', null)),
	// Of the network namespace of who writes them, wherever they are mounted. @source linux net/sysctl_net.c (net_ctl_header_lookup)
	same('/proc/sys/net', null, null),
	same('/proc/1', 'host-root', 'secrets'),
	only('/proc/sysrq-trigger', 'tamper', null),
	entry('/sys', 'host-root', 'information', {written: 'tamper', read: 'information'}),
	same('/sys/fs/cgroup', 'host-root', 'information'),
	entry('/sys/kernel', 'host-root', 'information', {written: 'tamper', read: 'information'}),
	only('/sys/kernel/uevent_helper', 'host-root', null),
	same('/sys/fs/bpf', 'tamper', 'information'),
	only('/dev', 'host-root', 'secrets'),
	// Shared memory of the host's programs.
	only('/dev/shm', 'tamper', 'information'),
	only('/run', 'host-root', 'secrets'),
	same('/run/systemd', 'host-root', 'information'),
	same('/run/dbus', 'tamper', 'information'),
	entry('/run/user', 'tamper', 'secrets', {written: 'tamper', read: 'secrets'}),
	same('/run/secrets', 'tamper', 'secrets'),
	same('/run/containerd', 'host-root', 'secrets'),
	same('/run/docker', 'host-root', 'secrets'),
	only('/tmp', 'tamper', 'information'),
	only('/tmp/.X11-unix', 'tamper', 'secrets'),
	only('/var/tmp', 'tamper', 'information'),
];

type HomePlace = {readonly pattern: RegExp; readonly listed: SafeText; readonly written: WhenWritten; readonly read?: null};

/** Keys and tokens in a home directory, wherever homes are, and what its user's shell and session start. */
export const HOME_SECRETS: readonly HomePlace[] = [
	{pattern: /\/\.ssh(\/|$)/, listed: trusted('~/.ssh'), written: 'host-root'},
	{
		pattern: /\/\.(kube|aws|azure|docker|gnupg|password-store|vault-token)(\/(?!run\/)|$)/,
		listed: trusted('~/.kube, ~/.aws, ~/.docker, …'),
		written: 'tamper',
	},
	{pattern: /\/\.config\/(gcloud|gh|doctl|containers|rclone)(\/|$)/, listed: trusted('~/.config/gcloud, …'), written: 'tamper'},
	{
		pattern: /\/\.(netrc|git-credentials|npmrc|pypirc|pgpass|my\.cnf|vault-token|bash_history|zsh_history)$/,
		listed: trusted('~/.netrc, …'),
		written: 'tamper',
	},
	{
		pattern: /^\/(home|Users)\/[^/]+\/(\.config|\.local(\/share)?)$/,
		listed: trusted('~/.config, ~/.local'),
		written: 'host-root',
	},
	{
		pattern:
			/^\/(home|Users)\/[^/]+\/(\.(bashrc|bash_profile|bash_login|bash_aliases|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|xprofile|xinitrc|xsessionrc|inputrc|tmux\.conf|vimrc|gitconfig|pam_environment|cshrc|tcshrc|login|oh-my-zsh|vim)|\.config\/(systemd|autostart|environment\.d|fish|nvim|git)|\.local\/(bin|lib|share\/(systemd|applications|dbus-1)))(\/|$)/,
		listed: trusted('~/.profile, ~/.config/systemd, ~/.local/bin, …'),
		written: 'host-root',
		read: null,
	},
	{
		pattern: /\/\.local\/share\/(containers|docker|keyrings)(\/|$)/,
		listed: trusted('~/.local/share/containers, …'),
		written: 'tamper',
	},
];
