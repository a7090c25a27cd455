import {type SafeText, trusted} from '../text/safe-text.js';
import type {Capability} from './capability-names.js';
import type {Severity} from './severity.js';

export type CapabilityMeaning = {
	/** What a process with this capability may do, in a few words. */
	readonly means: SafeText;
	/**
	 * What an attacker gains from it in a container with its own namespaces, except for users; `info` when it is harmless.
	 * What a shared namespace or the host adds is in the table of dangers.
	 */
	readonly danger: Severity;
	/** One sentence: what the danger is, or why there is little. */
	readonly why: SafeText;
};

const entry = (danger: Severity, means: string, why: string): CapabilityMeaning => ({
	means: trusted(means),
	danger,
	why: trusted(why),
});

/**
 * What each capability means to someone deciding whether a container should keep it.
 * @source capabilities(7); the kernel's checks of each (linux, ns_capable and capable)
 */
export const capabilityCatalogue: Readonly<Record<Capability, CapabilityMeaning>> = {
	CHOWN: entry('low', 'change the owner of any file', 'Takes over files in writable mounts of the host.'),
	DAC_OVERRIDE: entry('medium', 'bypass file permission checks', 'Every file in a mount of the host is open, not only its own.'),
	DAC_READ_SEARCH: entry(
		'critical',
		'open any host file by its handle',
		'A handle can be guessed for any file of a mounted file system: it reads the host from a plain container.',
	),
	FOWNER: entry('low', "change the mode of other users' files", 'Opens files of others in mounts of the host.'),
	FSETID: entry('low', 'keep setuid bits when a file changes', 'Helps to leave setuid programs in a mount of the host.'),
	KILL: entry(
		'low',
		'signal processes of other users',
		"Ends other processes of the pid namespace, with the host's one those of the host.",
	),
	SETGID: entry('low', 'become any group', 'Becomes any group inside the container; servers need it to drop privileges.'),
	SETUID: entry('low', 'become any user', 'Becomes any user inside the container; servers need it to drop privileges.'),
	SETPCAP: entry('low', 'move capabilities between its sets', "Gains nothing beyond the container's own capabilities."),
	LINUX_IMMUTABLE: entry(
		'medium',
		'set the immutable flag of files',
		'Makes planted files in mounts hard to remove, and protected logs writable.',
	),
	NET_BIND_SERVICE: entry('info', 'listen below port 1024', "Harmless: the port is one of the container's own network."),
	NET_BROADCAST: entry('info', 'unused by the kernel', 'Unused.'),
	NET_ADMIN: entry(
		'medium',
		'change addresses, routes and firewall of its network',
		"Redirects and reads its network's traffic; on the host's network it controls the host's firewall. A large part of the kernel is reachable.",
	),
	NET_RAW: entry(
		'low',
		'forge packets: spoof ARP and DNS on its network',
		'Forges ARP and DNS answers to neighbours on the same bridge and reads their traffic.',
	),
	IPC_LOCK: entry('low', 'lock memory without limit', 'Starves the host of memory when there is no memory limit.'),
	IPC_OWNER: entry('low', 'open shared memory of others', 'Reads data of other processes in the same ipc namespace.'),
	SYS_MODULE: entry('critical', 'load code into the kernel', 'A module runs in the kernel of the host: that is the whole host.'),
	SYS_RAWIO: entry(
		'high',
		'access I/O ports and physical memory',
		'With a device it reads and writes memory and disks of the host regardless of permissions.',
	),
	SYS_CHROOT: entry('low', 'change the root directory (chroot)', 'A building block of escapes, of little use on its own.'),
	SYS_PTRACE: entry(
		'medium',
		'trace and control other processes it can see',
		"Reads the secrets of other processes; with the host's pid namespace it takes over processes of the host.",
	),
	SYS_PACCT: entry('low', 'turn process accounting on or off', 'Writes accounting records of the whole host into a file.'),
	SYS_ADMIN: entry(
		'high',
		'mount, enter namespaces, most escapes',
		'So much that it is nearly root: mounts the cgroup file system or a disk and runs programs on the host.',
	),
	SYS_BOOT: entry(
		'high',
		'reboot, load another kernel',
		'Stops the host where the pid namespace is its own, and replaces its kernel through kexec.',
	),
	SYS_NICE: entry('low', 'raise priorities, pin CPUs', 'Starves other work on the host.'),
	SYS_RESOURCE: entry('medium', 'exceed limits and quotas', 'Removes the limits that protect the host from the container.'),
	SYS_TIME: entry(
		'medium',
		"set the host's clock",
		'The clock is shared: it breaks certificates, tokens and logs of the whole host.',
	),
	SYS_TTY_CONFIG: entry('low', 'hang up terminals', 'Reaches consoles of the host when a terminal device is given too.'),
	MKNOD: entry(
		'medium',
		'create device files (the device rules still apply)',
		'Harmless while the device rules forbid the disks; with a wide rule it opens any of them.',
	),
	LEASE: entry('info', 'leases on files', 'Delays other processes that open the file.'),
	AUDIT_WRITE: entry('low', 'write to the audit log', 'Forges or floods the log that would show an attack.'),
	AUDIT_CONTROL: entry('high', 'turn auditing off', 'Disables auditing on the whole host.'),
	SETFCAP: entry(
		'low',
		'give capabilities to files',
		'Plants privileged programs in mounts of the host; within, it gives what the container has already.',
	),
	MAC_OVERRIDE: entry('high', 'bypass Smack', 'Defeats the policy if the host uses Smack.'),
	MAC_ADMIN: entry(
		'high',
		'change mandatory access control',
		'Loads its own AppArmor or Smack policy to remove its confinement.',
	),
	SYSLOG: entry(
		'medium',
		'read kernel messages and addresses',
		'Kernel addresses help an exploit; the log reveals details of the host.',
	),
	WAKE_ALARM: entry('info', 'wake the machine', 'Only wastes power.'),
	BLOCK_SUSPEND: entry('info', 'keep the machine awake', 'Only wastes power.'),
	AUDIT_READ: entry('medium', 'read the audit log', 'Shows what every process of the host does.'),
	PERFMON: entry('high', 'observe the whole machine', 'Reads data of other processes and of the kernel through its counters.'),
	BPF: entry(
		'high',
		'load programs into the kernel (BPF)',
		"Together with PERFMON or NET_ADMIN it reads and changes the kernel's memory and every packet.",
	),
	CHECKPOINT_RESTORE: entry(
		'low',
		'choose process ids, read maps of processes that it may trace',
		'Of little use without SYS_PTRACE, which opens the processes themselves.',
	),
};
