import type {Capability} from '../../../base/index.js';

/** By which a container reaches the kernel or other processes, and what each is used for. @source capabilities(7) */
export const kernelCapabilities: Readonly<Partial<Record<Capability, string>>> = {
	SYS_MODULE: 'loads kernel modules',
	SYS_PTRACE: 'traces other processes',
	SYS_ADMIN: 'mounts file systems and more',
	SYS_RAWIO: 'accesses ports and memory of the machine',
	BPF: 'loads BPF programs',
	PERFMON: 'reads performance events of the kernel',
	SYS_BOOT: 'restarts the machine or its kernel',
};
