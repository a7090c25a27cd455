import type {Capability, ContainerFacts, Severity} from '../../facts/index.js';

/**
 * Capabilities that give the host, or most of it, and what an attacker does with them.
 * @source capabilities(7); open_by_handle_at(2) for DAC_READ_SEARCH; kexec_load(2) for SYS_BOOT
 */
export const dangerousCapabilities: ReadonlyMap<Capability, {severity: Severity; how: string}> = new Map([
	['SYS_MODULE', {severity: 'critical', how: 'loads a kernel module'}],
	['SYS_RAWIO', {severity: 'critical', how: 'reads and writes physical memory and I/O ports'}],
	['DAC_READ_SEARCH', {severity: 'critical', how: 'opens host files by handle'}],
	['SYS_ADMIN', {severity: 'high', how: 'mounts filesystems and changes namespaces'}],
	['SYS_PTRACE', {severity: 'high', how: 'takes over any process that it can see'}],
	['SYS_BOOT', {severity: 'high', how: 'reboots the host or boots another kernel'}],
	['BPF', {severity: 'high', how: 'loads programs into the kernel'}],
	['PERFMON', {severity: 'high', how: 'traces the kernel and reads its memory'}],
	['MAC_ADMIN', {severity: 'high', how: 'changes AppArmor or Smack policy'}],
	['MAC_OVERRIDE', {severity: 'high', how: 'overrides mandatory access control'}],
	['SYSLOG', {severity: 'medium', how: 'reads kernel addresses, which exploits need'}],
	['NET_ADMIN', {severity: 'medium', how: 'changes addresses, routes and filters of its network'}],
	['SYS_TIME', {severity: 'medium', how: "sets the host's clock"}],
	['CHECKPOINT_RESTORE', {severity: 'medium', how: 'rewrites the state of processes'}],
]);

/** Whether the first process can have it. */
export const has = ({capabilities}: ContainerFacts, name: Capability): boolean => capabilities.granted.has(name);
