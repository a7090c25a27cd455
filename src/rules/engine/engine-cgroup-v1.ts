import {defineRule, fail, pass} from '../rule.js';
import {fromInfo, infoMissing} from '../shared/evidence.js';

export default defineRule({
	slug: 'engine-cgroup-v1',
	title: 'The engine uses version 1 of control groups',
	cis: {},
	severity: 'low',
	target: 'engine',
	rationale:
		'Its release_agent runs a program as root of the host: the best known way out of a container with SYS_ADMIN. Version 2 has none.',
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/runmetrics/'],

	check: ({engine: {cgroupVersion}}) => {
		if (cgroupVersion === null) return infoMissing('CgroupVersion');
		const evidence = fromInfo('CgroupVersion', cgroupVersion);
		return cgroupVersion === 1 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Boot with systemd.unified_cgroup_hierarchy=1, on a kernel from 5.2 on.',
		mayBreak: 'Old JVMs and tools that read the files of version 1.',
	}),

	examples: {
		bad: {facts: {cgroupVersion: 1}},
		good: {facts: {cgroupVersion: 2}},
	},
});
