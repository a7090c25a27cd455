import {defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'engine-cgroup-v1',
	title: 'Engine uses cgroup v1',
	cis: {},
	severity: 'low',
	target: 'engine',
	rationale:
		'release_agent in cgroup v1 runs a program as root on the host: the best known escape for a container with SYS_ADMIN. cgroup v2 does not have it.',
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/runmetrics/'],

	check: ({engine: {cgroupVersion}}) => {
		if (cgroupVersion === null) return infoMissing('CgroupVersion');
		const evidence = fromInfo('CgroupVersion', cgroupVersion);
		return cgroupVersion === 1 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Boot with systemd.unified_cgroup_hierarchy=1 on kernel 5.2 or later.',
		mayBreak: 'Old JVMs and tools that read cgroup v1 files.',
	}),

	examples: {
		bad: {facts: {cgroupVersion: 1}},
		good: {facts: {cgroupVersion: 2}},
	},
});
