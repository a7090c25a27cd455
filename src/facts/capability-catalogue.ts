import {own, type SafeText} from '../terminal/safe-text.js';
import type {Capability} from './capability-names.js';
import type {Severity} from './severity.js';

export type CapabilityMeaning = {
	/** What a process with it may do. */
	readonly allows: SafeText;
	/** How far it carries an attacker who holds it in a container without user namespace; `none` for what harms nobody. */
	readonly danger: Exclude<Severity, 'info'> | 'none';
	/** What the danger is, or why there is little. */
	readonly why: SafeText;
};

const entry = (danger: CapabilityMeaning['danger'], allows: string, why: string): CapabilityMeaning => ({
	allows: own(allows),
	danger,
	why: own(why),
});

/**
 * Each capability for a person who decides whether a container keeps it.
 * @source capabilities(7); the kernel's checks of each (linux, ns_capable and capable)
 */
export const capabilityCatalogue: Readonly<Record<Capability, CapabilityMeaning>> = {
	CHOWN: entry('low', 'Give any file any owner', 'Takes over files in writable mounts of the host.'),
	DAC_OVERRIDE: entry(
		'medium',
		'Read, write and enter files whatever their permissions say',
		'Every file in a mount of the host is open, not only its own.',
	),
	DAC_READ_SEARCH: entry(
		'critical',
		'Read files and search directories whatever their permissions say, and open files by handle',
		'A handle can be guessed for any file of a mounted file system: it reads the host from a plain container.',
	),
	FOWNER: entry(
		'low',
		'Act as the owner of any file: modes, times, attributes, sticky directories',
		'Opens files of others in mounts of the host.',
	),
	FSETID: entry(
		'low',
		'Keep setuid and setgid bits when a file is changed',
		'Helps to leave setuid programs in a mount of the host.',
	),
	KILL: entry(
		'low',
		'Send signals to processes of any user',
		'Ends other processes of the pid namespace, with the host’s one those of the host.',
	),
	SETGID: entry('low', 'Take on any group', 'Becomes any group inside the container; servers need it to drop privileges.'),
	SETUID: entry('low', 'Take on any user', 'Becomes any user inside the container; servers need it to drop privileges.'),
	SETPCAP: entry(
		'low',
		'Drop capabilities from the bounding set, add bounded ones to the inheritable set',
		'Gains nothing that the container was not given.',
	),
	LINUX_IMMUTABLE: entry(
		'medium',
		'Set and clear the immutable and append-only marks of files',
		'Makes planted files in mounts hard to remove, and protected logs writable.',
	),
	NET_BIND_SERVICE: entry('none', 'Listen on ports below 1024', 'Harmless: the port is one of the container’s own network.'),
	NET_BROADCAST: entry('none', 'Nothing: the kernel does not ask for it', 'Unused.'),
	NET_ADMIN: entry(
		'high',
		'Configure interfaces, addresses, routes, firewalls and tunnels of its network namespace',
		'Redirects and reads its network’s traffic; on the host’s network it rules the firewall of the host. A large part of the kernel is reachable.',
	),
	NET_RAW: entry(
		'medium',
		'Make raw and packet sockets',
		'Forges ARP and DNS answers to neighbours on the same bridge and reads their traffic.',
	),
	IPC_LOCK: entry(
		'low',
		'Lock memory and use huge pages without a limit',
		'Starves the host of memory when there is no memory limit.',
	),
	IPC_OWNER: entry(
		'low',
		'Use System V shared memory and queues of any user',
		'Reads data of other processes in the same ipc namespace.',
	),
	SYS_MODULE: entry(
		'critical',
		'Load and unload kernel modules',
		'A module runs in the kernel of the host: that is the whole host.',
	),
	SYS_RAWIO: entry(
		'critical',
		'Access ports and physical memory, send raw commands to disks',
		'With a device it reads and writes memory and disks of the host past every permission.',
	),
	SYS_CHROOT: entry(
		'low',
		'Change the root directory, enter mount namespaces with SYS_ADMIN',
		'A building block of escapes, alone of little use.',
	),
	SYS_PTRACE: entry(
		'high',
		'Trace, read and write the memory of any process that it can see',
		'Reads the secrets of other processes; with the host’s pid namespace it takes over processes of the host.',
	),
	SYS_PACCT: entry('low', 'Turn process accounting on and off', 'Writes accounting records of the whole host into a file.'),
	SYS_ADMIN: entry(
		'critical',
		'Mount file systems, enter namespaces, set host names, quotas, and hundreds of other operations',
		'So much that it is nearly root: mounts the cgroup file system or a disk and runs programs on the host.',
	),
	SYS_BOOT: entry(
		'high',
		'Restart the machine and load another kernel',
		'Stops the host where the pid namespace is its own, and replaces its kernel through kexec.',
	),
	SYS_NICE: entry('low', 'Raise priorities and choose CPUs of any process', 'Starves other work on the host.'),
	SYS_RESOURCE: entry(
		'medium',
		'Exceed resource limits, quotas and reserved disk space',
		'Undoes the limits that protect the host from the container.',
	),
	SYS_TIME: entry(
		'medium',
		'Set the clock of the host',
		'The clock is shared: certificates, tokens and logs of the whole host go wrong.',
	),
	SYS_TTY_CONFIG: entry(
		'low',
		'Hang up and configure terminals',
		'Reaches consoles of the host when a terminal device is given too.',
	),
	MKNOD: entry(
		'medium',
		'Make device nodes',
		'Harmless while the device rules forbid the disks; with a wide rule it opens any of them.',
	),
	LEASE: entry('none', 'Take leases on any file', 'Delays whoever opens the file.'),
	AUDIT_WRITE: entry(
		'low',
		'Write records into the audit log of the host',
		'Forges or floods the log that would show an attack.',
	),
	AUDIT_CONTROL: entry(
		'high',
		'Turn the audit of the kernel on and off and change its rules',
		'Blinds the audit of the whole host.',
	),
	SETFCAP: entry(
		'low',
		'Give capabilities to files',
		'Plants privileged programs in mounts of the host; within, it gives what the container has already.',
	),
	MAC_OVERRIDE: entry(
		'high',
		'Override mandatory access control (Smack)',
		'Takes the effect of the policy away where the host uses Smack.',
	),
	MAC_ADMIN: entry(
		'high',
		'Change the policy of mandatory access control',
		'Loads its own AppArmor or Smack policy and so frees itself.',
	),
	SYSLOG: entry(
		'medium',
		'Read and clear the kernel log, see kernel addresses',
		'Addresses of the kernel help an exploit; the log tells about the host.',
	),
	WAKE_ALARM: entry('none', 'Set timers that wake the machine', 'No more than power is wasted.'),
	BLOCK_SUSPEND: entry('none', 'Keep the machine from sleeping', 'No more than power is wasted.'),
	AUDIT_READ: entry('medium', 'Read the audit log of the kernel', 'Shows what every process of the host does.'),
	PERFMON: entry(
		'high',
		'Observe performance, with BPF programs too',
		'Reads data of other processes and of the kernel through its counters.',
	),
	BPF: entry(
		'critical',
		'Load BPF programs and use privileged BPF operations',
		'Together with PERFMON or NET_ADMIN it reads and changes the kernel’s memory and every packet.',
	),
	CHECKPOINT_RESTORE: entry(
		'medium',
		'Freeze and restore processes, choose their pids',
		'Reads the memory maps and open files of other processes in its namespace.',
	),
};
