import {safe, trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';
import {kernelCapabilities} from './kernel-capabilities.js';

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
		isFirst && kernelCapabilities[capability] !== undefined
			? safe`${trusted(capability)} by ${by}: ${trusted(kernelCapabilities[capability] ?? '')}`
			: null,
	examples: {
		bad: {activity: {kind: 'capability', capability: 'SYS_ADMIN', by: trusted('mount')}},
		good: {activity: {kind: 'capability', capability: 'CHOWN', by: trusted('nginx')}},
	},
});
