import type {Capability} from '../../facts/capability-names.js';
import type {Severity} from '../../facts/index.js';

/**
 * What each capability lets a process do, in the words of someone who has to decide whether it may go, and how much it gives away
 * inside a container (namespaces contain some of them).
 *
 * @source capabilities(7); Linux security/commoncap.c and the callers of capable()
 */
export const capabilityMeaning: Readonly<Record<Capability, {readonly risk: Severity; readonly means: string}>> = {
	CHOWN: {risk: 'low', means: 'give files to anyone'},
	DAC_OVERRIDE: {risk: 'medium', means: 'ignore file permissions'},
	DAC_READ_SEARCH: {risk: 'critical', means: 'open any file of the host by its handle'},
	FOWNER: {risk: 'low', means: 'change modes of files of others'},
	FSETID: {risk: 'low', means: 'keep setuid bits when a file changes'},
	KILL: {risk: 'low', means: 'signal processes of other users'},
	SETGID: {risk: 'low', means: 'become any group'},
	SETUID: {risk: 'low', means: 'become any user'},
	SETPCAP: {risk: 'low', means: 'move capabilities between its sets'},
	LINUX_IMMUTABLE: {risk: 'low', means: 'set the immutable flag of files'},
	NET_BIND_SERVICE: {risk: 'info', means: 'listen below port 1024'},
	NET_BROADCAST: {risk: 'info', means: 'unused by the kernel'},
	NET_ADMIN: {risk: 'high', means: 'change addresses, routes and firewall of its network'},
	NET_RAW: {risk: 'medium', means: 'forge packets: spoof ARP and DNS on its network'},
	IPC_LOCK: {risk: 'low', means: 'lock memory without limit'},
	IPC_OWNER: {risk: 'low', means: 'open shared memory of others'},
	SYS_MODULE: {risk: 'critical', means: 'load code into the kernel'},
	SYS_RAWIO: {risk: 'critical', means: 'touch ports and memory of the machine'},
	SYS_CHROOT: {risk: 'low', means: 'change its root directory'},
	SYS_PTRACE: {risk: 'high', means: 'read and steer other processes it can see'},
	SYS_PACCT: {risk: 'low', means: 'switch process accounting'},
	SYS_ADMIN: {risk: 'critical', means: 'mount, enter namespaces, most escapes'},
	SYS_BOOT: {risk: 'high', means: 'reboot, load another kernel'},
	SYS_NICE: {risk: 'low', means: 'raise priorities, pin CPUs'},
	SYS_RESOURCE: {risk: 'medium', means: 'exceed limits and quotas'},
	SYS_TIME: {risk: 'medium', means: "set the host's clock"},
	SYS_TTY_CONFIG: {risk: 'low', means: 'hang up terminals'},
	MKNOD: {risk: 'low', means: 'make device files (the device rules still hold)'},
	LEASE: {risk: 'info', means: 'leases on files'},
	AUDIT_WRITE: {risk: 'low', means: 'write to the audit log'},
	AUDIT_CONTROL: {risk: 'high', means: 'switch the audit off'},
	SETFCAP: {risk: 'low', means: 'give capabilities to files'},
	MAC_OVERRIDE: {risk: 'high', means: 'pass by Smack'},
	MAC_ADMIN: {risk: 'high', means: 'change mandatory access control'},
	SYSLOG: {risk: 'medium', means: 'read kernel messages and addresses'},
	WAKE_ALARM: {risk: 'info', means: 'wake the machine'},
	BLOCK_SUSPEND: {risk: 'info', means: 'keep the machine awake'},
	AUDIT_READ: {risk: 'medium', means: 'read the audit log'},
	PERFMON: {risk: 'high', means: 'observe the whole machine'},
	BPF: {risk: 'high', means: 'load programs into the kernel (BPF)'},
	CHECKPOINT_RESTORE: {risk: 'medium', means: 'read memory of processes through checkpoints'},
};
