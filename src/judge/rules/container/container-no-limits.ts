import {unlimitedPids, usualCpus, usualMemory, usualPids} from '../../changes/limit-changes.js';
import {defineRule, fail, fromInspect, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'container-no-limits',
	title: 'Container has no resource limits',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Anyone who controls it can take down the whole host with one command: memory, processes and CPU are all unlimited.',
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: ({container: {limits}}) => {
		const evidence = [
			fromInspect('HostConfig.Memory', limits.memory ?? 'none'),
			fromInspect('HostConfig.PidsLimit', limits.pids ?? 'none'),
			fromInspect('HostConfig.NanoCpus', limits.cpu ?? 'none'),
		];
		if (limits.memory !== null || limits.pids !== null) return pass(...evidence);
		if (!limits.cpuCertain) return infoMissing('NCPU');
		return limits.cpu === null ? fail(...evidence) : pass(...evidence);
	},

	remedy: ({container}) => ({
		text: 'Start with generous limits: any limit contains the damage.',
		remove: unlimitedPids(container.raw.HostConfig?.PidsLimit),
		add: [usualMemory, usualPids, usualCpus],
		mayBreak: 'Anything that needs more at peak load.',
	}),

	examples: {
		bad: {HostConfig: {Memory: 0, PidsLimit: 0, CpuShares: 1024}},
		good: {HostConfig: {Memory: 0, PidsLimit: 100}},
	},
});
