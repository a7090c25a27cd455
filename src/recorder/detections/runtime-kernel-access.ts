import type {Capability} from '../../facts/index.js';
import {safe, trusted} from '../../terminal/safe-text.js';
import {defineDetection} from './detection.js';

/** What each is used for, by which a container reaches the kernel or other processes. @source capabilities(7) */
const reaching: Readonly<Partial<Record<Capability, string>>> = {
	SYS_MODULE: 'loads kernel modules',
	SYS_PTRACE: 'traces other processes',
	SYS_ADMIN: 'mounts file systems and more',
	SYS_RAWIO: 'accesses ports and memory of the machine',
	BPF: 'loads BPF programs',
	PERFMON: 'reads performance events of the kernel',
	SYS_BOOT: 'restarts the machine or its kernel',
};

export default defineDetection({
	slug: 'runtime-kernel-access',
	title: 'Kernel module, ptrace or mount used',
	severity: 'high',
	needs: 'trace',
	rationale: 'With these capabilities a process changes the kernel, other processes or the mounts: the steps of an escape.',
	remedy: 'Drop the capability, unless this container is there to administrate the host.',
	harmless: 'Agents, storage drivers and Docker in Docker. Reported once for each workload.',
	references: ['capabilities(7)', 'https://attack.mitre.org/techniques/T1611/'],
	on: 'capability',
	detect: ({capability, by}, {isFirst}) =>
		isFirst && reaching[capability] !== undefined
			? safe`${trusted(capability)} by ${by}: ${trusted(reaching[capability] ?? '')}`
			: null,
	examples: {
		bad: {activity: {kind: 'capability', capability: 'SYS_ADMIN', by: trusted('mount')}},
		good: {activity: {kind: 'capability', capability: 'CHOWN', by: trusted('nginx')}},
	},
});
