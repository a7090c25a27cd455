import {type AuthoredEntry, processEntries} from './authored-host.js';

/** Of /proc/self/mountinfo: nothing but the root. */
export const slash = '36 35 8:1 / / rw - ext4 /dev/sda1 rw\n';

/** An ordinary host of root's, with dockerd on its usual socket. */
export const ordinaryHost: Record<string, AuthoredEntry> = {
	'/etc/passwd': 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\nops:x:1001:998::/home/ops:/bin/sh\n',
	'/etc/group': 'root:x:0:\ndocker:x:998:ada\nadmins:x:27:ada\n',
	'/etc/docker': {directory: true, mode: 0o755},
	'/etc/docker/daemon.json': {content: '{}', mode: 0o644},
	'/usr/lib/systemd/system/docker.service': {mode: 0o644},
	'/usr/bin/dockerd': {mode: 0o755},
	'/usr/bin/containerd': {mode: 0o755},
	'/usr/bin/containerd-shim-runc-v2': {mode: 0o755},
	'/usr/sbin/runc': {mode: 0o755},
	'/run/docker.sock': {mode: 0o660, gid: 998},
	'/run/containerd/containerd.sock': {mode: 0o660},
	'/var/run': {link: '../run'},
	'/var/lib/docker': {directory: true, mode: 0o710},
	'/proc/self/mountinfo': slash,
	'/proc/sys/kernel/kptr_restrict': '1\n',
	'/sys/kernel/security/lsm': 'capability,apparmor\n',
	...processEntries({
		pid: 812,
		comm: 'dockerd',
		exe: '/usr/bin/dockerd',
		args: ['-H', 'fd://'],
		sockets: [7001],
		unix: {'/run/docker.sock': 7001},
	}),
};
