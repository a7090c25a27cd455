import {requestedDeviceOptions} from '../../changes/device-changes.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-gpu',
	title: 'Container has access to a GPU',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale:
		'The driver runs in the kernel, and the container toolkit has allowed escapes to the host before (CVE-2024-0132, CVE-2025-23266).',
	references: ['https://nvd.nist.gov/vuln/detail/CVE-2024-0132', 'https://nvd.nist.gov/vuln/detail/CVE-2025-23266'],

	check: ({container: {gpuRequests, runtime}}) => {
		const evidence = [fromInspect('HostConfig.DeviceRequests', gpuRequests), fromInspect('HostConfig.Runtime', runtime)];
		if (gpuRequests === 0 && runtime !== 'nvidia') return pass(...evidence);
		return failAs({detail: gpuRequests > 0 ? 'requests GPU devices' : 'uses the nvidia runtime'}, ...evidence);
	},

	remedy: ({container}) => ({
		text: 'Keep the driver and the container toolkit up to date, and pass one GPU instead of all (--gpus device=0).',
		remove: requestedDeviceOptions(container),
		mayBreak: 'Programs that use several GPUs.',
	}),

	examples: {
		bad: {HostConfig: {DeviceRequests: [{Driver: '', Count: -1, Capabilities: [['gpu']]}]}},
		good: {HostConfig: {DeviceRequests: null, Runtime: 'runc'}},
	},
});
